package dfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dfs.config.SecretFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The node that a command talks to.
 *
 * @param endpoint its management API
 * @param apiKey what to send in X-Api-Key, if anything is known
 */
record Target(URI endpoint, Optional<String> apiKey) {

    private static final String DEFAULT_ENDPOINT = "http://127.0.0.1:5001";
    private static final Path DEV_FILE = Path.of("data", "dev", "dfs.json");

    /**
     * Finds the node. The key that the development start wrote down is sent to the endpoint that it wrote down, and nowhere
     * else.
     *
     * @param option what {@code --endpoint} says
     * @param environment the environment's variables
     * @param folder where to begin to look for the file of the development start
     */
    static Target find(@Nullable String option, Map<String, String> environment, Path folder) {
        Optional<Target> dev = devTarget(environment, folder);
        Optional<URI> named = Optional.ofNullable(option)
                .or(() -> Optional.ofNullable(environment.get("DFS_ENDPOINT")))
                .filter(text -> !text.isBlank())
                .map(Target::parse);
        Optional<String> key = Stream.of("DFS_API_KEY", "API_KEY")
                .flatMap(name -> secret(name, environment).stream())
                .findFirst();
        URI endpoint = named.or(() -> dev.map(Target::endpoint)).orElseGet(() -> ownNode(environment));
        return new Target(
                endpoint,
                key.or(() ->
                        dev.filter(file -> file.endpoint().equals(endpoint)).flatMap(Target::apiKey)));
    }

    /** A value of the environment, or of a file that the environment names. */
    private static Optional<String> secret(String name, Map<String, String> environment) {
        String fileVariable = SecretFile.variable(name);
        return Optional.ofNullable(environment.get(name))
                .filter(text -> !text.isBlank())
                .or(() -> Optional.ofNullable(environment.get(fileVariable))
                        .filter(file -> !file.isBlank())
                        .map(file -> inFile(fileVariable, file.strip())));
    }

    private static String inFile(String fileVariable, String file) {
        try {
            return SecretFile.read(file);
        } catch (IOException e) {
            throw new CliFailure(CliFailure.USAGE, fileVariable + "=" + file + ": " + e.getMessage());
        }
    }

    /** The node that these settings start, as in its own container. */
    private static URI ownNode(Map<String, String> environment) {
        String port = environment.getOrDefault("DFS_MANAGEMENT_PORT", "");
        boolean isSecure =
                !environment.getOrDefault("DFS_MANAGEMENT_TLS_CERT", "").isBlank();
        return port.isBlank() && !isSecure
                ? URI.create(DEFAULT_ENDPOINT)
                : parse((isSecure ? "https" : "http") + "://127.0.0.1:" + (port.isBlank() ? "5001" : port.strip()));
    }

    private static Optional<Target> devTarget(Map<String, String> environment, Path folder) {
        Stream<Path> above = Stream.iterate(
                        Optional.of(folder.toAbsolutePath()), Optional::isPresent, at -> at.map(Path::getParent))
                .flatMap(Optional::stream);
        Stream<Path> home = Stream.ofNullable(environment.get("DFS_HOME")).map(Path::of);
        return Stream.concat(above, home)
                .map(at -> at.resolve(DEV_FILE))
                .filter(Files::isReadable)
                .findFirst()
                .map(Target::read);
    }

    private static Target read(Path file) {
        try {
            JsonNode json = new ObjectMapper().readTree(file.toFile());
            return new Target(
                    parse(json.path("management").asText(DEFAULT_ENDPOINT)),
                    Optional.of(json.path("apiKey").asText("")).filter(key -> !key.isEmpty()));
        } catch (IOException e) {
            throw new CliFailure(CliFailure.USAGE, file + " cannot be read: " + e.getMessage());
        }
    }

    private static URI parse(String text) {
        try {
            URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Told below, in words.
        }
        throw new CliFailure(
                CliFailure.USAGE, "\"" + text + "\" is no endpoint; one looks like http://127.0.0.1:5001.");
    }
}
