package dfs.metadata.raft;

import dfs.core.name.ObjectKey;
import dfs.protocol.Consistency;
import dfs.protocol.cluster.Member;
import dfs.protocol.metadata.Query;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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

    private static void commit(RaftEngine engine, int client, int n) {
        var _ = Asks.done(engine, Asks.put(key(client, n), "value"));
    }

    private static void read(RaftEngine engine, int client, int n) {
        var _ = engine.read(
                new Query.FindObject(Asks.BUCKET, new ObjectKey(key(client, n)), Optional.empty()), Consistency.STRONG);
    }

    private static String key(int client, int n) {
        return "key-" + client + "-" + n % 100;
    }

    private static void print(String what, List<RaftEngine> engines, int clients, long seconds, ManyClients.Work work)
            throws InterruptedException {
        ManyClients.Measured measured = ManyClients.run(engines, clients, seconds, work);
        System.out.printf(
                "%-26s %2d clients: %6d/s, p50 %7.3f ms, p99 %7.3f ms, %6d us of CPU each%n",
                what,
                clients,
                measured.perSecond(),
                measured.millis(50),
                measured.millis(99),
                measured.cpuMicrosEach());
    }
}
