package dfs.metadata.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.protocol.Consistency;
import dfs.protocol.cluster.Member;
import dfs.protocol.health.ComponentState;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Query;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three members: commits and reads through each, and what becomes of them when some are lost. */
@Timeout(120)
class ClusterTest {

    @TempDir
    private Path folder;

    private Cluster cluster;
    private List<Member> members;

    @BeforeEach
    void threeMembers() throws Exception {
        cluster = new Cluster(folder);
        members = Cluster.members("node1", "node2", "node3");
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void whatIsCommittedThroughOneIsReadThroughAnyOtherAtOnce() throws Exception {
        cluster.open(members);
        var _ = Asks.done(cluster.at(members.getFirst()), Asks.bucket());
        int number = 0;
        for (int round = 0; round < 5; round++) {
            for (Member writer : members) {
                String key = "key" + number++;
                long revision =
                        Asks.done(cluster.at(writer), Asks.put(key, "value")).revision();
                for (Member reader : members) {
                    assertThat(Asks.find(cluster.at(reader), key))
                            .as(reader.nodeId())
                            .isPresent();
                    assertThat(cluster.at(reader)
                                    .read(new Query.FindProgress(), Consistency.STRONG)
                                    .revision())
                            .isGreaterThanOrEqualTo(revision);
                }
            }
        }
        for (Member each : members) {
            assertThat(cluster.at(each).state()).isEqualTo(ComponentState.OPERATIONAL);
        }
    }

    @Test
    void refusalsComeBackThroughAFollowerAsTheyAre() throws Exception {
        cluster.open(members);
        Member follower = Cluster.without(members, cluster.leader(members)).getFirst();
        assertThatExceptionOfType(S3Failure.class)
                .isThrownBy(() -> Asks.done(cluster.at(follower), new Mutation.DeleteBucket(Asks.BUCKET)))
                .matches(failure -> failure.code() == ErrorCode.NO_SUCH_BUCKET)
                .matches(failure -> failure.error().details().containsKey("BucketName"));
    }

    @Test
    void afterTheLeaderIsLostTheOthersGoOnWithAllThatWasAcknowledged() throws Exception {
        cluster.open(members);
        Member leader = cluster.leader(members);
        List<Member> rest = Cluster.without(members, leader);
        var _ = Asks.done(cluster.at(leader), Asks.bucket());
        for (int i = 0; i < 20; i++) {
            var _ = Asks.done(cluster.at(members.get(i % 3)), Asks.put("before" + i, "value"));
        }
        cluster.close(leader);
        for (int i = 0; i < 20; i++) {
            var _ = Asks.done(cluster.at(rest.get(i % 2)), Asks.put("after" + i, "value"));
        }
        for (int i = 0; i < 20; i++) {
            assertThat(Asks.find(cluster.at(rest.get(i % 2)), "before" + i)).isPresent();
            assertThat(Asks.find(cluster.at(rest.get(i % 2)), "after" + i)).isPresent();
        }
        RaftEngine back = cluster.open(members, List.of(leader)).getFirst();
        assertThat(Asks.find(back, "after19")).isPresent();
        var _ = Asks.done(back, Asks.put("through the one that came back", "value"));
    }

    @Test
    void aMinorityRefusesStrongReadsAndCommitsAndServesWhatItKnows() throws Exception {
        cluster.open(members);
        Member left = members.getLast();
        var _ = Asks.done(cluster.at(left), Asks.bucket());
        var _ = Asks.done(cluster.at(left), Asks.put("key", "value"));
        assertThat(Asks.find(cluster.at(left), "key")).isPresent();
        Cluster.without(members, left).forEach(cluster::close);
        Cluster.await(() -> cluster.at(left).membership().leader().isEmpty());
        assertThat(cluster.at(left).state().status()).isEqualTo(ComponentState.Status.DEGRADED);
        assertThat(cluster.at(left).state().detail()).contains("Nobody leads");
        assertThatExceptionOfType(S3Failure.class)
                .isThrownBy(() -> Asks.find(cluster.at(left), "key"))
                .matches(failure -> failure.code() == ErrorCode.SERVICE_UNAVAILABLE)
                .withMessageContaining("Nobody leads");
        assertThatExceptionOfType(S3Failure.class)
                .isThrownBy(() -> Asks.done(cluster.at(left), Asks.put("more", "value")))
                .matches(failure -> failure.code() == ErrorCode.SERVICE_UNAVAILABLE)
                .withMessageContaining("Nothing was changed");
        assertThat(cluster.at(left)
                        .read(new Query.FindBucket(Asks.BUCKET), Consistency.EVENTUAL)
                        .value())
                .isPresent();
        cluster.open(members, List.of(members.getFirst()));
        assertThat(Asks.find(cluster.at(left), "more")).isEmpty();
        var _ = Asks.done(cluster.at(left), Asks.put("more", "value"));
    }
}
