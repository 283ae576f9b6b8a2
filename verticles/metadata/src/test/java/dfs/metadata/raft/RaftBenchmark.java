package dfs.metadata.raft;

import dfs.core.name.ObjectKey;
import dfs.protocol.Consistency;
import dfs.protocol.cluster.Member;
import dfs.protocol.metadata.Query;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a commit and a strong read cost among three members in this process, of clients at who leads, at one who follows, and at all of them.
 * {@code mvn -Dfast -pl verticles/metadata -am test -Dtest=RaftBenchmark -Dsurefire.failIfNoSpecifiedTests=false}
 */
class RaftBenchmark {

    private static final long SECONDS = Long.getLong("seconds", 5);
    private static final long WARM_UP_SECONDS = Long.getLong("warmup", 20);

    @TempDir
    private Path folder;

    private interface Work {
        void run(RaftEngine engine, String key);
    }

    @Test
    void measure() throws Exception {
        try (Cluster cluster = new Cluster(folder)) {
            List<Member> members = Cluster.members("node1", "node2", "node3");
            members.forEach(each -> cluster.tweak(each, settings -> settings.withPace(RaftSettings.Pace.DEFAULT)));
            List<RaftEngine> engines = cluster.open(members);
            var _ = Asks.done(engines.getFirst(), Asks.bucket());
            RaftEngine leader = cluster.at(cluster.leader(members));
            RaftEngine follower =
                    engines.stream().filter(each -> each != leader).findFirst().orElseThrow();
            print("warm-up", engines, 64, WARM_UP_SECONDS, RaftBenchmark::commit);
            print("warm-up", engines, 64, WARM_UP_SECONDS, RaftBenchmark::read);
            for (int clients : new int[] {1, 16, 64}) {
                print("commit at who leads", List.of(leader), clients, SECONDS, RaftBenchmark::commit);
                print("commit at one who follows", List.of(follower), clients, SECONDS, RaftBenchmark::commit);
                print("commit at all", engines, clients, SECONDS, RaftBenchmark::commit);
                print("read at who leads", List.of(leader), clients, SECONDS, RaftBenchmark::read);
                print("read at one who follows", List.of(follower), clients, SECONDS, RaftBenchmark::read);
                print("read at all", engines, clients, SECONDS, RaftBenchmark::read);
            }
        }
    }

    private static void commit(RaftEngine engine, String key) {
        var _ = Asks.done(engine, Asks.put(key, "value"));
    }

    private static void read(RaftEngine engine, String key) {
        var _ = engine.read(
                new Query.FindObject(Asks.BUCKET, new ObjectKey(key), Optional.empty()), Consistency.STRONG);
    }

    private static void print(String what, List<RaftEngine> engines, int clients, long seconds, Work work)
            throws InterruptedException {
        Queue<Long> nanos = new ConcurrentLinkedQueue<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        long before = cpuNanos();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < clients; i++) {
                int client = i;
                var _ = threads.submit(() -> {
                    for (int n = 0; System.nanoTime() < end; n++) {
                        long began = System.nanoTime();
                        work.run(engines.get(client % engines.size()), "key-" + client + "-" + n % 100);
                        nanos.add(System.nanoTime() - began);
                    }
                });
            }
        }
        long cpu = cpuNanos() - before;
        long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        System.out.printf(
                "%-26s %2d clients: %6d/s, p50 %7.3f ms, p99 %7.3f ms, %6d us of CPU each%n",
                what,
                clients,
                sorted.length / seconds,
                sorted[sorted.length / 2] / 1e6,
                sorted[sorted.length * 99 / 100] / 1e6,
                cpu / sorted.length / 1_000);
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
