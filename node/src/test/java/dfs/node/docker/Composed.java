package dfs.node.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ComposeContainer;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.ContainerState;
import org.testcontainers.utility.Base58;

/** What docker-compose.yml of a checkout starts, beside whatever else runs here: on ports and in a network of its own. */
final class Composed implements AutoCloseable {

    /** How many nodes there are. */
    static final int NODES = 3;

    private static final int SUFFIX = 6;

    /** The image is built first, with nothing kept of an earlier one. */
    private static final Duration START_LIMIT = Duration.ofMinutes(8);

    private static final Pattern LEADER = Pattern.compile("node(\\d) +leader ");

    private final ComposeContainer compose;
    private final DockerClient docker = DockerClientFactory.lazyClient();
    private final Map<Integer, Wire> cut = new HashMap<>();

    /** A container's place in the network of the nodes. */
    private record Wire(String network, String container, String address) {}

    private Composed(ComposeContainer compose) {
        this.compose = compose;
    }

    /** Builds the image, starts all, and returns once the nodes are healthy and Prometheus has its key. */
    static Composed start(Path checkout) {
        ComposeContainer compose = new ComposeContainer(
                        "dfs-" + Base58.randomString(SUFFIX).toLowerCase(java.util.Locale.ROOT),
                        checkout.resolve("docker-compose.yml").toFile(),
                        Path.of("src/test/resources/dfs/node/docker/ports.yml")
                                .toAbsolutePath()
                                .toFile())
                .withBuild(true)
                .withPull(false)
                .withEnv("DFS_IMAGE", "dfs:under-test")
                .withEnv("DFS_NET", "10.204." + ThreadLocalRandom.current().nextInt(1, 255))
                .withStartupTimeout(START_LIMIT);
        Composed started = new Composed(compose);
        try {
            compose.start();
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
        return started;
    }

    /** What Docker knows of a service's container. */
    InspectContainerResponse inspect(String service) {
        return docker.inspectContainerCmd(container(service).getContainerId()).exec();
    }

    /** What a program in a service's container printed. */
    String run(String service, String... command) {
        ExecResult ended = execute(service, command);
        if (ended.getExitCode() != 0) {
            throw new AssertionError(
                    String.join(" ", command) + " in " + service + " failed: " + ended.getStdout() + ended.getStderr());
        }
        return ended.getStdout();
    }

    /** How a program in a service's container ended. */
    ExecResult execute(String service, String... command) {
        try {
            return container(service).execInContainer(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Where a port of a service is found on this machine. */
    URI url(String service, int port) {
        Map<ExposedPort, Ports.Binding[]> all =
                inspect(service).getNetworkSettings().getPorts().getBindings();
        Ports.Binding binding = Objects.requireNonNull(all.get(ExposedPort.tcp(port)))[0];
        return URI.create("http://" + binding.getHostIp() + ":" + binding.getHostPortSpec());
    }

    /** The number of the node that leads, as a node sees it. */
    int leader(int asked) {
        Matcher matcher = LEADER.matcher(run(node(asked), "dfs", "node", "list"));
        if (!matcher.find()) {
            throw new AssertionError("nobody leads");
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** Takes a node out of the network of the nodes; its clients still reach it. */
    void cut(int node) {
        InspectContainerResponse container = inspect(node(node));
        Map.Entry<String, ContainerNetwork> wire = container.getNetworkSettings().getNetworks().entrySet().stream()
                .filter(each -> each.getKey().endsWith("_nodes"))
                .findFirst()
                .orElseThrow();
        cut.put(
                node,
                new Wire(
                        wire.getKey(),
                        container.getId(),
                        Objects.requireNonNull(wire.getValue().getIpAddress())));
        docker.disconnectFromNetworkCmd()
                .withNetworkId(wire.getKey())
                .withContainerId(container.getId())
                .exec();
    }

    /** Puts a node back where it was. */
    void mend(int node) {
        Wire wire = Objects.requireNonNull(cut.remove(node));
        docker.connectToNetworkCmd()
                .withNetworkId(wire.network())
                .withContainerId(wire.container())
                .withContainerNetwork(new ContainerNetwork()
                        .withIpamConfig(new ContainerNetwork.Ipam().withIpv4Address(wire.address())))
                .exec();
    }

    /** The service that a node is. */
    static String node(int number) {
        return "node" + number;
    }

    @Override
    public void close() {
        compose.stop();
    }

    private ContainerState container(String service) {
        return compose.getContainerByServiceName(service).orElseThrow();
    }
}
