package dfs.perf.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Nodes of a distribution that make one cluster on this machine; stopped when closed.
 *
 * @param nodes all of them, ready
 */
public record LocalCluster(List<LocalNode> nodes) implements AutoCloseable {

    private static final String HOST = "127.0.0.1";

    /** Starts so many nodes at the same time, each with a folder of its own in the one given; waits until all are ready. */
    public static LocalCluster start(Path distribution, Path folder, int count) throws IOException {
        List<CompletableFuture<LocalNode>> starts = settings(count).stream()
                .map(own -> CompletableFuture.supplyAsync(
                        () -> start(distribution, folder.resolve(own.get("NODE_ID")), own, count),
                        Thread::startVirtualThread))
                .toList();
        List<LocalNode> started = new ArrayList<>();
        Optional<CompletionException> failure = Optional.empty();
        for (CompletableFuture<LocalNode> start : starts) {
            try {
                started.add(start.join());
            } catch (CompletionException e) {
                failure = Optional.of(e);
            }
        }
        if (failure.isPresent()) {
            started.forEach(LocalNode::close);
            throw new IOException("the nodes did not start: " + failure.get().getMessage(), failure.get());
        }
        return new LocalCluster(List.copyOf(started));
    }

    private static LocalNode start(Path distribution, Path folder, Map<String, String> own, int count) {
        try {
            return LocalNode.startAmong(distribution, folder, own, count);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static List<Map<String, String>> settings(int count) {
        List<Integer> ports = freePorts(3 * count);
        List<Integer> peers = ports.subList(0, count);
        List<Integer> bus = ports.subList(count, 2 * count);
        List<Integer> raft = ports.subList(2 * count, 3 * count);
        String names = IntStream.range(0, count)
                .mapToObj(i -> "node" + (i + 1) + "=" + HOST + ":" + peers.get(i))
                .collect(Collectors.joining(","));
        String members = bus.stream().map(port -> HOST + ":" + port).collect(Collectors.joining(","));
        List<Map<String, String>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Map<String, String> own = new HashMap<>();
            own.put("NODE_ID", "node" + (i + 1));
            own.put("DFS_CLUSTER_NODES", names);
            own.put("DFS_CLUSTER_SECRET", "a secret of this run alone");
            own.put("DFS_CLUSTER_HOST", HOST);
            own.put("DFS_RAFT_PORT", raft.get(i).toString());
            own.put("DFS_HAZELCAST_MEMBERS", members);
            own.put("DFS_HAZELCAST_PORT", bus.get(i).toString());
            own.put("DFS_BUS_PORT", "0");
            all.add(own);
        }
        return all;
    }

    /** Below those that the system hands out to whoever connects somewhere, as the nodes do while they start. */
    private static List<Integer> freePorts(int count) {
        return ThreadLocalRandom.current()
                .ints(20_000, 32_000)
                .distinct()
                .filter(LocalCluster::isFree)
                .limit(count)
                .boxed()
                .toList();
    }

    private static boolean isFree(int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    @Override
    public void close() {
        nodes.forEach(LocalNode::close);
    }
}
