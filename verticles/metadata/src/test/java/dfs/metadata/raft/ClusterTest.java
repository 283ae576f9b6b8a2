package dfs.metadata.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.record.Revisions;
import dfs.core.record.Versioning;
import dfs.protocol.Consistency;
import dfs.protocol.cluster.Member;
import dfs.protocol.health.ComponentState;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.util.CodeInjectionForTesting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three members: commits and reads through each, and what becomes of them when some are lost. */
@Timeout(120)
class ClusterTest {

    /** Where the thread that writes a member's log begins. */
    private static final String LOG_WRITER = "SegmentedRaftLogWorker.runWorker";

    /** In which what was not answered for is sent again, and again. */
    private static final Duration STALL = Duration.ofSeconds(7);

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
                                    .value()
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

    /** A member is sent again what it did not answer for, and has it in memory by then. */
    @Test
    void whatAMajorityHasInMemoryAloneIsNotAcknowledgedHoweverOftenItIsSent() throws Exception {
        for (Member each : members) { // who leads does so to the end
            cluster.tweak(each, settings -> settings.withPace(pace(8_000, 9_000, 100)));
        }
        cluster.open(members);
        Member leader = cluster.leader(members);
        Member stalled = Cluster.without(members, leader).getFirst();
        var _ = Asks.done(cluster.at(leader), Asks.bucket());
        cluster.close(stalled);
        CountDownLatch isMended = new CountDownLatch(1);
        CodeInjectionForTesting.put(LOG_WRITER, (local, remote, rest) -> {
            if (String.valueOf(local).equals(stalled.peerId())) {
                Cluster.awaitOpen(isMended);
            }
            return true;
        });
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            cluster.open(members, List.of(stalled));
            cluster.close(Cluster.without(members, leader).getLast());
            var put = threads.submit(() -> Asks.done(cluster.at(leader), Asks.put("key", "value")));
            long deadline = System.nanoTime() + STALL.toNanos();
            while (System.nanoTime() < deadline) {
                assertThat(put.state()).isNotEqualTo(Future.State.SUCCESS);
                Thread.sleep(10);
            }
            isMended.countDown();
            Cluster.await(() -> isDone(leader, "another"));
        } finally {
            isMended.countDown();
            CodeInjectionForTesting.remove(LOG_WRITER);
        }
    }

    private boolean isDone(Member member, String key) {
        try {
            var _ = Asks.done(cluster.at(member), Asks.put(key, "value"));
            return true;
        } catch (S3Failure notYet) {
            return false;
        }
    }

    /** Where a leader is missed after half a minute only, somebody leads long before: it was asked to. */
    @Test
    void aLeaderThatStopsGivesItsLeadAwayFirst() throws Exception {
        for (Member each : members) {
            cluster.tweak(each, settings -> settings.withPace(pace(30_000, 40_000, 100)));
        }
        cluster.open(members);
        Member leader = cluster.leader(members);
        List<Member> rest = Cluster.without(members, leader);
        var _ = Asks.done(cluster.at(leader), Asks.bucket());
        long began = System.nanoTime();
        cluster.close(leader);
        Cluster.await(() ->
                rest.stream().anyMatch(each -> cluster.at(each).membership().isLeading()));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(25));
        var _ = Asks.done(cluster.at(rest.getFirst()), Asks.put("after", "value"));
    }

    @Test
    void aLeaderWhoseLogFailsLetsOthersLeadAndComesBack() throws Exception {
        cluster.open(members);
        Member leader = cluster.leader(members);
        List<Member> rest = Cluster.without(members, leader);
        var _ = Asks.done(cluster.at(leader), Asks.bucket());
        Voice voice = cluster.at(leader).voice();
        voice.division()
                .getStateMachine()
                .event()
                .notifyLogFailed(new IOException("Input/output error"), LogEntryProto.getDefaultInstance());
        var _ = Asks.done(cluster.at(rest.getFirst()), Asks.put("meanwhile", "value"));
        Cluster.await(() -> cluster.at(leader).state().equals(ComponentState.OPERATIONAL));
        assertThat(cluster.at(leader).voice()).isNotSameAs(voice);
        assertThat(Asks.find(cluster.at(leader), "meanwhile")).isPresent();
        var _ = Asks.done(cluster.at(leader), Asks.put("again", "value"));
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
        assertThat(cluster.at(left).state().detail()).contains("Nobody leads");
        Cluster.await(() -> cluster.at(left).state().status() == ComponentState.Status.DOWN);
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

    /**
     * The leader has applied a command when its answer is lost, and so have the others but for who sent it: the next leader
     * answers what the first would have.
     */
    @Test
    void aCommandThatIsSentAgainToTheNextLeaderIsAppliedOnce() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        AtomicBoolean isHolding = new AtomicBoolean();
        Runnable hold = () -> {
            if (isHolding.get()) {
                Cluster.awaitOpen(held);
            }
        };
        Member first = members.getFirst();
        Member sender = members.get(1);
        Member next = members.getLast();
        cluster.meddle(first, new Meddling(Meddling.Reading.ROUND, hold, true));
        cluster.meddle(sender, new Meddling(Meddling.Reading.ROUND, hold, true));
        cluster.tweak(first, settings -> settings.withPace(pace(700, 1_400, 50)));
        cluster.tweak(sender, settings -> settings.withPace(pace(4_000, 5_000, 4_000)));
        cluster.tweak(next, settings -> settings.withPace(pace(600, 900, 3_000)));
        cluster.open(members);
        assertThat(cluster.leader(members)).isEqualTo(first);
        var _ = Asks.done(cluster.at(first), Asks.bucket());
        var _ = Asks.done(cluster.at(first), new Mutation.SetVersioning(Asks.BUCKET, Versioning.ENABLED));
        Cluster.await(() -> cluster.at(sender)
                        .read(new Query.FindProgress(), Consistency.EVENTUAL)
                        .value()
                        .revision()
                >= 2);
        try (AutoCloseable _ = held::countDown;
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            isHolding.set(true);
            var sent = threads.submit(() -> Asks.done(cluster.at(sender), Asks.put("once", "value")));
            Cluster.await(() -> cluster.at(next)
                            .read(new Query.FindProgress(), Consistency.EVENTUAL)
                            .value()
                            .total()
                            .versions()
                    == 1);
            try (Cut _ = new Cut(first)) {
                assertThat(sent.get().key().text()).isEqualTo("once");
                assertThat(cluster.at(next)
                                .read(new Query.FindUsage(Asks.BUCKET), Consistency.EVENTUAL)
                                .value()
                                .versions())
                        .isEqualTo(1);
            }
            held.countDown();
        }
    }

    private static RaftSettings.Pace pace(long min, long max, long first) {
        return new RaftSettings.Pace(
                Duration.ofMillis(min), Duration.ofMillis(max), Duration.ofMillis(first), Duration.ofMillis(2 * first));
    }

    @Test
    void aReadAtEachLevelSaysWhatItGave() throws Exception {
        cluster.open(members);
        Member follower = Cluster.without(members, cluster.leader(members)).getFirst();
        RaftEngine engine = cluster.at(follower);
        var _ = Asks.done(engine, Asks.bucket());
        Query<Query.Progress> query = new Query.FindProgress();
        Read.Answer<Query.Progress> strong = engine.read(query, Consistency.STRONG);
        assertThat(strong.consistency()).isEqualTo(Consistency.STRONG);
        assertThat(strong.stalenessMillis()).hasValue(0);
        Consistency bounded = new Consistency(Consistency.Level.BOUNDED, 600_000);
        Read.Answer<Query.Progress> fresh = engine.read(query, bounded);
        assertThat(fresh.consistency()).isEqualTo(bounded);
        assertThat(fresh.stalenessMillis().orElseThrow()).isLessThanOrEqualTo(600_000);
        Consistency session = new Consistency(Consistency.Level.SESSION, 0);
        Read.Answer<Query.Progress> seen = engine.read(new Read<>(query, session, strong.revisions()));
        assertThat(seen.consistency()).isEqualTo(session);
        assertThat(seen.revisions().at(0))
                .isGreaterThanOrEqualTo(strong.revisions().at(0));
        assertThat(engine.read(new Read<>(query, session)).consistency()).isEqualTo(Consistency.STRONG);
        assertThatExceptionOfType(S3Failure.class)
                .isThrownBy(() -> engine.read(new Read<>(
                        query, session, Revisions.of(0, strong.revisions().at(0) + 1_000))))
                .matches(failure -> failure.code() == ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(engine.read(query, Consistency.EVENTUAL).consistency()).isEqualTo(Consistency.EVENTUAL);
    }

    /** A member that heard of nothing yet gives a bounded read only after it has asked. */
    @Test
    void aBoundedReadOfAMemberThatDoesNotKnowHowOldItIsAsks() throws Exception {
        cluster.open(members);
        var _ = Asks.done(cluster.at(members.getFirst()), Asks.bucket());
        for (Member each : members) {
            Read.Answer<?> answer = cluster.at(each)
                    .read(new Query.FindBucket(Asks.BUCKET), new Consistency(Consistency.Level.BOUNDED, 1));
            assertThat(answer.value().toString()).contains(Asks.BUCKET.text());
        }
    }

    /** However long the bound: a member that has never made sure of anything knows of no age that would be within it. */
    @Test
    void aBoundedReadOfAMemberThatNeverMadeSureIsNotServedWhereNobodyCanBeAsked() throws Exception {
        cluster.open(members);
        var _ = Asks.done(cluster.at(members.getFirst()), Asks.bucket());
        Member lonely = Cluster.without(members, cluster.leader(members)).getFirst();
        Cluster.without(members, lonely).forEach(cluster::close);
        long month = Duration.ofDays(30).toMillis();
        assertThatExceptionOfType(S3Failure.class)
                .isThrownBy(() -> cluster.at(lonely)
                        .read(new Query.FindBucket(Asks.BUCKET), new Consistency(Consistency.Level.BOUNDED, month)))
                .matches(failure -> failure.code() == ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(cluster.at(lonely)
                        .read(new Query.FindBucket(Asks.BUCKET), Consistency.EVENTUAL)
                        .stalenessMillis())
                .isEmpty();
    }
}
