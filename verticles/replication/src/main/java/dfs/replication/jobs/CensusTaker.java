package dfs.replication.jobs;

import dfs.core.error.S3Failure;
import dfs.protocol.job.Fsck;
import dfs.replication.Clocks;
import dfs.replication.Waits;
import dfs.replication.copies.Replicas;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a census when asked, one at a time, and keeps what the last one said. */
final class CensusTaker implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CensusTaker.class);

    private final Replicas replicas;
    private final MetadataSide metadata;
    private final InstantSource clock;
    private final Waits waits;
    private final ReentrantLock lock = new ReentrantLock();
    private Fsck.Report report = Fsck.Report.NONE;
    private Optional<Thread> thread = Optional.empty();
    private volatile boolean isClosed;

    CensusTaker(Replicas replicas, MetadataSide metadata, Clocks clocks) {
        this.replicas = replicas;
        this.metadata = metadata;
        this.clock = clocks.wall();
        this.waits = clocks.waits();
    }

    /** Begins one unless one is under way. */
    Fsck.Report start(boolean isDeep) {
        lock.lock();
        try {
            if (report.state() != Fsck.State.RUNNING && !isClosed) {
                long now = clock.millis();
                report = new Fsck.Report(Fsck.State.RUNNING, isDeep, false, 0, now, 0, List.of(), "");
                thread = Optional.of(Thread.ofVirtual().name("dfs-fsck").start(() -> take(isDeep, now)));
            }
            return report;
        } finally {
            lock.unlock();
        }
    }

    /** How the one under way, or the last one, stands. */
    Fsck.Report report() {
        lock.lock();
        try {
            return report;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        isClosed = true;
        Optional<Thread> running;
        lock.lock();
        try {
            running = thread;
        } finally {
            lock.unlock();
        }
        if (running.isPresent()) {
            try {
                running.get().join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void take(boolean isDeep, long startedMillis) {
        Census census = new Census(replicas, metadata, waits, isDeep, () -> isClosed);
        String failure = "";
        try {
            List<Fsck.NodeReport> _ = census.take(page -> note(page, isDeep, startedMillis, Fsck.State.RUNNING, ""));
            failure = isClosed ? "the node stops" : "";
        } catch (S3Failure stopped) {
            failure = stopped.error().message();
        } catch (RuntimeException bug) {
            log.atError().setCause(bug).log("census failed");
            failure = "an internal error; the log has it";
        }
        note(census, isDeep, startedMillis, failure.isEmpty() ? Fsck.State.DONE : Fsck.State.FAILED, failure);
    }

    private void note(Census census, boolean isDeep, long startedMillis, Fsck.State state, String failure) {
        lock.lock();
        try {
            boolean isRunning = state == Fsck.State.RUNNING;
            report = new Fsck.Report(
                    state,
                    isDeep,
                    state == Fsck.State.DONE && census.isHealthy(),
                    census.namedBlobs(),
                    startedMillis,
                    isRunning ? 0 : clock.millis(),
                    census.reports(),
                    failure);
        } finally {
            lock.unlock();
        }
    }
}
