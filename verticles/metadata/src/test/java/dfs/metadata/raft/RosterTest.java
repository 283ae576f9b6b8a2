package dfs.metadata.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.metadata.MemoryEngine;
import dfs.protocol.Consistency;
import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.Member;
import dfs.protocol.cluster.Membership;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Read;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RosterTest {

    private static final Member FIRST = member("node1", "a");
    private static final Member SECOND = member("node2", "b");
    private static final Member STORAGE = member("node3", "c").withVoice(false);

    private final MemoryEngine engine = new MemoryEngine(InstantSource.system());
    private final Voices voices = new Voices();
    private final Roster roster = new Roster(voices, engine);

    /** Voices that are what they were made last. */
    private static final class Voices implements Membership {
        private List<Member> members = List.of(FIRST, SECOND);
        private boolean isCutOffAfterwards;

        @Override
        public Member self() {
            return FIRST;
        }

        @Override
        public List<Member> members() {
            return members;
        }

        @Override
        public Optional<Member> leader() {
            return Optional.of(FIRST);
        }

        @Override
        public void change(List<Member> from, List<Member> to) {
            assertThat(from).isEqualTo(members);
            assertThat(to).allMatch(Member::hasVoice);
            members = new ArrayList<>(to);
            if (isCutOffAfterwards) {
                throw new S3Failure(ErrorCode.SERVICE_UNAVAILABLE);
            }
        }
    }

    private static Member member(String nodeId, String incarnation) {
        return new Member(nodeId, incarnation, new Endpoint(nodeId, 7101), new Endpoint(nodeId, 7001));
    }

    @Test
    void eachIsRecordedWhereItBelongsAndAllAreMembers() {
        roster.change(List.of(FIRST, SECOND), List.of(FIRST, SECOND, STORAGE));
        assertThat(roster.members()).containsExactly(FIRST, SECOND, STORAGE);
        assertThat(voices.members).containsExactly(FIRST, SECOND);
        assertThat(new Roster(voices, engine).members()).containsExactly(FIRST, SECOND, STORAGE);

        roster.change(List.of(FIRST, SECOND, STORAGE), List.of(FIRST, STORAGE));
        assertThat(roster.members()).containsExactly(FIRST, STORAGE);
        roster.change(List.of(FIRST, STORAGE), List.of(FIRST));
        assertThat(roster.members()).containsExactly(FIRST);
    }

    @Test
    void whoGetsAVoiceIsAMemberOnce() {
        roster.change(List.of(FIRST, SECOND), List.of(FIRST, SECOND, STORAGE));
        Member voice = member("node3", "c");
        roster.change(List.of(FIRST, SECOND, STORAGE), List.of(FIRST, SECOND, voice));
        assertThat(roster.members()).containsExactly(FIRST, SECOND, voice);
    }

    @Test
    void aChangeOfMembersThatAreOthersByNowIsNotMade() {
        roster.change(List.of(FIRST, SECOND), List.of(FIRST, SECOND, STORAGE));
        assertThatExceptionOfType(S3Failure.class)
                .isThrownBy(() ->
                        roster.change(List.of(FIRST, SECOND), List.of(FIRST, SECOND, STORAGE.keepingBytes(false))))
                .withMessageContaining("become others");
        assertThat(roster.members()).containsExactly(FIRST, SECOND, STORAGE);
    }

    @Test
    void namesOfWhichOneBeginsTheOtherAreNoHindrance() {
        List<Member> all = List.of(
                FIRST,
                SECOND,
                member("s1", "c").withVoice(false),
                member("s10", "d").withVoice(false),
                member("s2", "e").withVoice(false));
        roster.change(List.of(FIRST, SECOND), all);
        assertThat(roster.members())
                .containsExactlyElementsOf(all.stream()
                        .sorted(java.util.Comparator.comparing(Member::nodeId))
                        .toList());
        roster.change(roster.members(), all.subList(0, 4));
        assertThat(roster.members()).containsExactlyElementsOf(all.subList(0, 4));
    }

    @Test
    void aChangeDecidedOnWhoTheMembersWereIsNotMadeWhicheverKindChanged() {
        List<Member> was = List.of(FIRST, SECOND, STORAGE);
        roster.change(List.of(FIRST, SECOND), was);
        new Roster(voices, engine).change(was, List.of(FIRST, SECOND));

        assertThatExceptionOfType(S3Failure.class)
                .isThrownBy(() -> roster.change(was, List.of(FIRST, STORAGE)))
                .withMessageContaining("become others");
        assertThat(voices.members).containsExactly(FIRST, SECOND);
    }

    @Test
    void whatAChangeThatWasCutOffLeftIsMendedByTheNext() {
        roster.change(List.of(FIRST, SECOND), List.of(FIRST, SECOND, STORAGE));
        Member voice = member("node3", "c");
        voices.isCutOffAfterwards = true;
        assertThatExceptionOfType(S3Failure.class)
                .isThrownBy(() -> roster.change(List.of(FIRST, SECOND, STORAGE), List.of(FIRST, SECOND, voice)));
        voices.isCutOffAfterwards = false;
        assertThat(roster.members()).containsExactly(FIRST, SECOND, voice);

        roster.change(List.of(FIRST, SECOND, voice), List.of(FIRST, SECOND));
        assertThat(roster.members()).containsExactly(FIRST, SECOND);
    }

    @Test
    void whatAMajorityConfirmedIsTold() {
        assertThat(roster.confirmed()).containsExactly(FIRST, SECOND);
        Roster cutOff = new Roster(voices, new MemoryEngine(InstantSource.system()) {
            @Override
            public <A> Read.Answer<A> read(Read<A> read) {
                if (read.consistency() == Consistency.STRONG) {
                    throw new S3Failure(ErrorCode.SERVICE_UNAVAILABLE);
                }
                return super.read(read);
            }
        });
        assertThat(cutOff.members()).containsExactly(FIRST, SECOND);
        assertThat(cutOff.confirmed()).isEmpty();
    }

    @Test
    void whoCameElsewhereIsSeenSoon() throws InterruptedException {
        assertThat(roster.members()).containsExactly(FIRST, SECOND);
        var _ = engine.commit(List.of(new Mutation.SetVoiceless(List.of(), List.of(STORAGE))));
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!roster.members().contains(STORAGE)) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(50);
        }
    }
}
