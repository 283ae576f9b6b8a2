package dfs.metadata.raft;

import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.GroupInfoRequestProto;
import org.apache.ratis.proto.RaftProtos.GroupListRequestProto;
import org.apache.ratis.proto.RaftProtos.GroupManagementRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.LeaderElectionManagementRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftClientRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.SetConfigurationRequestProto;
import org.apache.ratis.proto.RaftProtos.SnapshotManagementRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.proto.RaftProtos.TransferLeadershipRequestProto;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;

/**
 * Refuses what is meant for another member. Ratis looks at the group alone; but a node that lost its folder listens, as somebody else, where it
 * did before. As long as what it was is a member it must not take entries, vote or lead in its place: it knows nothing of what that one
 * promised.
 */
final class Addressee implements ServerInterceptor {

    private final ByteString self;

    /** Lets through what is meant for {@code self}. */
    Addressee(RaftPeerId self) {
        this.self = self.toByteString();
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            private boolean isRefused;

            @Override
            public void onMessage(Q message) {
                if (isRefused) {
                    return;
                }
                ByteString asked = asked(message);
                if (asked.equals(self)) {
                    super.onMessage(message);
                    return;
                }
                isRefused = true;
                call.close(
                        Status.UNAVAILABLE.withDescription(
                                self.toStringUtf8() + " does not answer for " + asked.toStringUtf8()),
                        new Metadata());
            }

            @Override
            public void onHalfClose() {
                if (!isRefused) {
                    super.onHalfClose();
                }
            }
        };
    }

    /** The name of the member that is asked; nobody's where the question is of no known kind. */
    private ByteString asked(Object message) {
        return switch (message) {
            case AppendEntriesRequestProto append -> append.getServerRequest().getReplyId();
            case InstallSnapshotRequestProto install ->
                install.getServerRequest().getReplyId();
            case RequestVoteRequestProto vote -> vote.getServerRequest().getReplyId();
            case StartLeaderElectionRequestProto lead -> lead.getServerRequest().getReplyId();
            case ReadIndexRequestProto read -> read.getServerRequest().getReplyId();
            case RaftClientRequestProto ask -> ask.getRpcRequest().getReplyId();
            case SetConfigurationRequestProto change -> change.getRpcRequest().getReplyId();
            case TransferLeadershipRequestProto change -> change.getRpcRequest().getReplyId();
            case GroupManagementRequestProto change -> change.getRpcRequest().getReplyId();
            case SnapshotManagementRequestProto change -> change.getRpcRequest().getReplyId();
            case LeaderElectionManagementRequestProto change ->
                change.getRpcRequest().getReplyId();
            case GroupListRequestProto ask -> ask.getRpcRequest().getReplyId();
            case GroupInfoRequestProto ask -> ask.getRpcRequest().getReplyId();
            default -> ByteString.EMPTY;
        };
    }
}
