package dfs.metadata.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.core.record.BucketRecord;
import dfs.core.record.Revisions;
import dfs.core.record.Versioning;
import dfs.metadata.Engine;
import dfs.protocol.Consistency;
import dfs.protocol.cluster.Member;
import dfs.protocol.health.ComponentState;
import dfs.protocol.metadata.Layout;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three members that keep the metadata in three groups: one port each, three logs. */
@Timeout(180)
class GroupsTest {

    private static final int GROUPS = 3;
    private static final Layout LAYOUT = new Layout(GROUPS);

    /** One bucket in each group, by its number. */
    private static final List<BucketName> BUCKETS = IntStream.range(0, GROUPS)
            .mapToObj(group -> Stream.iterate(0, i -> i + 1)
                    .map(i -> new BucketName("bucket-" + i))
                    .filter(name -> LAYOUT.groupOf(name) == group)
                    .findFirst()
                    .orElseThrow())
            .toList();

    @TempDir
    private Path folder;

    private Cluster cluster;
    private List<Member> members;

    @BeforeEach
    void threeMembers() throws Exception {
        cluster = new Cluster(folder);
        members = Cluster.members("node1", "node2", "node3");
        members.forEach(each -> cluster.tweak(each, settings -> settings.withGroups(GROUPS)));
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    private static void make(Engine engine) {
        for (BucketName bucket : BUCKETS) {
            var _ = Asks.done(engine, new Mutation.CreateBucket(bucket, "owner", ""));
            var _ = Asks.done(engine, new Mutation.SetVersioning(bucket, Versioning.ENABLED));
        }
    }

    private static void put(Engine engine, BucketName bucket, String key) {
        Mutation.PutObject put = Asks.put(key, "value");
        var _ = Asks.done(
                engine,
                new Mutation.PutObject(
                        bucket, put.key(), put.object(), put.content(), put.bornAfter(), put.preconditions()));
    }

    private static boolean has(Engine engine, BucketName bucket, String key) {
        return engine.read(new Query.FindObject(bucket, new ObjectKey(key), Optional.empty()), Consistency.STRONG)
                .value()
                .isPresent();
    }

    private static void assertServes(Engine engine, String key) {
        for (BucketName bucket : BUCKETS) {
            put(engine, bucket, key);
        }
        for (BucketName bucket : BUCKETS) {
            assertThat(has(engine, bucket, key)).isTrue();
        }
    }

    @Test
    void whatIsCommittedThroughOneIsReadThroughAnyOtherInEachGroup() throws Exception {
        cluster.open(members);
        make(cluster.at(members.getFirst()));
        for (Member writer : members) {
            for (BucketName bucket : BUCKETS) {
                put(cluster.at(writer), bucket, writer.nodeId());
                for (Member reader : members) {
                    assertThat(has(cluster.at(reader), bucket, writer.nodeId())).isTrue();
                }
            }
        }
        for (Member each : members) {
            Read.Answer<Query.Page<BucketRecord>> listed =
                    cluster.at(each).read(new Query.ListBuckets(Optional.empty(), "", "", 10), Consistency.STRONG);
            assertThat(listed.value().entries())
                    .extracting(BucketRecord::name)
                    .containsExactlyElementsOf(BUCKETS.stream().sorted().toList());
            assertThat(listed.revisions().byGroup()).hasSize(GROUPS);
            assertThat(cluster.at(each).state()).isEqualTo(ComponentState.OPERATIONAL);
        }
    }

    @Test
    void aSessionIsHeldInEachGroupByItsOwnRevision() throws Exception {
        cluster.open(members);
        make(cluster.at(members.getFirst()));
        Query<Query.Progress> all = new Query.FindProgress();
        Revisions seen =
                cluster.at(members.getFirst()).read(all, Consistency.STRONG).revisions();
        for (Member each : members) {
            Read.Answer<Query.Progress> answer = cluster.at(each).read(new Read<>(all, Consistency.SESSION, seen));
            assertThat(answer.revisions().plus(seen)).isEqualTo(answer.revisions());
            Read.Answer<?> unseen = cluster.at(each)
                    .read(new Read<>(
                            new Query.FindBucket(BUCKETS.get(1)), Consistency.SESSION, Revisions.of(0, seen.at(0))));
            assertThat(unseen.consistency()).isEqualTo(Consistency.STRONG);
        }
    }

    @Test
    void whenOneMemberIsLostTheOthersGoOnInAllGroupsAndItComesBack() throws Exception {
        cluster.open(members);
        make(cluster.at(members.getFirst()));
        assertServes(cluster.at(members.getFirst()), "before");
        for (Member lost : members) {
            List<Member> rest = Cluster.without(members, lost);
            cluster.close(lost);
            assertServes(cluster.at(rest.getFirst()), "without " + lost.nodeId());
            assertServes(cluster.at(rest.getLast()), "again without " + lost.nodeId());
            RaftEngine back = cluster.open(members, List.of(lost)).getFirst();
            for (BucketName bucket : BUCKETS) {
                assertThat(has(back, bucket, "again without " + lost.nodeId())).isTrue();
            }
        }
    }

    @Test
    void afterAllWereStoppedAllIsThere() throws Exception {
        cluster.open(members);
        make(cluster.at(members.getFirst()));
        assertServes(cluster.at(members.getLast()), "key");
        members.forEach(cluster::close);
        cluster.open(members);
        for (Member each : members) {
            for (BucketName bucket : BUCKETS) {
                assertThat(has(cluster.at(each), bucket, "key")).isTrue();
            }
        }
    }

    /** A member may be stopped before anybody led: who its group begins with must not be forgotten. */
    @Test
    void membersThatWereStoppedBeforeAnybodyLedBeginTogetherLater() throws Exception {
        cluster.open(members, List.of(members.getFirst()));
        cluster.close(members.getFirst());
        cluster.open(members);
        make(cluster.at(members.getFirst()));
        assertServes(cluster.at(members.getLast()), "key");
    }

    /** It may have voted: what it promised must not be promised anew. */
    @Test
    void aMemberThatLostAllOfOneGroupDoesNotStart() throws Exception {
        cluster.open(members);
        make(cluster.at(members.getFirst()));
        Member loser = members.getLast();
        cluster.close(loser);
        Group lost = new Group(1, cluster.folder(loser));
        deleteAll(lost.log());
        deleteAll(lost.folder());
        assertThatThrownBy(() -> cluster.open(members, List.of(loser)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("The metadata log of group 1")
                .hasMessageContaining("as a new member");
        assertServes(cluster.at(members.getFirst()), "later");
    }

    @Test
    void aLogThatFailsInOneGroupIsOpenedAnewWithTheOthers() throws Exception {
        cluster.open(members);
        make(cluster.at(members.getFirst()));
        Member failing = members.getFirst();
        Voice voice = cluster.at(failing).voice(1);
        voice.division()
                .getStateMachine()
                .event()
                .notifyLogFailed(new IOException("Input/output error"), LogEntryProto.getDefaultInstance());
        assertServes(cluster.at(members.get(1)), "meanwhile");
        Cluster.await(() -> cluster.at(failing).state().equals(ComponentState.OPERATIONAL));
        assertThat(cluster.at(failing).voice(1)).isNotSameAs(voice);
        assertServes(cluster.at(failing), "again");
    }

    @Test
    void aMemberIsReplacedInAllGroups() throws Exception {
        RaftSettings.Limits soon = new RaftSettings.Limits(0, 16 << 10, 8, 1 << 20);
        members.forEach(each ->
                cluster.tweak(each, settings -> settings.withGroups(GROUPS).withLimits(soon)));
        cluster.open(members);
        make(cluster.at(members.getFirst()));
        for (int i = 0; i < 30; i++) {
            assertServes(cluster.at(members.get(i % 3)), "key" + i);
        }
        cluster.close(members.getLast());
        Member fresh = Cluster.member("node3~2");
        cluster.tweak(fresh, settings -> settings.withGroups(GROUPS));
        cluster.openEmpty(fresh);
        List<Member> wanted = List.of(members.get(0), members.get(1), fresh);
        cluster.at(members.getFirst()).membership().change(members, wanted);
        for (int group = 0; group < GROUPS; group++) {
            assertThat(cluster.at(fresh).voice(group).peers().members()).isEqualTo(wanted);
            assertThat(has(cluster.at(fresh), BUCKETS.get(group), "key29")).isTrue();
        }
        cluster.close(members.getFirst());
        assertServes(cluster.at(fresh), "with the new one");
    }

    /** It knows nothing of what the lost one promised; and told to lead as that one, it would end. */
    @Test
    void aNewMemberWhereALostOneListenedDoesNotAnswerForIt() throws Exception {
        cluster.open(members);
        make(cluster.at(members.getFirst()));
        Member lost = members.getLast();
        cluster.close(lost);
        Member fresh = Member.of("node3~2", lost.raft(), lost.peer());
        cluster.tweak(fresh, settings -> settings.withGroups(GROUPS));
        cluster.openEmpty(fresh);
        for (int group = 0; group < GROUPS; group++) {
            Voice asking = cluster.at(members.getFirst()).voice(group);
            Cluster.await(() -> asking.standing(Peers.peer(lost))
                    .handle((standing, failed) -> String.valueOf(failed))
                    .join()
                    .contains("node3~2 does not answer for node3"));
            assertThat(leading(group)
                            .handOver(Peers.peer(lost).getId(), Duration.ofSeconds(1))
                            .isSuccess())
                    .isFalse();
            assertThat(cluster.at(fresh).voice(group).isAlive()).isTrue();
            assertThat(cluster.at(fresh).voice(group).peers().current()).isEmpty();
        }
        cluster.at(members.getFirst()).membership().change(members, List.of(members.get(0), members.get(1), fresh));
        cluster.close(members.getFirst());
        assertServes(cluster.at(fresh), "with the new one");
    }

    /** The voice of one of the first two members that leads a group, when one does. */
    private Voice leading(int group) {
        List<Voice> leading = new ArrayList<>();
        Cluster.await(() -> {
            members.subList(0, 2).stream()
                    .map(each -> cluster.at(each).voice(group))
                    .filter(Voice::isLeaderReady)
                    .forEach(leading::add);
            return !leading.isEmpty();
        });
        return leading.getFirst();
    }

    /** A change that was cut off after the first group is made in the others, in one too that is led by who is no member any more. */
    @Test
    void groupsFollowTheFirstWhereAChangeOfMembersWasCutOff() throws Exception {
        cluster.open(members);
        make(cluster.at(members.getFirst()));
        List<Member> wanted = members.subList(0, 2);
        Cluster.await(() -> cluster.at(members.getLast()).voice(2).isLeaderReady());
        Cluster.await(() -> {
            Voice voice = cluster.at(members.getFirst()).voice();
            return voice.leader()
                    .filter(leader -> isChanged(voice, leader, wanted))
                    .isPresent();
        });
        Cluster.await(() -> IntStream.range(0, GROUPS)
                .allMatch(group ->
                        cluster.at(members.getFirst()).voice(group).peers().isJust(wanted)));
        cluster.close(members.getLast());
        assertServes(cluster.at(members.getFirst()), "key");
    }

    private boolean isChanged(Voice voice, org.apache.ratis.protocol.RaftPeer leader, List<Member> wanted) {
        try {
            return voice.change(
                            leader,
                            members.stream().map(Peers::peer).toList(),
                            wanted.stream().map(Peers::peer).toList())
                    .isSuccess();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void eachMemberComesToLeadOneGroupAndCommitsGoOnMeanwhile() throws Exception {
        cluster.open(members);
        make(cluster.at(members.getFirst()));
        int[] count = new int[1];
        Cluster.await(() -> {
            assertServes(cluster.at(members.get(count[0] % 3)), "key" + count[0]++);
            return IntStream.range(0, GROUPS)
                    .allMatch(
                            group -> cluster.at(members.get(group)).voice(group).isLeaderReady());
        });
        for (BucketName bucket : BUCKETS) {
            assertThat(cluster.at(members.getFirst())
                            .read(new Query.FindUsage(bucket), Consistency.STRONG)
                            .value()
                            .versions())
                    .isEqualTo(count[0]); // each once
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
