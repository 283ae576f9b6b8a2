package dfs.node.docker;

import dfs.node.process.NodeProcess;
import dfs.node.process.NodeProcess.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whether the containers of a checkout can be run on this machine. Asked by the docker command, so that it costs little where not. */
final class DockerHere {

    /** The first Compose that can set another list of ports in place of the file's. */
    private static final int COMPOSE_MAJOR = 2;

    private static final int COMPOSE_MINOR = 24;
    private static final Pattern VERSION = Pattern.compile("v?(\\d+)\\.(\\d+).*", Pattern.DOTALL);
    private static final Pattern BASE = Pattern.compile("FROM (\\S+:\\S+).*");

    private final Path checkout;

    /** Asks for the files of a checkout. */
    DockerHere(Path checkout) {
        this.checkout = checkout;
    }

    /** Why its containers cannot be run; empty where they can. */
    Optional<String> whyNot() {
        Ended engine = run("docker", "version", "--format", "{{.Server.Version}}");
        if (engine.exitCode() != 0) {
            return Optional.of(
                    "no Docker engine answers here: " + engine.output().strip());
        }
        Ended compose = run("docker", "compose", "version", "--short");
        if (compose.exitCode() != 0 || !isNewEnough(compose.output().strip())) {
            return Optional.of("Docker Compose " + COMPOSE_MAJOR + "." + COMPOSE_MINOR
                    + " or newer is needed, and here is: " + compose.output().strip());
        }
        return images().filter(image -> !isHad(image))
                .findFirst()
                .map(image -> "the image " + image + " is not here, and cannot be pulled");
    }

    private static boolean isNewEnough(String version) {
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.matches()) {
            return false;
        }
        int major = Integer.parseInt(matcher.group(1));
        return major > COMPOSE_MAJOR || (major == COMPOSE_MAJOR && Integer.parseInt(matcher.group(2)) >= COMPOSE_MINOR);
    }

    /** The images of others that the compose file runs, or that ours is made of. */
    private Stream<String> images() {
        try {
            List<String> built = Files.readAllLines(checkout.resolve("Dockerfile"));
            Ended named = run("docker", "compose", "config", "--images");
            return Stream.concat(
                            built.stream()
                                    .map(BASE::matcher)
                                    .filter(Matcher::matches)
                                    .map(base -> base.group(1)),
                            named.output().lines().filter(image -> image.contains("/")))
                    .distinct();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isHad(String image) {
        return run("docker", "image", "inspect", image).exitCode() == 0
                || run("docker", "pull", "--quiet", image).exitCode() == 0;
    }

    private Ended run(String... command) {
        try {
            return NodeProcess.run(checkout, Map.of(), command);
        } catch (UncheckedIOException notInstalled) {
            return new Ended(127, String.valueOf(notInstalled.getMessage()));
        }
    }
}
