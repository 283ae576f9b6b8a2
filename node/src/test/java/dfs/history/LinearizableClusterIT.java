package dfs.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dfs.node.cluster.Net;
import dfs.node.cluster.Nodes;
import dfs.node.cluster.S3;
import dfs.node.process.NodeProcess;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * <b>Goal.</b> Puts, conditional puts, deletes, multipart completions, gets, heads and listings of a key are linearizable, whichever node each
 * is asked of, while nodes are killed, paused and cut off from one another.
 *
 * <p><b>Method.</b> Clients work on a few keys at once, each request through any node; one fault after another comes and goes meanwhile, each
 * with keys of its own. At the end all that was asked and answered is judged. {@code -Dseed=N} repeats the choice of faults,
 * {@code -Drounds=N} makes it longer. Cuts need root and iproute2; without them nodes are killed and paused alone.
 */
class LinearizableClusterIT {

    private static final int CLIENTS = 8;
    private static final int KEYS = 4;
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(15);

    /** How long clients work before a fault, under it and after it. */
    private static final Duration PHASE = Duration.ofSeconds(3);

    @TempDir
    private Path folder;

    private enum Fault {
        KILL,
        PAUSE,
        ISOLATE,
        CUT_ONE_WAY,
        CUT_A_PAIR
    }

    @Test
    void aHistoryThroughAllNodesIsLinearizableUnderFaults() throws Exception {
        boolean isCuttable = Net.isPossible(folder);
        Optional<Net> net = isCuttable ? Optional.of(Net.make(folder)) : Optional.empty();
        try (AutoCloseable _ = () -> net.ifPresent(Net::close)) {
            judge(net);
        }
        assumeTrue(isCuttable, "cuts need root and iproute2, which are not here: nodes were killed and paused alone");
    }

    private void judge(Optional<Net> net) throws Exception {
        long seed = Long.getLong("seed", 20_261_124L);
        int rounds = Integer.getInteger("rounds", 5);
        Random random = new Random(seed);
        try (Nodes nodes = new Nodes(folder, net, Map.of()).startAll();
                S3 s3 = new S3();
                HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(2))
                        .build()) {
            s3.put(nodes.s3(1) + "/histories", new byte[0]);
            NodeStore store = new NodeStore(http, REQUEST_LIMIT);
            AtomicInteger values = new AtomicInteger();
            List<Client> clients = IntStream.range(0, CLIENTS)
                    .mapToObj(i -> new Client(i, store, System::nanoTime, values, new Random(random.nextLong())))
                    .toList();
            for (int round = 0; round < rounds; round++) {
                store.moveTo(IntStream.rangeClosed(1, Nodes.COUNT)
                        .mapToObj(i -> nodes.s3(i) + "/histories")
                        .toList());
                Fault fault = fault(round, net.isPresent());
                int node = random.nextInt(Nodes.COUNT) + 1;
                work(clients, keys(round), () -> disturb(fault, node, nodes, net));
            }
            List<Call> history = clients.stream()
                    .flatMap(client -> client.history().stream())
                    .toList();
            for (Class<?> kind : List.of(Result.Done.class, Result.Refused.class, Result.Saw.class)) {
                assertThat(history.stream().map(Call::result).filter(kind::isInstance))
                        .as("answers of the kind " + kind.getSimpleName())
                        .hasSizeGreaterThan(history.size() / 20);
            }
            assertThat(Linearizability.violation(history)).as("seed " + seed).isEmpty();
        }
    }

    private static Fault fault(int round, boolean isCuttable) {
        List<Fault> faults = isCuttable ? List.of(Fault.values()) : List.of(Fault.KILL, Fault.PAUSE);
        return faults.get(round % faults.size());
    }

    private static List<String> keys(int round) {
        return IntStream.range(0, KEYS).mapToObj(i -> round + "-" + i).toList();
    }

    private static void work(List<Client> clients, List<String> keys, Runnable disturbance) throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> working = new ArrayList<>();
            for (Client client : clients) {
                working.add(executor.submit(() -> {
                    while (!isOver.get()) {
                        boolean _ = client.act(keys);
                    }
                }));
            }
            try {
                disturbance.run();
            } finally {
                isOver.set(true);
            }
            for (Future<?> each : working) {
                each.get();
            }
        }
    }

    private static void disturb(Fault fault, int node, Nodes nodes, Optional<Net> net) {
        int next = node % Nodes.COUNT + 1;
        pause();
        switch (fault) {
            case KILL -> {
                nodes.kill(node);
                pause();
                NodeProcess _ = nodes.start(node);
            }
            case PAUSE -> {
                nodes.pause(node);
                pause();
                nodes.goOn(node);
            }
            case ISOLATE -> {
                net.orElseThrow().isolate(node);
                pause();
                net.orElseThrow().join(node);
            }
            case CUT_ONE_WAY -> {
                net.orElseThrow().cut(node, next);
                pause();
                net.orElseThrow().mend(node, next);
            }
            case CUT_A_PAIR -> {
                net.orElseThrow().cut(node, next);
                net.orElseThrow().cut(next, node);
                pause();
                net.orElseThrow().mend(node, next);
                net.orElseThrow().mend(next, node);
            }
        }
        pause();
    }

    private static void pause() {
        LockSupport.parkNanos(PHASE.toNanos());
    }
}
