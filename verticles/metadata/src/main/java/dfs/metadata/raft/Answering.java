package dfs.metadata.raft;

import dfs.metadata.form.ByteReader;
import dfs.metadata.transport.Frame;
import dfs.metadata.transport.Listener;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.ratis.client.impl.ClientProtoUtils;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftClientRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.SetConfigurationRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.ProtoUtils;

/**
 * Has Ratis answer what other members {@linkplain Asked ask}.
 *
 * <p>What is meant for another member is refused. Ratis looks at the group alone; but a node that lost its folder listens, as somebody else,
 * where it did before. As long as what it was is a member it must not take entries, vote or lead in its place: it knows nothing of what that one
 * promised.
 */
final class Answering implements Listener.Handler {

    private static final Duration PAUSE = Duration.ofMillis(5);

    private final RaftServer server;

    Answering(RaftServer server) {
        this.server = server;
    }

    @Override
    public byte[] answer(Frame question) throws Exception {
        Asked asked = Asked.of(question.kind());
        byte[] bytes = question.bytes();
        return switch (asked) {
            case APPEND -> {
                var append = Asked.read(AppendEntriesRequestProto.parser(), bytes);
                checkMeant(append.getServerRequest().getReplyId());
                yield taken(append).toByteArray();
            }
            case VOTE -> {
                var vote = Asked.read(RequestVoteRequestProto.parser(), bytes);
                checkMeant(vote.getServerRequest().getReplyId());
                yield server.requestVote(vote).toByteArray();
            }
            case LEAD -> {
                var lead = Asked.read(StartLeaderElectionRequestProto.parser(), bytes);
                checkMeant(lead.getServerRequest().getReplyId());
                yield server.startLeaderElection(lead).toByteArray();
            }
            case SNAPSHOT -> {
                var part = Asked.read(InstallSnapshotRequestProto.parser(), bytes);
                checkMeant(part.getServerRequest().getReplyId());
                yield server.installSnapshot(part).toByteArray();
            }
            case READ_INDEX -> {
                var read = Asked.read(ReadIndexRequestProto.parser(), bytes);
                checkMeant(read.getServerRequest().getReplyId());
                yield get(asked, server.readIndexAsync(read)).toByteArray();
            }
            case STANDING -> standing(bytes);
            case COMMAND -> {
                var command = Asked.read(RaftClientRequestProto.parser(), bytes);
                checkMeant(command.getRpcRequest().getReplyId());
                yield form(get(asked, Voices.submit(server, ClientProtoUtils.toRaftClientRequest(command))));
            }
            case CHANGE -> {
                var change = Asked.read(SetConfigurationRequestProto.parser(), bytes);
                checkMeant(change.getRpcRequest().getReplyId());
                yield form(server.setConfiguration(ClientProtoUtils.toSetConfigurationRequest(change)));
            }
        };
    }

    /**
     * What the log says to entries, once they are on disk. Ratis answers at once for entries that it has in memory already, for those that
     * are sent again while they are being written, and a sign of life counts for all that precedes it: who leads would take either for the
     * word of a majority.
     */
    private AppendEntriesReplyProto taken(AppendEntriesRequestProto append) throws Exception {
        long deadline = System.nanoTime() + Asked.APPEND.limit().toNanos();
        AppendEntriesReplyProto reply = get(Asked.APPEND, server.appendEntriesAsync(append));
        if (reply.getResult() != AppendResult.SUCCESS) {
            return reply;
        }
        long index = lastIndex(append);
        RaftLog log = server.getDivision(
                        ProtoUtils.toRaftGroupId(append.getServerRequest().getRaftGroupId()))
                .getRaftLog();
        while (log.getFlushIndex() < index) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("entries up to " + index + " are not on disk yet");
            }
            Thread.sleep(PAUSE);
        }
        return reply;
    }

    private static long lastIndex(AppendEntriesRequestProto append) {
        int count = append.getEntriesCount();
        if (count > 0) {
            return append.getEntries(count - 1).getIndex();
        }
        return append.hasPreviousLog() ? append.getPreviousLog().getIndex() : RaftLog.INVALID_LOG_INDEX;
    }

    private byte[] standing(byte[] bytes) throws Exception {
        ByteReader in = new ByteReader(bytes);
        checkMeant(ByteString.copyFromUtf8(in.text()));
        RaftGroupId group = RaftGroupId.valueOf(new UUID(in.fixed(), in.fixed()));
        Message question =
                Message.valueOf(UnsafeByteOperations.unsafeWrap(in.bytes().array()));
        return get(Asked.STANDING, server.getDivision(group).getStateMachine().query(question))
                .getContent()
                .toByteArray();
    }

    private static byte[] form(RaftClientReply reply) {
        return ClientProtoUtils.toRaftClientReplyProto(reply).toByteArray();
    }

    private void checkMeant(ByteString name) throws IOException {
        if (!name.equals(server.getId().toByteString())) {
            throw new IOException(server.getId() + " does not answer for " + name.toStringUtf8());
        }
    }

    /** Who asked waits no longer either. */
    private static <A> A get(Asked asked, CompletableFuture<A> answer) throws Exception {
        try {
            return answer.get(asked.limit().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            throw new IOException("no answer in time", e);
        }
    }
}
