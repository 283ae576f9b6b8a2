package dfs.metadata.raft;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.util.ExitUtils;

/**
 * The threads of one Raft server, known as such because they descend from the one that opened it. The one that writes the
 * log looks for work once a second, and sees only then that it is to end; a close that waited for it would take as long.
 */
final class RaftThreads {

    private static final String LOG_WORKER = "SegmentedRaftLogWorker";
    private static final long LOOK_MILLIS = 5;
    private static final int THREADS_MAX = 256;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(20);
    private static final int STACK_MAX = 12;

    private final ThreadGroup group = new ThreadGroup("metadata-raft");

    /** Runs what opens the server on a thread of the group. */
    <T> T call(Callable<T> work) throws IOException {
        ExitUtils.disableSystemExit(); // where a port is in use Ratis would end the process, without a word
        FutureTask<T> task = new FutureTask<>(work);
        new Thread(group, task, "metadata-open").start();
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the metadata log was opened", e);
        } catch (ExecutionException e) {
            throw new IOException("The metadata log cannot be opened: " + e.getCause(), e.getCause());
        }
    }

    /**
     * Closes the server, and ends its log's thread as soon as that has nothing to do.
     *
     * @throws IOException where it fails, or goes on for so long that nobody is to wait for it; it may end later
     */
    void close(RaftServer server) throws IOException {
        FutureTask<Boolean> closing = new FutureTask<>(() -> {
            server.close();
            return true;
        });
        Thread closer = Thread.ofPlatform().name("metadata-close").daemon().start(closing);
        long beganNanos = System.nanoTime();
        try {
            while (!closer.join(Duration.ofMillis(LOOK_MILLIS))) {
                if (System.nanoTime() - beganNanos > CLOSE_LIMIT.toNanos()) {
                    throw new IOException("it does not close; this is where it waits: "
                            + Arrays.stream(closer.getStackTrace())
                                    .limit(STACK_MAX)
                                    .map(StackTraceElement::toString)
                                    .collect(Collectors.joining(" < ")));
                }
                if (hasClosedLog(server)) {
                    wakeLogWorker();
                }
            }
            boolean _ = closing.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private static boolean hasClosedLog(RaftServer server) {
        try {
            for (RaftGroupId group : server.getGroupIds()) {
                if (!server.getDivision(group).getRaftLog().isOpened()) {
                    return true;
                }
            }
            return false;
        } catch (IOException | RuntimeException notOpenedOrGone) {
            return false;
        }
    }

    private void wakeLogWorker() {
        Thread[] threads = new Thread[THREADS_MAX + group.activeCount()];
        int count = group.enumerate(threads, true);
        for (int i = 0; i < count; i++) {
            if (threads[i].getName().contains(LOG_WORKER) && threads[i].getState() == Thread.State.TIMED_WAITING) {
                threads[i].interrupt();
            }
        }
    }
}
