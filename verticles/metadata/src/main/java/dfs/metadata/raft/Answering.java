package dfs.metadata.raft;

import dfs.metadata.form.ByteReader;
import dfs.metadata.transport.Frame;
import dfs.metadata.transport.Listener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.apache.ratis.client.impl.ClientProtoUtils;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftClientRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.SetConfigurationRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
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

    private final RaftServer server;
    private final LogNames.ByGroup names;
    private final BooleanSupplier hasFailed;
    private final Map<RaftGroupId, Intake> intakes = new ConcurrentHashMap<>();

    /** Answers for {@code server}, whose logs have files of these names, and may tell that one {@code hasFailed}. */
    Answering(RaftServer server, LogNames.ByGroup names, BooleanSupplier hasFailed) {
        this.server = server;
        this.names = names;
        this.hasFailed = hasFailed;
    }

    @Override
    public byte[] answer(Frame question) throws Exception {
        Asked asked = Asked.of(question.kind());
        byte[] bytes = question.bytes();
        return switch (asked) {
            case APPEND -> {
                var append = Asked.read(AppendEntriesRequestProto.parser(), bytes);
                checkMeant(append.getServerRequest().getReplyId());
                RaftGroupId group = group(append.getServerRequest());
                yield intake(group).append(server.getDivision(group), append).toByteArray();
            }
            case VOTE -> {
                var vote = Asked.read(RequestVoteRequestProto.parser(), bytes);
                checkMeant(vote.getServerRequest().getReplyId());
                byte[] answer = server.requestVote(vote).toByteArray();
                names.of(group(vote.getServerRequest())).sync(); // what is promised is in a new file
                yield answer;
            }
            case LEAD -> {
                var lead = Asked.read(StartLeaderElectionRequestProto.parser(), bytes);
                checkMeant(lead.getServerRequest().getReplyId());
                yield server.startLeaderElection(lead).toByteArray();
            }
            case SNAPSHOT -> {
                var part = Asked.read(InstallSnapshotRequestProto.parser(), bytes);
                checkMeant(part.getServerRequest().getReplyId());
                yield intake(group(part.getServerRequest())).install(part).toByteArray();
            }
            case READ_INDEX -> {
                var read = Asked.read(ReadIndexRequestProto.parser(), bytes);
                checkMeant(read.getServerRequest().getReplyId());
                yield Intake.get(server.readIndexAsync(read), asked.deadline()).toByteArray();
            }
            case STANDING -> standing(bytes);
            case COMMAND -> {
                var command = Asked.read(RaftClientRequestProto.parser(), bytes);
                checkMeant(command.getRpcRequest().getReplyId());
                yield form(Intake.get(
                        Voices.submit(server, ClientProtoUtils.toRaftClientRequest(command)), asked.deadline()));
            }
            case CHANGE -> {
                var change = Asked.read(SetConfigurationRequestProto.parser(), bytes);
                checkMeant(change.getRpcRequest().getReplyId());
                yield form(server.setConfiguration(ClientProtoUtils.toSetConfigurationRequest(change)));
            }
        };
    }

    private Intake intake(RaftGroupId group) throws IOException {
        Path log = names.of(group).group().log();
        return intakes.computeIfAbsent(group, each -> new Intake(server, log, hasFailed));
    }

    private static RaftGroupId group(RaftRpcRequestProto head) {
        return ProtoUtils.toRaftGroupId(head.getRaftGroupId());
    }

    private byte[] standing(byte[] bytes) throws Exception {
        ByteReader in = new ByteReader(bytes);
        checkMeant(ByteString.copyFromUtf8(in.text()));
        RaftGroupId group = RaftGroupId.valueOf(new UUID(in.fixed(), in.fixed()));
        Message question =
                Message.valueOf(UnsafeByteOperations.unsafeWrap(in.bytes().array()));
        return Intake.get(server.getDivision(group).getStateMachine().query(question), Asked.STANDING.deadline())
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
}
