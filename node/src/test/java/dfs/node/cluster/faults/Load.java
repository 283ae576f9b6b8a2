package dfs.node.cluster.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.history.KeyClients;
import dfs.node.cluster.faults.Tally.Entry;
import dfs.node.cluster.faults.Tally.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * All clients at work on one bucket: those whose history is judged for linearizability, {@link Walker walkers} at weaker levels, and {@link Keeper
 * keepers} of what was acknowledged. They pause between requests: it is not their number that is put to the proof.
 */
final class Load implements AutoCloseable {

    private static final String BUCKET = "/faults";
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(15);
    private static final int HISTORY_CLIENTS = 4;
    private static final int KEYS = 3;
    private static final int WALKERS = 3;
    private static final int KEEPERS = 2;
    private static final long PAUSE_MILLIS = 8;
    private static final long REFUSED_PAUSE_NANOS = 100_000_000;

    private final Stage stage;
    private final Web web = new Web(REQUEST_LIMIT);
    private final Tally tally = new Tally();
    private final Clients clients;
    private final KeyClients history;
    private final List<Walker> walkers;
    private final List<Keeper> keepers;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> working = new ArrayList<>();
    private volatile boolean isOver;
    private int rounds;

    /** Clients of the nodes of {@code stage}, which all serve, with choices out of {@code random}. */
    Load(Stage stage, Random random) {
        this.stage = stage;
        this.clients = new Clients(web, tally, this::bucket, WALKERS);
        this.history = new KeyClients(web.http(), REQUEST_LIMIT, HISTORY_CLIENTS, KEYS, random);
        this.walkers = IntStream.range(0, WALKERS)
                .mapToObj(i -> new Walker(i, clients, new Random(random.nextLong())))
                .toList();
        this.keepers = IntStream.range(0, KEEPERS)
                .mapToObj(i -> new Keeper(i, clients, new Random(random.nextLong())))
                .toList();
        assertThat(web.ask("PUT", bucket(1), new byte[0]).status()).isEqualTo(200);
        aimAtAll();
    }

    private String bucket(int node) {
        return stage.s3(node) + BUCKET;
    }

    /** From now on new requests go to these nodes. */
    void aim(Integer... nodes) {
        clients.aim(List.of(nodes));
        history.moveTo(clients.nodes().stream().map(this::bucket).toList());
    }

    void aimAtAll() {
        aim(1, 2, 3);
    }

    /** Has all clients begin; those of the history with keys of their own. */
    void start() {
        isOver = false;
        history.moveToKeys("round-" + rounds++);
        for (int i = 0; i < history.count(); i++) {
            int client = i;
            go(() -> actForHistory(client));
        }
        walkers.forEach(walker -> go(walker::act));
        keepers.forEach(keeper -> go(keeper::act));
    }

    private void go(Runnable act) {
        working.add(threads.submit(() -> {
            while (!isOver) {
                act.run();
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            return true;
        }));
    }

    private void actForHistory(int client) {
        long began = System.nanoTime();
        boolean isAnswered = history.act(client);
        tally.add(new Entry(Kind.HISTORY, 0, began, System.nanoTime(), isAnswered, "history client " + client));
        if (!isAnswered) { // what may have taken effect makes the history costly to judge
            LockSupport.parkNanos(REFUSED_PAUSE_NANOS);
        }
    }

    /** Waits for all clients to end, and fails where one saw what must not be. */
    void stop() throws InterruptedException {
        isOver = true;
        try {
            for (Future<?> each : working) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Error seen ? seen : new AssertionError(e.getCause());
        } finally {
            working.clear();
        }
    }

    /** What was answered. */
    Tally tally() {
        return tally;
    }

    /** Judges all that was told since the last time: the history, and that what was acknowledged is there through every node. */
    void judge(String when) {
        assertThat(history.violation()).as(when).isEmpty();
        for (Keeper keeper : keepers) {
            for (int node = 1; node <= Stage.COUNT; node++) {
                keeper.audit(web, bucket(node));
            }
            keeper.forgetGone();
        }
    }

    /** Requests beside those of the clients. */
    Web web() {
        return web;
    }

    @Override
    public void close() {
        isOver = true;
        threads.close();
        web.close();
    }
}
