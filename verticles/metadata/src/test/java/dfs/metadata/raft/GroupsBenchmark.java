package dfs.metadata.raft;

import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.protocol.Consistency;
import dfs.protocol.cluster.Member;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Query;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
                var _ = ManyClients.run(engines, CLIENTS, 2, GroupsBenchmark::commit);
                ManyClients.Measured commits = ManyClients.run(engines, CLIENTS, SECONDS, GroupsBenchmark::commit);
                ManyClients.Measured reads = ManyClients.run(engines, CLIENTS, SECONDS, GroupsBenchmark::read);
                long before = ManyClients.cpuNanos();
                TimeUnit.SECONDS.sleep(SECONDS);
                double idle = (ManyClients.cpuNanos() - before) / 1e7 / SECONDS;
                System.out.printf(
                        "%6d | %9d | %14d | %14d | %14d | %.1f%n",
                        groups,
                        commits.perSecond(),
                        commits.cpuMicrosEach(),
                        reads.perSecond(),
                        reads.cpuMicrosEach(),
                        idle);
            }
        }
    }

    private static BucketName bucket(int number) {
        return new BucketName("bucket-" + number);
    }

    private static void commit(RaftEngine engine, int client, int n) {
        Mutation.PutObject put = Asks.put(key(client, n), "value");
        var _ = Asks.done(
                engine,
                new Mutation.PutObject(
                        bucket((client + n) % BUCKETS),
                        put.key(),
                        put.object(),
                        put.content(),
                        0,
                        put.preconditions()));
    }

    private static void read(RaftEngine engine, int client, int n) {
        var _ = engine.read(
                new Query.FindObject(bucket((client + n) % BUCKETS), new ObjectKey(key(client, n)), Optional.empty()),
                Consistency.STRONG);
    }

    private static String key(int client, int n) {
        return "key-" + client + "-" + n % 100;
    }
}
