package dfs.node.cluster.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dfs.node.cluster.Net;
import dfs.node.cluster.Nodes;
import dfs.node.process.NodeProcess;
import dfs.node.process.NodeProcess.Ended;
import dfs.node.process.Preload;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Three nodes, each on a host and a disk of its own, whose disks, clocks and links fail on demand. Needs root, iproute2, iptables, mount and a C
 * compiler; the test is left out where they are not.
 */
final class Stage implements AutoCloseable {

    static final int COUNT = Nodes.COUNT;

    private static final int S3_PORT = 8001;
    private static final int MANAGEMENT_PORT = 5001;

    /** The ports of Hazelcast and of the bus, see {@link Nodes}. */
    private static final int BUS_PORTS_FIRST = 7007;

    private static final int BUS_PORTS_LAST = 7012;
    private static final Duration SERVING_LIMIT = Duration.ofSeconds(60);
    private static final Duration WHOLE_LIMIT = Duration.ofSeconds(120);
    private static final Pattern NODE = Pattern.compile("\\{[^{}]*\"id\":\"node([0-9])\"[^{}]*\\}");

    private final Path folder;
    private final Net net;
    private final Nodes nodes;
    private final Web web = new Web(Duration.ofSeconds(10));

    private Stage(Path folder, Net net, Nodes nodes) {
        this.folder = folder;
        this.net = net;
        this.nodes = nodes;
    }

    /** Starts all three, and waits until they serve. */
    static Stage open(Path folder) throws IOException {
        assumeTrue(Net.isPossible(folder), "hosts of their own need root and iproute2, which are not here");
        assumeTrue(Net.canClosePorts(folder), "closing single ports needs iptables, which is not here");
        String preload = Preload.build(folder, "faults") + " " + Preload.build(folder, "clock");
        for (int i = 1; i <= COUNT; i++) {
            Files.createDirectories(disk(folder, i));
            Files.write(clock(folder, i), new byte[Long.BYTES]);
        }
        Net net = Net.make(folder);
        Stage stage = new Stage(folder, net, new Nodes(folder, Optional.of(net), i -> settings(folder, i, preload)));
        try {
            stage.mount();
            Nodes _ = stage.nodes.startAll();
            stage.awaitServing();
            return stage;
        } catch (RuntimeException | Error e) {
            stage.close();
            throw e;
        }
    }

    private static Map<String, String> settings(Path folder, int i, String preload) {
        return Map.ofEntries(
                Map.entry("API_PORT", String.valueOf(S3_PORT)),
                Map.entry("DFS_MANAGEMENT_PORT", String.valueOf(MANAGEMENT_PORT)),
                Map.entry("STORAGE_PATH", disk(folder, i).resolve("data").toString()),
                Map.entry("DFS_READ_GRACE", "20s"),
                Map.entry("DFS_COMPACTION_INTERVAL", "1m"),
                Map.entry("LD_PRELOAD", preload),
                Map.entry("DFS_TEST_FAULT", fault(folder, i).toString()),
                Map.entry("DFS_TEST_CLOCK_FILE", clock(folder, i).toString()));
    }

    private static Path disk(Path folder, int i) {
        return folder.resolve("disk" + i);
    }

    private static Path clock(Path folder, int i) {
        return folder.resolve("clock" + i);
    }

    private static Path fault(Path folder, int i) {
        return folder.resolve("fault" + i);
    }

    private void mount() {
        for (int i = 1; i <= COUNT; i++) {
            Ended mounted = NodeProcess.run(
                    folder,
                    Map.of(),
                    "mount",
                    "-t",
                    "tmpfs",
                    "-o",
                    "size=1536m",
                    "tmpfs",
                    disk(folder, i).toString());
            assumeTrue(mounted.exitCode() == 0, "disks need the right to mount: " + mounted.output());
        }
    }

    Nodes nodes() {
        return nodes;
    }

    Net net() {
        return net;
    }

    String s3(int node) {
        return "http://" + net.address(node) + ":" + S3_PORT;
    }

    String management(int node) {
        return "http://" + net.address(node) + ":" + MANAGEMENT_PORT;
    }

    /** Who leads, as those of the nodes say that are there. */
    int leader() {
        int[] found = new int[1];
        await("a leader", SERVING_LIMIT, () -> {
            for (int i = 1; i <= COUNT && found[0] == 0; i++) {
                found[0] = leader(i);
            }
            return found[0] != 0;
        });
        return found[0];
    }

    /** Who leads, as one of the nodes says; 0 where it knows of none. */
    int leader(int asked) {
        return leader(web.get(management(asked) + "/api/v1/nodes").text());
    }

    private static int leader(String listed) {
        Matcher node = NODE.matcher(listed.replace(" ", ""));
        while (node.find()) {
            if (node.group().contains("\"role\":\"leader\"")) {
                return Integer.parseInt(node.group(1));
            }
        }
        return 0;
    }

    /** One that does not lead. */
    int follower() {
        return leader() % COUNT + 1;
    }

    /** The two others. */
    static Integer[] others(int node) {
        return List.of(1, 2, 3).stream().filter(each -> each != node).toArray(Integer[]::new);
    }

    /** Something else takes all space of a node's disk, to the last byte. */
    void fillDisk(int node) {
        byte[] some = new byte[256 << 10];
        try (OutputStream out = Files.newOutputStream(filler(node))) {
            while (true) {
                out.write(some);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left on device");
        }
    }

    /** And gives it back. */
    void emptyDisk(int node) throws IOException {
        Files.delete(filler(node));
    }

    private Path filler(int node) {
        return disk(folder, node).resolve("filler");
    }

    /** From now on each sync of a node's files takes so much longer. */
    void slowDisk(int node, int millis) throws IOException {
        fault(node, "sync -" + millis + " /data/");
    }

    /** From now on each sync of a node's files fails. */
    void breakDisk(int node) throws IOException {
        fault(node, "sync,write 5 /data/");
    }

    private void fault(int node, String text) throws IOException {
        Path unfinished = folder.resolve("fault.new");
        Files.writeString(unfinished, text + "\n");
        Files.move(unfinished, fault(folder, node), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The disk is well again. */
    void healDisk(int node) throws IOException {
        Files.delete(fault(folder, node));
    }

    /** A node's clock is ahead of the others' by so much from now on; behind, where it is negative. */
    void setClock(int node, Duration ahead) throws IOException {
        byte[] seconds = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .putLong(ahead.toSeconds())
                .array();
        try (var file = Files.newByteChannel(clock(folder, node), java.nio.file.StandardOpenOption.WRITE)) {
            int _ = file.write(ByteBuffer.wrap(seconds));
        }
    }

    /** Nothing of Hazelcast or the bus arrives at a node from the others any more, nor from it at them. */
    void splitBus(int node) {
        for (int other : others(node)) {
            net.closePorts(node, other, BUS_PORTS_FIRST, BUS_PORTS_LAST);
            net.closePorts(other, node, BUS_PORTS_FIRST, BUS_PORTS_LAST);
        }
    }

    /** It arrives again. */
    void joinBus(int node) {
        for (int other : others(node)) {
            net.openPorts(node, other, BUS_PORTS_FIRST, BUS_PORTS_LAST);
            net.openPorts(other, node, BUS_PORTS_FIRST, BUS_PORTS_LAST);
        }
    }

    /** Stops a node as an operator does, and starts it by another distribution's command. */
    void restart(int node, Path dfs) {
        nodes.process(node).close();
        NodeProcess _ = nodes.launch(node, dfs).awaitReady();
    }

    /** Waits until every node takes a write and answers strong reads. */
    void awaitServing() {
        for (int i = 1; i <= COUNT; i++) {
            String bucket = s3(i) + "/serving-" + i;
            await("node " + i + " serves", SERVING_LIMIT, () -> {
                int made = web.ask("PUT", bucket, new byte[0]).status();
                return (made == 200 || made == 409)
                        && web.ask("PUT", bucket + "/here", new byte[5_000]).status() == 200
                        && web.get(bucket + "/here").status() == 200;
            });
        }
    }

    /** Waits until a census finds every replica, as one of the nodes takes it. */
    void awaitWhole(int asked) {
        await("all replicas", WHOLE_LIMIT, () -> {
            String fsck = management(asked) + "/api/v1/fsck";
            assertThat(web.ask("POST", fsck, new byte[0]).status()).isEqualTo(202);
            await("the census", WHOLE_LIMIT, () -> !web.get(fsck).text().contains("running"));
            return web.get(fsck).text().replace(" ", "").contains("\"healthy\":true");
        });
    }

    /** What a node says of itself: its version among other things. */
    String facts(int node) {
        return web.get(management(node) + "/api/v1/node").text();
    }

    static void await(String what, Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what + " within " + limit).isLessThan(end);
            LockSupport.parkNanos(50_000_000);
        }
    }

    @Override
    public void close() {
        nodes.close();
        web.close();
        net.close();
        for (int i = 1; i <= COUNT; i++) {
            Ended _ =
                    NodeProcess.run(folder, Map.of(), "umount", disk(folder, i).toString());
        }
    }
}
