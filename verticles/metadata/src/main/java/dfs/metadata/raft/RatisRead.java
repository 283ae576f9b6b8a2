package dfs.metadata.raft;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.raftlog.RaftLog;

/** A strong read as Ratis offers it, in place of a {@link Round}: to show what that would let through. */
final class RatisRead {

    private RatisRead() {}

    /** Asks the server; what it has answered, it has applied. */
    static Rounds.Running ask(RaftServer server, RaftClientRequest request) {
        try {
            return Rounds.Running.of(server.submitClientRequestAsync(request).thenApply(reply -> {
                if (!reply.isSuccess()) {
                    throw new Round.NoMajority(String.valueOf(reply.getException()));
                }
                return RaftLog.INVALID_LOG_INDEX;
            }));
        } catch (IOException e) {
            return Rounds.Running.of(CompletableFuture.failedFuture(e));
        }
    }
}
