package dfs.metadata.raft;

import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.protocol.Consistency;
import dfs.protocol.cluster.Member;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Query;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What groups cost and bring: three members in this process, commits and strong reads of many clients through all of them, and nothing at
 * all. {@code mvn -Dfast -pl verticles/metadata -am test -Dtest=GroupsBenchmark -Dsurefire.failIfNoSpecifiedTests=false}
 */
class GroupsBenchmark {

    private static final int[] GROUPS = {1, 2, 3, 4, 1, 2, 3, 4};
    private static final int CLIENTS = 64;
    private static final int BUCKETS = 32;
    private static final long SECONDS = Long.getLong("seconds", 5);

    @TempDir
    private Path folder;

    private interface Work {
        void run(RaftEngine engine, BucketName bucket, String key);
    }

    @Test
    void measure() throws Exception {
        System.out.println("groups | commits/s | us of CPU each | strong reads/s | us of CPU each | idle, % of a CPU");
        for (int run = 0; run < GROUPS.length; run++) {
            int groups = GROUPS[run];
            try (Cluster cluster = new Cluster(folder.resolve("run-" + run))) {
                List<Member> members = Cluster.members("node1", "node2", "node3");
                members.forEach(each -> cluster.tweak(
                        each, settings -> settings.withGroups(groups).withPace(RaftSettings.Pace.DEFAULT)));
                List<RaftEngine> engines = cluster.open(members);
                for (int i = 0; i < BUCKETS; i++) {
                    var _ = Asks.done(engines.getFirst(), new Mutation.CreateBucket(bucket(i), "owner", ""));
                }
                TimeUnit.SECONDS.sleep(6); // until the groups are dealt out
                long[] _ = measure(engines, 2, GroupsBenchmark::commit);
                long[] commits = measure(engines, SECONDS, GroupsBenchmark::commit);
                long[] reads = measure(engines, SECONDS, GroupsBenchmark::read);
                long before = cpuNanos();
                TimeUnit.SECONDS.sleep(SECONDS);
                double idle = (cpuNanos() - before) / 1e7 / SECONDS;
                System.out.printf(
                        "%6d | %9d | %14d | %14d | %14d | %.1f%n",
                        groups,
                        commits[0] / SECONDS,
                        commits[1] / Math.max(1, commits[0]) / 1_000,
                        reads[0] / SECONDS,
                        reads[1] / Math.max(1, reads[0]) / 1_000,
                        idle);
            }
        }
    }

    private static BucketName bucket(int number) {
        return new BucketName("bucket-" + number);
    }

    private static void commit(RaftEngine engine, BucketName bucket, String key) {
        Mutation.PutObject put = Asks.put(key, "value");
        var _ = Asks.done(
                engine, new Mutation.PutObject(bucket, put.key(), put.object(), put.content(), 0, put.preconditions()));
    }

    private static void read(RaftEngine engine, BucketName bucket, String key) {
        var _ = engine.read(new Query.FindObject(bucket, new ObjectKey(key), Optional.empty()), Consistency.STRONG);
    }

    /** How many were done, and the CPU time of the process meanwhile. */
    private static long[] measure(List<RaftEngine> engines, long seconds, Work work) throws InterruptedException {
        AtomicLong done = new AtomicLong();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        long before = cpuNanos();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                var _ = clients.submit(() -> {
                    for (int n = 0; System.nanoTime() < end; n++) {
                        work.run(
                                engines.get(client % engines.size()),
                                bucket((client + n) % BUCKETS),
                                "key-" + client + "-" + n % 100);
                        done.incrementAndGet();
                    }
                });
            }
        }
        return new long[] {done.get(), cpuNanos() - before};
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
