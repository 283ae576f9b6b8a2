package dfs.perf.report;

import dfs.perf.report.Budget.Verdict;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A run, written down.
 *
 * @param warmUps of each server that was measured
 */
public record Report(Map<String, String> facts, List<WarmUp> warmUps, Figures figures, List<Budget> budgets) {

    private static final double MIB = 1048576.0;

    /** What stands above the tables: a line for each server, saying how warm it was. */
    public String head() {
        return warmUps.stream().map(warmUp -> warmUp.text() + "  \n").collect(Collectors.joining());
    }

    /** The figures. */
    public Table table() {
        Table table = new Table(
                "figure",
                "conn",
                "per s",
                "unit",
                "MiB/s",
                "p50 ms",
                "p99 ms",
                "p99.9 ms",
                "1st byte p50",
                "p99",
                "server us",
                "client us",
                "RSS MiB",
                "GC max ms",
                "failed",
                "limit",
                "limit/s",
                "of limit",
                "fsyncs",
                "copies");
        for (Figure each : figures.all()) {
            table.row(
                    each.name(),
                    each.connections() == 0 ? "" : Integer.toString(each.connections()),
                    Table.number(each.perSecond()),
                    each.unit(),
                    each.unitBytes() == 0 ? "" : Table.number(each.perSecond() * each.unitBytes() / MIB),
                    each.latency().map(latency -> Table.number(latency.p50())).orElse(""),
                    each.latency().map(latency -> Table.number(latency.p99())).orElse(""),
                    each.latency().map(latency -> Table.number(latency.p999())).orElse(""),
                    each.latency()
                            .map(latency -> Table.number(latency.firstByteP50()))
                            .orElse(""),
                    each.latency()
                            .map(latency -> Table.number(latency.firstByteP99()))
                            .orElse(""),
                    Table.number(each.serverMicrosPerUnit()),
                    Table.number(each.clientMicrosPerUnit()),
                    Table.number(each.rssMib()),
                    Table.number(each.gcPauseMaxMillis()),
                    each.failures() == 0 ? "" : Long.toString(each.failures()),
                    each.beside().map(Figure.Limit::name).orElse(""),
                    each.beside().map(limit -> Table.number(limit.perSecond())).orElse(""),
                    Table.number(each.ofLimit()),
                    each.writes().map(wrote -> Table.number(wrote.syncs())).orElse(""),
                    each.writes().map(wrote -> Table.number(wrote.copies())).orElse(""));
        }
        return table;
    }

    /** The budgets, with what became of each. */
    public Table budgetTable() {
        Table table = new Table("figure", "measured", "budget", "met?");
        for (Budget each : budgets) {
            Verdict verdict = each.judge(figures);
            table.row(each.name(), Table.number(verdict.value()), each.boundText(), verdict.word());
        }
        return table;
    }

    /** Everything, for machines. */
    public JsonObject json() {
        JsonArray all = new JsonArray();
        figures.all().forEach(figure -> all.add(json(figure)));
        JsonArray verdicts = new JsonArray();
        for (Budget each : budgets) {
            Verdict verdict = each.judge(figures);
            JsonObject json = new JsonObject().put("figure", each.name()).put("budget", each.boundText());
            put(json, "measured", verdict.value());
            verdicts.add(json.put("met", verdict.word()));
        }
        JsonObject run = new JsonObject();
        facts.forEach(run::put);
        JsonArray warmth = new JsonArray();
        warmUps.forEach(warmUp -> warmth.add(warmUp.json()));
        return run.put("warmUps", warmth).put("figures", all).put("budgets", verdicts);
    }

    private static JsonObject json(Figure figure) {
        JsonObject json = new JsonObject()
                .put("figure", figure.name())
                .put("connections", figure.connections())
                .put("unit", figure.unit())
                .put("unitBytes", figure.unitBytes())
                .put("perSecond", figure.perSecond());
        figure.latency()
                .ifPresent(latency -> json.put("p50Millis", latency.p50())
                        .put("p99Millis", latency.p99())
                        .put("p999Millis", latency.p999())
                        .put("maxMillis", latency.max())
                        .put("firstByteP50Millis", latency.firstByteP50())
                        .put("firstByteP99Millis", latency.firstByteP99()));
        put(json, "serverMicrosPerUnit", figure.serverMicrosPerUnit());
        put(json, "clientMicrosPerUnit", figure.clientMicrosPerUnit());
        put(json, "rssMib", figure.rssMib());
        put(json, "gcPauseMaxMillis", figure.gcPauseMaxMillis());
        figure.beside().ifPresent(limit -> json.put("limit", limit.name()).put("limitPerSecond", limit.perSecond()));
        put(json, "ofLimit", figure.ofLimit());
        figure.writes()
                .ifPresent(wrote -> json.put("syncsPerUnit", wrote.syncs()).put("copies", wrote.copies()));
        return json.put("failures", figure.failures()).put("firstFailure", figure.firstFailure());
    }

    private static void put(JsonObject json, String name, OptionalDouble value) {
        value.ifPresent(number -> json.put(name, number));
    }

    /** Writes report.md, report.json and a plot per figure into the folder. */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        StringBuilder text = new StringBuilder();
        facts.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("  \n"));
        text.append(head()).append('\n').append(table()).append('\n').append(budgetTable());
        Files.writeString(folder.resolve("report.md"), text.toString());
        Files.writeString(folder.resolve("report.json"), json().encodePrettily());
        Set<String> names = new LinkedHashSet<>();
        figures.all().forEach(figure -> names.add(figure.name()));
        for (String name : names) {
            Files.writeString(folder.resolve(name + ".svg"), new Plot(name, figures.named(name)).svg());
        }
    }
}
