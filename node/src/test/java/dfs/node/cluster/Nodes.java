package dfs.node.cluster;

import dfs.node.process.NodeProcess;
import dfs.node.process.NodeProcess.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Three nodes of one cluster, numbered from 1, each with a folder of its own; on this host, or each on a host of a {@link Net}. */
public final class Nodes implements AutoCloseable {

    /** How many there are. */
    public static final int COUNT = 3;

    private static final int PORT_MIN = 20_000;
    private static final int PORT_MAX = 32_000;
    private static final String SECRET = "a secret that all three know";

    private final Path folder;
    private final Optional<Net> net;
    private final IntFunction<Map<String, String>> settings;
    private final int[] peerPorts;
    private final int[] raftPorts;
    private final int[] hazelcastPorts;
    private final int[] busPorts;
    private final NodeProcess[] processes = new NodeProcess[COUNT + 1];
    private final Set<Integer> paused = new HashSet<>();

    /** Nodes whose folders are in {@code folder}, with further settings; none is started. */
    public Nodes(Path folder, Optional<Net> net, Map<String, String> settings) {
        this(folder, net, _ -> settings);
    }

    /** As the other, with further settings for each of them. */
    public Nodes(Path folder, Optional<Net> net, IntFunction<Map<String, String>> settings) {
        this.folder = folder;
        this.net = net;
        this.settings = settings;
        int[] ports = net.isPresent() ? IntStream.range(7001, 7013).toArray() : freePorts(4 * COUNT);
        this.peerPorts = java.util.Arrays.copyOfRange(ports, 0, COUNT);
        this.raftPorts = java.util.Arrays.copyOfRange(ports, COUNT, 2 * COUNT);
        this.hazelcastPorts = java.util.Arrays.copyOfRange(ports, 2 * COUNT, 3 * COUNT);
        this.busPorts = java.util.Arrays.copyOfRange(ports, 3 * COUNT, 4 * COUNT);
    }

    /** Starts all three at once and waits until all are ready. */
    public Nodes startAll() {
        for (int i = 1; i <= COUNT; i++) {
            launch(i);
        }
        for (int i = 1; i <= COUNT; i++) {
            NodeProcess _ = process(i).awaitReady();
        }
        return this;
    }

    /** Starts a node without waiting for it. */
    public NodeProcess launch(int i) {
        return launch(i, NodeProcess.command());
    }

    /** Starts a node by another distribution's command, without waiting for it. */
    public NodeProcess launch(int i, Path dfs) {
        try {
            Files.createDirectories(folder(i));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = new ArrayList<>(net.map(hosts -> hosts.on(i)).orElse(List.of()));
        command.addAll(List.of(dfs.toString(), "serve"));
        NodeProcess started = NodeProcess.launch(folder(i), command, environment(i));
        processes[i] = started;
        return started;
    }

    /** Starts a node and waits until it is ready. */
    public NodeProcess start(int i) {
        return launch(i).awaitReady();
    }

    /** The settings of a node, names and values in turn. */
    public String[] environment(int i) {
        Map<String, String> all = new HashMap<>(settings.apply(i));
        all.put("NODE_ID", "node" + i);
        all.put("API_HOST", host(i));
        all.put("DFS_MANAGEMENT_HOST", host(i));
        all.put(
                "DFS_CLUSTER_NODES",
                IntStream.rangeClosed(1, COUNT)
                        .mapToObj(each -> "node" + each + "=" + host(each) + ":" + peerPorts[each - 1])
                        .collect(java.util.stream.Collectors.joining(",")));
        all.put("DFS_CLUSTER_SECRET", SECRET);
        all.put("DFS_CLUSTER_HOST", host(i));
        all.put("DFS_RAFT_PORT", String.valueOf(raftPorts[i - 1]));
        all.put("DFS_BUS_HOST", host(i));
        all.put("DFS_HAZELCAST_PORT", String.valueOf(hazelcastPorts[i - 1]));
        all.put("DFS_BUS_PORT", String.valueOf(busPorts[i - 1]));
        all.put(
                "DFS_HAZELCAST_MEMBERS",
                IntStream.rangeClosed(1, COUNT)
                        .mapToObj(each -> host(each) + ":" + hazelcastPorts[each - 1])
                        .collect(java.util.stream.Collectors.joining(",")));
        return all.entrySet().stream()
                .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
                .toArray(String[]::new);
    }

    /** The process of a node. */
    public NodeProcess process(int i) {
        return processes[i];
    }

    /** The folder of a node; its data folder is {@code data} in it. */
    public Path folder(int i) {
        return folder.resolve("node" + i);
    }

    /** The data folder of a node. */
    public Path data(int i) {
        return Optional.ofNullable(settings.apply(i).get("STORAGE_PATH"))
                .map(Path::of)
                .orElseGet(() -> folder(i).resolve("data"));
    }

    /** Ends a node as a crash does. */
    public void kill(int i) {
        process(i).kill();
    }

    /** Stops a node where it is (SIGSTOP). */
    public void pause(int i) {
        signal(i, "STOP");
        paused.add(i);
    }

    /** Lets a paused node go on. */
    public void goOn(int i) {
        signal(i, "CONT");
        paused.remove(i);
    }

    /** Takes away all that a node that is not running kept. */
    public void wipe(int i) {
        try (Stream<Path> files = Files.walk(data(i))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        Set.copyOf(paused).forEach(this::goOn);
        for (NodeProcess process : processes) {
            if (process != null && process.process().isAlive()) {
                process.process().destroy();
            }
        }
        for (NodeProcess process : processes) {
            if (process != null && process.process().isAlive()) {
                process.close();
            }
        }
    }

    private String host(int i) {
        return net.map(hosts -> hosts.address(i)).orElse("127.0.0.1");
    }

    private void signal(int i, String signal) {
        Ended ended = NodeProcess.run(
                folder,
                Map.of(),
                "kill",
                "-" + signal,
                String.valueOf(process(i).process().pid()));
        if (ended.exitCode() != 0) {
            throw new AssertionError("kill -" + signal + " failed: " + ended.output());
        }
    }

    /** Where S3 clients reach a node. */
    public String s3(int i) {
        return "http://" + host(i) + ":" + port(process(i).s3());
    }

    /** Where the management API of a node is. */
    public String management(int i) {
        return "http://" + host(i) + ":" + port(process(i).management());
    }

    private static int port(String url) {
        return java.net.URI.create(url).getPort();
    }

    /**
     * Ports that were free a moment ago: nodes must know one another's before they start. Below those that the system hands out to whoever
     * connects somewhere.
     */
    private static int[] freePorts(int count) {
        return ThreadLocalRandom.current()
                .ints(PORT_MIN, PORT_MAX)
                .distinct()
                .filter(Nodes::isFree)
                .limit(count)
                .toArray();
    }

    private static boolean isFree(int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, Inet4Address.getByName("127.0.0.1"))) {
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
