package dfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Users. */
@Command(
        name = "user",
        description = "Adds, shows, changes and removes users.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class UserCommand {

    private static final List<Printer.Column> COLUMNS = List.of(
            Printer.Column.of("NAME", "name"),
            Printer.Column.of("ROLE", "role"),
            Printer.Column.of("ENABLED", "enabled"),
            new Printer.Column("SCOPES", user -> scopes(user.path("scopes"))),
            Printer.Column.of("EMAIL", "email"),
            Printer.Column.of("CREATED", "createdAt"));

    private static final List<Printer.Column> FIELDS = List.of(
            Printer.Column.of("name", "name"),
            Printer.Column.of("display name", "displayName"),
            Printer.Column.of("canonical id", "id"),
            Printer.Column.of("e-mail", "email"),
            Printer.Column.of("role", "role"),
            Printer.Column.of("enabled", "enabled"),
            new Printer.Column("scopes", user -> scopes(user.path("scopes"))),
            Printer.Column.of("created", "createdAt"));

    /** The roles there are. */
    enum Role {
        ADMIN,
        WRITER,
        READER,
        METRICS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @ParentCommand
    private Dfs dfs;

    @Command(
            name = "add",
            description = "Adds a user. It can do nothing until it has a key.",
            mixinStandardHelpOptions = true)
    int add(
            @Parameters(paramLabel = "NAME", description = "The user's name.") String name,
            @Option(names = "--role", paramLabel = "ROLE", required = true, description = "${COMPLETION-CANDIDATES}")
                    Role role,
            @Option(names = "--display-name", paramLabel = "TEXT", description = "What people read.") @Nullable
                    String displayName,
            @Option(names = "--email", paramLabel = "ADDRESS", description = "Unique among users.") @Nullable
                    String email,
            @Option(names = "--id", paramLabel = "ID", description = "The canonical id; made at random if not given.")
                    @Nullable
                    String id,
            @Option(
                            names = "--scope",
                            paramLabel = "BUCKET[/PREFIX]",
                            description = "A part of the data the user reaches, and no other; may be repeated.")
                    @Nullable
                    List<String> scopes) {
        ObjectNode body = change(displayName, email, role, scopes).put("name", name);
        if (id != null) {
            body.put("id", id);
        }
        dfs.printer().fields(dfs.api().post("/api/v1/users", body), FIELDS);
        return 0;
    }

    @Command(name = "list", description = "Lists users.", mixinStandardHelpOptions = true)
    int list() {
        dfs.printer().table(dfs.api().getAll("/api/v1/users", "users"), "users", COLUMNS);
        return 0;
    }

    @Command(name = "show", description = "Shows a user.", mixinStandardHelpOptions = true)
    int show(@Parameters(paramLabel = "NAME", description = "The user's name.") String name) {
        dfs.printer().fields(dfs.api().get(path(name)), FIELDS);
        return 0;
    }

    @Command(
            name = "set",
            description = "Changes a user; what is not given stays as it is.",
            mixinStandardHelpOptions = true)
    int set(
            @Parameters(paramLabel = "NAME", description = "The user's name.") String name,
            @Option(names = "--role", paramLabel = "ROLE", description = "${COMPLETION-CANDIDATES}") @Nullable
                    Role role,
            @Option(names = "--display-name", paramLabel = "TEXT", description = "What people read.") @Nullable
                    String displayName,
            @Option(names = "--email", paramLabel = "ADDRESS", description = "Unique among users.") @Nullable
                    String email,
            @Option(names = "--scope", paramLabel = "BUCKET[/PREFIX]", description = "Replaces all scopes.") @Nullable
                    List<String> scopes,
            @Option(names = "--no-scopes", description = "Lifts all scopes.") boolean isUnscoped) {
        ObjectNode body = change(displayName, email, role, isUnscoped ? List.of() : scopes);
        if (body.isEmpty()) {
            throw new CliFailure(CliFailure.USAGE, "Nothing to change: see `dfs user set --help`.");
        }
        dfs.printer().fields(dfs.api().put(path(name), body), FIELDS);
        return 0;
    }

    @Command(name = "disable", description = "Refuses a user's keys from now on.", mixinStandardHelpOptions = true)
    int disable(@Parameters(paramLabel = "NAME", description = "The user's name.") String name) {
        return enable(name, false);
    }

    @Command(name = "enable", description = "Lets a user in again.", mixinStandardHelpOptions = true)
    int enable(@Parameters(paramLabel = "NAME", description = "The user's name.") String name) {
        return enable(name, true);
    }

    @Command(name = "delete", description = "Removes a user and its keys.", mixinStandardHelpOptions = true)
    int delete(@Parameters(paramLabel = "NAME", description = "The user's name.") String name) {
        dfs.api().delete(path(name));
        ObjectNode deleted = JsonNodeFactory.instance.objectNode().put("deleted", name);
        Printer printer = dfs.printer();
        printer.print(deleted, () -> printer.line("User " + name + " and its keys are removed."));
        return 0;
    }

    private int enable(String name, boolean isEnabled) {
        JsonNode user =
                dfs.api().put(path(name), JsonNodeFactory.instance.objectNode().put("enabled", isEnabled));
        Printer printer = dfs.printer();
        printer.print(user, () -> printer.line("User " + name + " is " + (isEnabled ? "enabled." : "disabled.")));
        return 0;
    }

    private static ObjectNode change(
            @Nullable String displayName, @Nullable String email, @Nullable Role role, @Nullable List<String> scopes) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (displayName != null) {
            body.put("displayName", displayName);
        }
        if (email != null) {
            body.put("email", email);
        }
        if (role != null) {
            body.put("role", role.toString());
        }
        if (scopes != null) {
            ArrayNode array = body.putArray("scopes");
            for (String scope : scopes) {
                int slash = scope.indexOf('/');
                array.addObject()
                        .put("bucket", slash < 0 ? scope : scope.substring(0, slash))
                        .put("prefix", slash < 0 ? "" : scope.substring(slash + 1));
            }
        }
        return body;
    }

    private static String scopes(JsonNode scopes) {
        StringBuilder text = new StringBuilder();
        for (JsonNode scope : scopes) {
            String prefix = scope.path("prefix").asText("");
            text.append(text.isEmpty() ? "" : ", ")
                    .append(scope.path("bucket").asText())
                    .append(prefix.isEmpty() ? "" : "/" + prefix);
        }
        return text.toString();
    }

    static String path(String name) {
        return "/api/v1/users/" + Api.encode(name);
    }
}
