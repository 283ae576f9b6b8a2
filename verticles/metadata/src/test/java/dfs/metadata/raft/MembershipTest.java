package dfs.metadata.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.protocol.Consistency;
import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.Member;
import dfs.protocol.health.ComponentState;
import dfs.protocol.metadata.Query;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Members that come, go, are replaced, or were away. */
@Timeout(120)
class MembershipTest {

    /** The log goes as soon as the index has it, and the index has it soon. */
    private static final RaftSettings.Limits SHORT = new RaftSettings.Limits(0, 16 << 10, 8, 1 << 20);

    private static final String LARGE = "x".repeat(4_000);

    @TempDir
    private Path folder;

    private Cluster cluster;

    @BeforeEach
    void aFolder() {
        cluster = new Cluster(folder);
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void aNodeThatWasAloneGrowsToThreeWithAllItHas() throws Exception {
        Member first = Cluster.member("node1");
        try (RaftEngine alone = RaftEngine.open(
                new RaftSettings(cluster.folder(first), "node1", 0),
                InstantSource.system(),
                new SimpleMeterRegistry())) {
            var _ = Asks.done(alone, Asks.bucket());
            var _ = Asks.done(alone, Asks.put("made alone", "value"));
        }
        RaftEngine engine = cluster.open(List.of(first)).getFirst();
        assertThat(Asks.find(engine, "made alone")).isPresent();
        Member second = Cluster.member("node2~aaaa");
        Member third = Cluster.member("node3~bbbb");
        RaftEngine joining = cluster.openEmpty(second);
        assertThat(joining.state().status()).isEqualTo(ComponentState.Status.DOWN);
        assertThat(joining.state().detail()).contains("waits for being added");
        cluster.openEmpty(third);
        List<Member> all = List.of(first, second, third);
        engine.membership().change(List.of(first), all);
        for (Member each : all) {
            assertThat(cluster.at(each).membership().members())
                    .as(each.peerId())
                    .isEqualTo(all);
            assertThat(Asks.find(cluster.at(each), "made alone"))
                    .as(each.peerId())
                    .isPresent();
            var _ = Asks.done(cluster.at(each), Asks.put("made by " + each.peerId(), "value"));
            assertThat(cluster.at(each).state()).isEqualTo(ComponentState.OPERATIONAL);
        }
        engine.membership().change(List.of(first), all); // made already
        cluster.close(first);
        var _ = Asks.done(cluster.at(second), Asks.put("without the first", "value"));
        assertThat(Asks.find(cluster.at(third), "made by node1")).isPresent();
    }

    @Test
    void aNodeThatLostItsFolderComesBackAsSomebodyElseAndIsSentTheIndex() throws Exception {
        List<Member> members = Cluster.members("node1", "node2", "node3");
        members.forEach(each -> cluster.tweak(each, settings -> settings.withLimits(SHORT)));
        cluster.open(members);
        var _ = Asks.done(cluster.at(members.getFirst()), Asks.bucket());
        fill(members);
        Member lost = members.getLast();
        cluster.close(lost);
        Member fresh = Cluster.member("node3~2");
        cluster.openEmpty(fresh);
        List<Member> wanted = List.of(members.get(0), members.get(1), fresh);
        cluster.at(members.get(1)).membership().change(members, wanted);
        assertThat(cluster.at(fresh).membership().members()).isEqualTo(wanted);
        for (int i = 0; i < 100; i += 9) {
            assertThat(Asks.find(cluster.at(fresh), "key" + i)).isPresent();
        }
        assertThat(firstInLog(fresh)).isGreaterThan(0); // what came before was not sent as a log
        var _ = Asks.done(cluster.at(fresh), Asks.put("more", "value"));
        cluster.close(fresh);
        cluster.open(wanted, List.of(fresh));
        assertThat(Asks.find(cluster.at(fresh), "more")).isPresent();
    }

    @Test
    void aMemberThatMissedMoreThanTheLogKeepsIsSentTheIndexAndForgetsWhatItHeld() throws Exception {
        List<Member> members = Cluster.members("node1", "node2", "node3");
        members.forEach(each -> cluster.tweak(each, settings -> settings.withLimits(SHORT)));
        cluster.open(members);
        Member away = members.getLast();
        var _ = Asks.done(cluster.at(away), Asks.bucket());
        cluster.close(away);
        Object index = identity(cluster.folder(away).resolve("index"));
        fill(members.subList(0, 2));
        RaftEngine back = cluster.open(members, List.of(away)).getFirst();
        Cluster.await(() -> back.state().equals(ComponentState.OPERATIONAL));
        assertThat(Asks.find(back, "key99")).isPresent();
        assertThat(identity(cluster.folder(away).resolve("index"))).isNotEqualTo(index);
        assertThat(back.read(new Query.FindBucket(Asks.BUCKET), Consistency.STRONG)
                        .value())
                .isPresent();
    }

    @Test
    void aMemberThatWasAwayForAWhileCatchesUpFromTheLog() throws Exception {
        List<Member> members = Cluster.members("node1", "node2", "node3");
        members.forEach(each -> cluster.tweak(
                each, settings -> settings.withLimits(new RaftSettings.Limits(8 << 20, 16 << 10, 8, 1 << 20))));
        cluster.open(members);
        Member away = members.getLast();
        var _ = Asks.done(cluster.at(away), Asks.bucket());
        cluster.close(away);
        Object index = identity(cluster.folder(away).resolve("index"));
        fill(members.subList(0, 2));
        RaftEngine back = cluster.open(members, List.of(away)).getFirst();
        assertThat(Asks.find(back, "key99")).isPresent();
        assertThat(identity(cluster.folder(away).resolve("index"))).isEqualTo(index);
    }

    @Test
    void aMemberThatCannotBeReachedIsNotAdded() throws Exception {
        List<Member> members = Cluster.members("node1", "node2", "node3");
        cluster.open(members);
        Member nowhere = Member.of(
                "node4~1",
                new Endpoint("127.0.0.1", Cluster.freePort()),
                members.getFirst().peer());
        List<Member> wanted = List.of(members.get(0), members.get(1), members.get(2), nowhere);
        assertThatExceptionOfType(S3Failure.class)
                .isThrownBy(() -> cluster.at(members.getFirst()).membership().change(members, wanted))
                .matches(failure -> failure.code() == ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(cluster.at(members.getFirst()).membership().members()).isEqualTo(members);
        var _ = Asks.done(cluster.at(members.getFirst()), Asks.bucket());
    }

    @Test
    void twoThatChangeTheSameMembersDoNotOverwriteOneAnother() throws Exception {
        List<Member> members = Cluster.members("node1", "node2", "node3");
        cluster.open(members);
        List<Member> withoutThird = members.subList(0, 2);
        List<Member> withoutSecond = List.of(members.get(0), members.get(2));
        cluster.at(members.getFirst()).membership().change(members, withoutThird);
        assertThatExceptionOfType(S3Failure.class)
                .isThrownBy(() -> cluster.at(members.get(1)).membership().change(members, withoutSecond))
                .matches(failure -> failure.code() == ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(cluster.at(members.getFirst()).membership().members()).isEqualTo(withoutThird);
        var _ = Asks.done(cluster.at(members.get(1)), Asks.bucket());
    }

    /** A hundred entries of some kilobytes. */
    private void fill(List<Member> through) {
        for (int i = 0; i < 100; i++) {
            var _ = Asks.done(cluster.at(through.get(i % through.size())), Asks.put("key" + i, LARGE));
        }
    }

    private long firstInLog(Member member) throws IOException {
        try (Stream<Path> files = Files.walk(cluster.folder(member).resolve("log"))) {
            return files.map(LogSegmentFile::of)
                    .flatMap(java.util.Optional::stream)
                    .mapToLong(LogSegmentFile::first)
                    .min()
                    .orElse(Long.MAX_VALUE);
        }
    }

    private static Object identity(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }
}
