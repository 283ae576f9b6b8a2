package dfs.metadata.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dfs.core.error.S3Failure;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.junit.jupiter.api.Test;

/** Who hands in a commit reads what is so, and nothing of the machinery that commits it. */
class CourierTest {

    private static final RaftGroupMemberId NODE =
            RaftGroupMemberId.valueOf(RaftPeerId.valueOf("node1~0fe5b1f0"), RaftGroupId.randomId());
    private static final RaftClientReply NOT_LEADER = RaftClientReply.newBuilder()
            .setClientId(ClientId.randomId())
            .setServerId(NODE)
            .setException(new NotLeaderException(NODE, null, List.of()))
            .build();
    private static final RaftClientReply FORGOTTEN = RaftClientReply.newBuilder()
            .setClientId(ClientId.randomId())
            .setServerId(NODE)
            .setSuccess()
            .build();

    @Test
    void aCommitThatNobodyConfirmsIsToldInPlainWords() {
        Deque<RaftClientReply> replies = new ArrayDeque<>(List.of(NOT_LEADER, FORGOTTEN));
        Courier courier = new Courier(
                () -> Optional.of(CompletableFuture.completedFuture(replies.pop())), new CompletableFuture<>());
        S3Failure told = catchThrowableOfType(S3Failure.class, courier::carry);
        assertThat(told.error().message())
                .contains("not known", "read, then retry")
                .doesNotContain("ratis", "Exception", NODE.getPeerId().toString());
    }

    @Test
    void aCommitThatIsGivenUpHereIsToldInPlainWords() {
        assertThat(Voice.notCommitted(NOT_LEADER).error().message())
                .contains("not known", "read, then retry")
                .doesNotContain("ratis", "Exception", NODE.getPeerId().toString());
    }
}
