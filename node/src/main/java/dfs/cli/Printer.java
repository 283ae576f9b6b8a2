package dfs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Prints answers: as they came for programs, as tables and sentences for people. */
final class Printer {

    private final PrintWriter out;
    private final boolean isJson;

    Printer(PrintWriter out, boolean isJson) {
        this.out = out;
        this.isJson = isJson;
    }

    /** One column of a table. */
    record Column(String title, Function<JsonNode, String> cell) {

        /** The column of a field. */
        static Column of(String title, String field) {
            return new Column(title, row -> text(row.path(field)));
        }
    }

    /** Prints {@code answer} as JSON, or else the lines that say it to people. */
    void print(JsonNode answer, Runnable forPeople) {
        if (isJson) {
            json(answer);
        } else {
            forPeople.run();
        }
        out.flush();
    }

    /** Prints a failure, for programs; people are told elsewhere. */
    void failed(CliFailure failure) {
        if (isJson) {
            json(failure.json());
            out.flush();
        }
    }

    /** Prints the rows under {@code name} as a table. */
    void table(JsonNode answer, String name, List<Column> columns) {
        print(answer, () -> table(answer.path(name), columns));
    }

    /** Prints the fields of one thing, a line each. */
    void fields(JsonNode thing, List<Column> columns) {
        print(thing, () -> {
            int width = columns.stream()
                    .mapToInt(column -> column.title().length())
                    .max()
                    .orElse(0);
            for (Column column : columns) {
                String value = column.cell().apply(thing);
                if (!value.isEmpty()) {
                    line(pad(column.title(), width) + "  " + value);
                }
            }
        });
    }

    /** Prints a line for people. */
    void line(String text) {
        out.println(text);
    }

    private void table(JsonNode rows, List<Column> columns) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(columns.stream().map(Column::title).toList());
        rows.forEach(row -> lines.add(
                columns.stream().map(column -> column.cell().apply(row)).toList()));
        int[] widths = new int[columns.size()];
        for (List<String> cells : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], cells.get(i).length());
            }
        }
        for (List<String> cells : lines) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(pad(cells.get(i), widths[i])).append("  ");
            }
            line(line.toString().stripTrailing());
        }
    }

    private void json(JsonNode answer) {
        try {
            out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(answer));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A value as people read it. */
    static String text(JsonNode value) {
        return switch (value.getNodeType()) {
            case MISSING, NULL -> "";
            case BOOLEAN -> value.booleanValue() ? "yes" : "no";
            case ARRAY, OBJECT, BINARY, NUMBER, POJO, STRING ->
                value.isContainerNode() ? value.toString() : value.asText();
        };
    }

    /** Bytes in the unit that people read them in. */
    static String bytes(JsonNode value) {
        long bytes = value.asLong();
        if (bytes < 1024) {
            return bytes + " B";
        }
        int power = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
        return String.format(
                java.util.Locale.ROOT, "%.1f %siB", (double) bytes / (1L << (power * 10)), " KMGTPE".charAt(power));
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
