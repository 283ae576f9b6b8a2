package dfs.metadata.raft;

import dfs.metadata.form.ByteWriter;
import dfs.metadata.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.ratis.client.impl.ClientProtoUtils;
import org.apache.ratis.proto.RaftProtos.RaftClientReplyProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/** Asks other members what is not Ratis' own traffic. Safe for any number of threads. */
final class Links {

    /** Questions of one group to one member that has not answered yet; one that hangs is asked no more until it does. */
    private static final int OUTSTANDING_MAX = 32;

    private static final Executor THREADS =
            work -> Thread.ofVirtual().name("metadata-question").start(work);

    private final Transport transport;
    private final int outstandingMax;
    private final Map<String, AtomicInteger> outstanding = new ConcurrentHashMap<>();

    /** Asks, and waits for the answer. */
    interface Question<A> {
        A ask() throws IOException;
    }

    /** Links for so many groups. */
    Links(Transport transport, int groups) {
        this.transport = transport;
        this.outstandingMax = OUTSTANDING_MAX * groups;
    }

    /** Asks a member where it stands in a group. */
    CompletableFuture<Message> standing(RaftPeer member, RaftGroupId group, Message question) {
        byte[] asked = new ByteWriter()
                .text(member.getId().toString())
                .fixed(group.getUuid().getMostSignificantBits())
                .fixed(group.getUuid().getLeastSignificantBits())
                .bytes(question.getContent().toByteArray())
                .toBytes();
        return later(
                member, () -> Message.valueOf(UnsafeByteOperations.unsafeWrap(ask(member, Asked.STANDING, asked))));
    }

    /** Has a member that leads commit a command; blocks until it did. */
    RaftClientReply command(RaftPeer member, RaftClientRequest request) throws IOException {
        return reply(ask(
                member,
                Asked.COMMAND,
                ClientProtoUtils.toRaftClientRequestProto(request).toByteArray()));
    }

    /** Has a member that leads change the members; blocks until it did. */
    RaftClientReply change(RaftPeer member, SetConfigurationRequest request) throws IOException {
        return reply(ask(
                member,
                Asked.CHANGE,
                ClientProtoUtils.toSetConfigurationRequestProto(request).toByteArray()));
    }

    private static RaftClientReply reply(byte[] form) throws IOException {
        return ClientProtoUtils.toRaftClientReply(Asked.read(RaftClientReplyProto.parser(), form));
    }

    private byte[] ask(RaftPeer member, Asked asked, byte[] question) throws IOException {
        return asked.of(transport, member.getAddress(), question);
    }

    private <A> CompletableFuture<A> later(RaftPeer member, Question<A> question) {
        AtomicInteger count = outstanding.computeIfAbsent(member.getId().toString(), each -> new AtomicInteger());
        if (count.incrementAndGet() > outstandingMax) {
            int _ = count.decrementAndGet();
            return CompletableFuture.failedFuture(new IOException(member.getId() + " does not answer"));
        }
        return later(question).whenComplete((answer, failure) -> {
            int _ = count.decrementAndGet();
        });
    }

    /** The answer to what is asked on a thread of its own. */
    static <A> CompletableFuture<A> later(Question<A> question) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return question.ask();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                THREADS);
    }
}
