package dfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Keys of users. */
@Command(
        name = "key",
        description = "Adds, lists, rotates, disables and removes the keys of a user.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class KeyCommand {

    private static final List<Printer.Column> COLUMNS = List.of(
            Printer.Column.of("KEY", "id"),
            Printer.Column.of("KIND", "kind"),
            Printer.Column.of("ENABLED", "enabled"),
            Printer.Column.of("CREATED", "createdAt"));

    private static final List<Printer.Column> WITH_SECRET = List.of(
            Printer.Column.of("user", "user"),
            Printer.Column.of("key", "id"),
            Printer.Column.of("secret key", "secretKey"),
            Printer.Column.of("API key", "apiKey"));

    private static final String KEY_ABOUT = "Which key; may be left out where the user has only one.";

    /** Stands for a secret that is not on the command line, where everybody could see it. */
    private static final String ASKED_FOR = "-";

    @ParentCommand
    private Dfs dfs;

    @Command(
            name = "add",
            description = "Adds a key to a user and shows its secret, this once.",
            mixinStandardHelpOptions = true)
    int add(
            @Parameters(paramLabel = "USER", description = "Whose.") String user,
            @Option(names = "--access-key", paramLabel = "ID", description = "Made at random if not given.") @Nullable
                    String accessKey,
            @Option(
                            names = "--secret-key",
                            paramLabel = "SECRET",
                            arity = "0..1",
                            fallbackValue = ASKED_FOR,
                            description = "Made at random if not given; asked for if given without a value or as -.")
                    @Nullable
                    String secretKey,
            @Option(names = "--api", description = "A key for X-Api-Key instead of one that signs.") boolean isApi) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("kind", isApi ? "api" : "s3");
        if (accessKey != null) {
            body.put("accessKey", accessKey);
        }
        if (secretKey != null) {
            body.put("secretKey", secretKey.equals(ASKED_FOR) ? readSecret() : secretKey);
        }
        show(dfs.api().post(keys(user), body));
        return 0;
    }

    @Command(name = "list", description = "Lists a user's keys, without secrets.", mixinStandardHelpOptions = true)
    int list(@Parameters(paramLabel = "USER", description = "Whose.") String user) {
        dfs.printer().table(dfs.api().getAll(keys(user), "keys"), "keys", COLUMNS);
        return 0;
    }

    @Command(
            name = "rotate",
            description = "Replaces a key by a new one, disables the old one, and shows the new secret, this once.",
            mixinStandardHelpOptions = true)
    int rotate(
            @Parameters(paramLabel = "USER", description = "Whose.") String user,
            @Parameters(paramLabel = "KEY", arity = "0..1", description = KEY_ABOUT) @Nullable String key,
            @Option(names = "--access-key", paramLabel = "KEY", description = "The same.") @Nullable String accessKey) {
        show(dfs.api().post(path(user, key, accessKey) + "/rotate"));
        return 0;
    }

    @Command(name = "disable", description = "Refuses a key from now on.", mixinStandardHelpOptions = true)
    int disable(
            @Parameters(paramLabel = "USER", description = "Whose.") String user,
            @Parameters(paramLabel = "KEY", arity = "0..1", description = KEY_ABOUT) @Nullable String key,
            @Option(names = "--access-key", paramLabel = "KEY", description = "The same.") @Nullable String accessKey) {
        return enable(path(user, key, accessKey), false);
    }

    @Command(name = "enable", description = "Takes a key again.", mixinStandardHelpOptions = true)
    int enable(
            @Parameters(paramLabel = "USER", description = "Whose.") String user,
            @Parameters(paramLabel = "KEY", arity = "0..1", description = KEY_ABOUT) @Nullable String key,
            @Option(names = "--access-key", paramLabel = "KEY", description = "The same.") @Nullable String accessKey) {
        return enable(path(user, key, accessKey), true);
    }

    @Command(name = "delete", description = "Removes a key.", mixinStandardHelpOptions = true)
    int delete(
            @Parameters(paramLabel = "USER", description = "Whose.") String user,
            @Parameters(paramLabel = "KEY", arity = "0..1", description = KEY_ABOUT) @Nullable String key,
            @Option(names = "--access-key", paramLabel = "KEY", description = "The same.") @Nullable String accessKey) {
        String path = path(user, key, accessKey);
        dfs.api().delete(path);
        String id = path.substring(path.lastIndexOf('/') + 1);
        Printer printer = dfs.printer();
        printer.print(
                JsonNodeFactory.instance.objectNode().put("deleted", id),
                () -> printer.line("Key " + id + " is removed."));
        return 0;
    }

    /** A secret from the terminal without an echo, or else a line of the standard input. */
    private static String readSecret() {
        Optional<Console> terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal);
        if (terminal.isPresent()) {
            return new String(terminal.get().readPassword("Secret key: "));
        }
        try {
            String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new CliFailure(CliFailure.USAGE, "The secret key cannot be read: " + e.getMessage());
        }
    }

    private void show(JsonNode key) {
        Printer printer = dfs.printer();
        printer.fields(key, WITH_SECRET);
    }

    private int enable(String path, boolean isEnabled) {
        JsonNode key = dfs.api().put(path, JsonNodeFactory.instance.objectNode().put("enabled", isEnabled));
        Printer printer = dfs.printer();
        printer.print(
                key,
                () -> printer.line("Key " + key.path("id").asText() + " is " + (isEnabled ? "enabled." : "disabled.")));
        return 0;
    }

    /** The path of the key named, or of the only one there is. */
    private String path(String user, @Nullable String key, @Nullable String accessKey) {
        String named = key != null ? key : accessKey;
        if (named != null) {
            return keys(user) + "/" + Api.encode(named);
        }
        List<String> ids = new ArrayList<>();
        dfs.api()
                .getAll(keys(user), "keys")
                .path("keys")
                .forEach(each -> ids.add(each.path("id").asText()));
        if (ids.size() != 1) {
            throw new CliFailure(
                    CliFailure.USAGE,
                    ids.isEmpty()
                            ? "The user " + user + " has no keys."
                            : "Which key of " + user + "? It has " + ids + ".");
        }
        return keys(user) + "/" + Api.encode(ids.getFirst());
    }

    private static String keys(String user) {
        return UserCommand.path(user) + "/keys";
    }
}
