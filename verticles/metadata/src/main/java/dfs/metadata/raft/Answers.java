package dfs.metadata.raft;

import dfs.metadata.form.Command;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers other members' questions: where this one stands. Where it leads, it also sees to it that whoever asked learns soon what is
 * committed, for that is what a read waits for then; Ratis tells with the next entry or heartbeat only.
 */
final class Answers {

    /** Asked by one who waits for entries that it has not heard to be committed, though all were told. */
    static final Message HURRY = Message.valueOf("hurry");

    private static final Logger log = LoggerFactory.getLogger(Answers.class);
    private static final Message TELL = Message.valueOf("tell");

    private final RaftServer server;
    private final RaftGroupId group;

    /** Up to where the others were told that the log is committed, by this member when it led. */
    private final AtomicLong told = new AtomicLong(RaftLog.INVALID_LOG_INDEX);

    private final AtomicBoolean isHurrying = new AtomicBoolean();

    Answers(RaftServer server, RaftGroupId group) {
        this.server = server;
        this.group = group;
    }

    CompletableFuture<Message> query(Message question) {
        if (question.getContent().equals(TELL.getContent())) {
            return CompletableFuture.completedFuture(Message.EMPTY);
        }
        try {
            RaftServer.Division division = server.getDivision(group);
            Standing standing = Standing.of(division);
            if (standing.isLeading() && question.getContent().equals(HURRY.getContent())) {
                hurry(division);
            } else if (standing.isLeading() && isNews(standing.commitIndex())) {
                var _ = ask(TELL, RaftClientRequest.readRequestType()); // before it answers, Ratis sends a heartbeat
            }
            return CompletableFuture.completedFuture(standing.message());
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private boolean isNews(long commitIndex) {
        return told.get() < commitIndex && told.getAndAccumulate(commitIndex, Math::max) < commitIndex;
    }

    /** Has an entry sent that says what is committed before it, where none is on its way. */
    private void hurry(RaftServer.Division division) {
        RaftLog entries = division.getRaftLog();
        if (entries.getNextIndex() == entries.getLastCommittedIndex() + 1 && isHurrying.compareAndSet(false, true)) {
            var _ = nothing().whenComplete((reply, failure) -> isHurrying.set(false));
        }
    }

    /** Has a command applied that changes nothing, where this member leads; blocks until it is. */
    void moveOn() {
        try {
            var _ = nothing().get(1, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.atDebug().setCause(e).log("no entry was applied");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CompletableFuture<RaftClientReply> nothing() {
        byte[] entry = Command.write(0, Optional.empty(), 0, 0, List.of());
        return ask(Message.valueOf(UnsafeByteOperations.unsafeWrap(entry)), RaftClientRequest.writeRequestType());
    }

    /** On a thread of its own: who calls may hold what Ratis needs to take the request. */
    private CompletableFuture<RaftClientReply> ask(Message message, RaftClientRequest.Type type) {
        RaftClientRequest request = RaftClientRequest.newBuilder()
                .setClientId(ClientId.randomId())
                .setServerId(server.getId())
                .setGroupId(group)
                .setMessage(message)
                .setType(type)
                .build();
        CompletableFuture<RaftClientReply> reply = new CompletableFuture<>();
        Thread.ofVirtual().name("metadata-answer").start(() -> {
            try {
                var _ = server.submitClientRequestAsync(request).whenComplete((answer, failure) -> {
                    if (failure == null) {
                        reply.complete(answer);
                    } else {
                        reply.completeExceptionally(failure);
                    }
                });
            } catch (IOException | RuntimeException e) {
                reply.completeExceptionally(e);
            }
        });
        return reply;
    }
}
