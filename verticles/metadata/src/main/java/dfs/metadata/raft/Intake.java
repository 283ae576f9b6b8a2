package dfs.metadata.raft;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto.SnapshotChunkProto;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.raftlog.RaftLog;

/**
 * What one group takes from who leads it: one thing at a time, and it has entries when they are on disk. What was sent and not answered in time is
 * sent again while the first is under way, and a process that was stopped for a while finds several such at once. Ratis looks whether
 * entries fit and appends them in two steps, and leaves a follower that took two at a time, or a part of a snapshot out of turn, without an
 * election timer. Safe for any number of threads.
 */
final class Intake {

    private static final long PAUSE_MILLIS = 5;

    private final RaftServer server;
    private final Path log;
    private final BooleanSupplier hasFailed;
    private final ReentrantLock lock = new ReentrantLock();

    /** Done when all that was appended so far is written, or failed to be; it does not fail itself. */
    private CompletableFuture<?> written = CompletableFuture.completedFuture(null);

    private String transfer = "";
    private int nextPart;

    /** What a group of {@code server}, whose log is in that folder, takes until the log {@code hasFailed}. */
    Intake(RaftServer server, Path log, BooleanSupplier hasFailed) {
        this.server = server;
        this.log = log;
        this.hasFailed = hasFailed;
    }

    /**
     * What the log says to entries, once they are on disk with all that precedes them. Ratis answers at once for entries that it has in memory
     * already, and a sign of life counts for all before it: who leads would take either for the word of a majority.
     */
    AppendEntriesReplyProto append(RaftServer.Division division, AppendEntriesRequestProto append) throws Exception {
        long deadline = Asked.APPEND.deadline();
        CompletableFuture<AppendEntriesReplyProto> taken;
        CompletableFuture<?> before;
        take(deadline);
        try {
            taken = server.appendEntriesAsync(append);
            before = written;
            written = CompletableFuture.allOf(before, settled(taken));
        } finally {
            lock.unlock();
        }
        AppendEntriesReplyProto reply = get(taken, deadline);
        if (reply.getResult() == AppendResult.SUCCESS) {
            var _ = get(before, deadline); // the log's own index is too high while entries are to be replaced
            awaitFlush(division.getRaftLog(), lastIndex(append), deadline);
            if (hasFailed.getAsBoolean()) { // what was not written may be in memory, and its place on disk be another's
                throw new IOException("the log has failed");
            }
        }
        return reply;
    }

    private static CompletableFuture<?> settled(CompletableFuture<?> future) {
        return future.handle((done, failure) -> true);
    }

    private static void awaitFlush(RaftLog log, long index, long deadline) throws IOException, InterruptedException {
        while (log.getFlushIndex() < index) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("entries up to " + index + " are not on disk yet");
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private static long lastIndex(AppendEntriesRequestProto append) {
        int count = append.getEntriesCount();
        if (count > 0) {
            return append.getEntries(count - 1).getIndex();
        }
        return append.hasPreviousLog() ? append.getPreviousLog().getIndex() : RaftLog.INVALID_LOG_INDEX;
    }

    /** Takes a part of a snapshot, in its turn. */
    InstallSnapshotReplyProto install(InstallSnapshotRequestProto part) throws Exception {
        long deadline = Asked.SNAPSHOT.deadline();
        take(deadline);
        try {
            SnapshotChunkProto chunk = part.getSnapshotChunk();
            if (chunk.getRequestIndex() == 0) {
                if (!chunk.getRequestId().equals(transfer)) { // the one before was cut off, and will not go on
                    Snapshots.clearParts(log);
                }
                transfer = chunk.getRequestId();
                nextPart = 0;
            }
            if (!chunk.getRequestId().equals(transfer) || chunk.getRequestIndex() != nextPart) {
                throw new IOException("part " + chunk.getRequestIndex() + " of a snapshot out of turn");
            }
            if (chunk.getDone()) {
                var _ = get(written, deadline); // Ratis forgets what is to be written, and who waits for it
            }
            nextPart++;
            return server.installSnapshot(part);
        } finally {
            lock.unlock();
        }
    }

    private void take(long deadline) throws IOException, InterruptedException {
        if (!lock.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            throw new IOException("still busy with what was sent before");
        }
    }

    /** The answer, or what it failed with; nobody waits for it after the deadline. */
    static <A> A get(CompletableFuture<A> answer, long deadline) throws Exception {
        try {
            return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            throw new IOException("no answer in time", e);
        }
    }
}
