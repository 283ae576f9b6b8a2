package dfs.config.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.config.BusSettings;
import dfs.config.Port;
import dfs.core.auth.Secret;
import dfs.protocol.Bus;
import dfs.protocol.cluster.LinkIdentity;
import dfs.protocol.cluster.Presence;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/** Nodes that are nothing but their end of the bus, in this process, on ports of their own. */
final class TestNodes implements AutoCloseable {

    static final Secret SECRET = Secret.of("a secret of this test alone, long enough");
    static final String HOST = "127.0.0.1";

    private static final Set<Integer> HANDED_OUT = ConcurrentHashMap.newKeySet();

    private final Map<String, Port> ports = new TreeMap<>();
    private final Map<String, Node> nodes = new TreeMap<>();
    private final List<Node> killed = new ArrayList<>();
    private final LinkIdentity identity;

    record Node(String id, ClusterBus clusterBus, Bus bus) {

        List<String> sees() {
            return clusterBus.presence().seen().stream()
                    .map(Presence.Seen::nodeId)
                    .toList();
        }
    }

    TestNodes(LinkIdentity identity, String... ids) throws IOException {
        this.identity = identity;
        for (String id : ids) {
            ports.put(id, new Port(freePort()));
        }
    }

    /** Below those that the system hands out to whoever connects somewhere, and never the same: nobody takes it before it is used. */
    private static int freePort() {
        return ThreadLocalRandom.current()
                .ints(20_000, 32_000)
                .filter(port -> HANDED_OUT.add(port) && isFree(port))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getByName(HOST))) {
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /** Starts those named, at the same time, and waits until each sees all. */
    void start(String... ids) throws InterruptedException, ExecutionException {
        try (ExecutorService starts = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Node>> all = new ArrayList<>();
            for (String id : ids) {
                all.add(() -> open(id, settings(id), SECRET, identity));
            }
            for (Future<Node> started : starts.invokeAll(all)) {
                nodes.put(started.get().id(), started.get());
            }
        }
        for (Node node : nodes.values()) {
            await(node.id() + " sees all", () -> node.sees().equals(List.copyOf(nodes.keySet())));
        }
    }

    static Node open(String id, BusSettings settings, Secret secret, LinkIdentity identity) {
        ClusterBus bus = ClusterBus.start(
                settings,
                new ClusterBus.Self(id, secret, identity),
                new VertxOptions().setEventLoopPoolSize(1),
                builder -> builder,
                InstantSource.system());
        return new Node(id, bus, Bus.clustered(bus.vertx(), id, bus.presence()));
    }

    BusSettings settings(String id) {
        return new BusSettings(
                HOST,
                ports.getOrDefault(id, new Port(1)),
                new Port(0),
                BusSettings.Discovery.STATIC,
                ports.values().stream().map(port -> HOST + ":" + port.number()).toList(),
                Optional.empty(),
                Optional.empty(),
                List.of(HOST));
    }

    Node get(String id) {
        return nodes.get(id);
    }

    /** Where Hazelcast of a node listens. */
    String hazelcast(String id) {
        return HOST + ":" + ports.get(id).number();
    }

    /** Ends a node as a killed process ends: its connections break, and it tells nobody. */
    void kill(String id) {
        Node node = nodes.remove(id);
        killed.add(node);
        Hazelcasts.of(node).getLifecycleService().terminate();
    }

    /** Waits for what must come; fails after a limit that only a hanging test reaches. */
    static void await(String what, Callable<Boolean> condition) {
        long endNanos = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        try {
            while (!condition.call()) {
                assertThat(System.nanoTime()).as(what + ", in time").isLessThan(endNanos);
                Thread.sleep(20);
            }
        } catch (Exception e) {
            throw new AssertionError(what, e);
        }
    }

    /** Ends all, each as {@link #kill} does, and then what is left of them. */
    @Override
    public void close() {
        List<Node> left = List.copyOf(nodes.values());
        left.forEach(node -> kill(node.id()));
        killed.forEach(node -> node.clusterBus().vertx().close().await());
    }
}
