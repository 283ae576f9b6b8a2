package dfs.metadata.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.error.ErrorCode;
import dfs.metadata.index.MemoryIndex;
import dfs.metadata.listing.Queries;
import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.Member;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Query;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemberRulesTest {

    private static final Member FOURTH = member("node4", 7004);
    private static final Member FIFTH = member("node5", 7005);

    private final MemoryIndex index = new MemoryIndex();

    private static Member member(String nodeId, int port) {
        return new Member(nodeId, "a", new Endpoint("h", 0), new Endpoint("h", port), false, true);
    }

    private Outcome<?> set(List<Member> from, List<Member> to) {
        return Rules.apply(index, List.of(new Mutation.SetVoiceless(from, to)), 1)
                .getFirst();
    }

    private List<Member> voiceless() {
        return new Queries(index).answer(new Query.ListVoiceless());
    }

    @Test
    void membersWithoutAVoiceAreChangedByWhoKnowsThem() {
        assertThat(voiceless()).isEmpty();
        assertThat(set(List.of(), List.of(FIFTH, FOURTH))).isInstanceOf(Outcome.Done.class);
        assertThat(voiceless()).containsExactly(FOURTH, FIFTH);

        assertThat(set(List.of(FOURTH), List.of()))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.error().code()).isEqualTo(ErrorCode.OPERATION_ABORTED));
        assertThat(voiceless()).containsExactly(FOURTH, FIFTH);

        Member moved = member("node4", 7014);
        assertThat(set(List.of(FOURTH, FIFTH), List.of(moved))).isInstanceOf(Outcome.Done.class);
        assertThat(voiceless()).containsExactly(moved);
    }
}
