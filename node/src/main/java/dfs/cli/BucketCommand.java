package dfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Buckets, with what they hold and their open uploads. */
@Command(
        name = "bucket",
        description = "Shows buckets, what they hold, and their open uploads.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class BucketCommand {

    private static final Pattern AGE = Pattern.compile("([0-9]{1,8})([smhd])");

    private static final List<Printer.Column> COLUMNS = List.of(
            Printer.Column.of("BUCKET", "name"),
            Printer.Column.of("VERSIONING", "versioning"),
            Printer.Column.of("OWNER", "owner"),
            Printer.Column.of("CREATED", "createdAt"));

    private static final List<Printer.Column> USAGE = List.of(
            Printer.Column.of("BUCKET", "name"),
            new Printer.Column("OBJECTS", bucket -> usage(bucket, "objects")),
            new Printer.Column("VERSIONS", bucket -> usage(bucket, "versions")),
            new Printer.Column("DELETE MARKERS", bucket -> usage(bucket, "deleteMarkers")),
            new Printer.Column(
                    "SIZE", bucket -> Printer.bytes(bucket.path("usage").path("bytes"))),
            new Printer.Column("UPLOADS", bucket -> usage(bucket, "uploads")),
            new Printer.Column(
                    "UPLOADS' SIZE",
                    bucket -> Printer.bytes(bucket.path("usage").path("uploadBytes"))));

    private static final List<Printer.Column> UPLOADS = List.of(
            Printer.Column.of("UPLOAD", "uploadId"),
            Printer.Column.of("OPENED", "initiatedAt"),
            Printer.Column.of("KEY", "key"));

    @ParentCommand
    private Dfs dfs;

    @Command(name = "list", description = "Lists buckets.", mixinStandardHelpOptions = true)
    int list(
            @Option(names = "--prefix", paramLabel = "TEXT", description = "What names begin with.", defaultValue = "")
                    String prefix) {
        dfs.printer().table(buckets(prefix), "buckets", COLUMNS);
        return 0;
    }

    @Command(name = "usage", description = "Shows what buckets hold.", mixinStandardHelpOptions = true)
    int usage(
            @Parameters(paramLabel = "BUCKET", arity = "0..1", description = "All buckets where not given.") @Nullable
                    String bucket) {
        ObjectNode list;
        if (bucket == null) {
            list = buckets("");
        } else {
            list = JsonNodeFactory.instance.objectNode();
            list.putArray("buckets").add(dfs.api().get("/api/v1/buckets/" + Api.encode(bucket)));
        }
        dfs.printer().table(list, "buckets", USAGE);
        return 0;
    }

    @Command(name = "uploads", description = "Lists a bucket's open uploads.", mixinStandardHelpOptions = true)
    int uploads(@Parameters(paramLabel = "BUCKET") String bucket) {
        dfs.printer().table(dfs.api().getAll(uploadsOf(bucket), "uploads"), "uploads", UPLOADS);
        return 0;
    }

    @Command(
            name = "clean",
            description = "Aborts a bucket's uploads opened long ago.",
            mixinStandardHelpOptions = true)
    int clean(
            @Parameters(paramLabel = "BUCKET") String bucket,
            @Option(names = "--older-than", required = true, paramLabel = "AGE", description = "Say 12h or 7d.")
                    String age) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("olderThanSeconds", seconds(age));
        JsonNode cleaned = dfs.api().post(uploadsOf(bucket) + "/cleanup", body);
        Printer printer = dfs.printer();
        printer.print(
                cleaned,
                () -> printer.line(cleaned.path("aborted").asText() + " uploads aborted, "
                        + cleaned.path("kept").asText() + " younger ones kept."));
        return 0;
    }

    private ObjectNode buckets(String prefix) {
        return dfs.api().getAll("/api/v1/buckets?prefix=" + Api.encode(prefix), "buckets");
    }

    private static long seconds(String age) {
        Matcher matcher = AGE.matcher(age.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new CliFailure(CliFailure.USAGE, "\"" + age + "\" is no age; one looks like 30m, 12h or 7d.");
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> count;
            case "m" -> Duration.ofMinutes(count).toSeconds();
            case "h" -> Duration.ofHours(count).toSeconds();
            default -> Duration.ofDays(count).toSeconds();
        };
    }

    private static String usage(JsonNode bucket, String field) {
        return bucket.path("usage").path(field).asText();
    }

    private static String uploadsOf(String bucket) {
        return "/api/v1/buckets/" + Api.encode(bucket) + "/uploads";
    }
}
