package dfs.replication.jobs;

import dfs.core.error.S3Failure;
import dfs.protocol.job.Job;
import dfs.replication.Clocks;
import dfs.replication.Waits;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Runs one job at its interval and when ordered, on a thread of its own. A pause holds the work where it is; a start lets
 * it go on, or begins a run.
 */
final class JobRunner implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(JobRunner.class);

    private static final int FINDINGS_MAX = 100;

    /** A run that failed is tried again after this long, if its interval is not shorter. */
    private static final long RETRY_MILLIS = 60_000;

    /** Jobs that run more often than this are quiet. */
    private static final long QUIET_MILLIS = 60_000;

    private final Job.Name name;
    private final long intervalMillis;
    private final Work work;
    private final InstantSource clock;
    private final Waits waits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<String> findings = new ArrayDeque<>();
    private final Thread thread;

    private boolean isRunning;
    private boolean isPaused;
    private boolean isOrdered;
    private boolean isClosed;
    private long doneBlobs;
    private long doneBytes;
    private long totalBlobs;
    private long findingsCount;
    private long startedMillis;
    private long finishedMillis;
    private long nextMillis;

    /** Runs {@code work} first one interval from now. */
    JobRunner(Job.Name name, Duration interval, Work work, Clocks clocks) {
        this(name, interval, clocks.wall().millis() + interval.toMillis(), work, clocks);
    }

    /** Runs {@code work} first at {@code firstMillis}. */
    JobRunner(Job.Name name, Duration interval, long firstMillis, Work work, Clocks clocks) {
        this.name = name;
        this.intervalMillis = interval.toMillis();
        this.work = work;
        this.clock = clocks.wall();
        this.waits = clocks.waits();
        this.nextMillis = firstMillis;
        this.thread = Thread.ofVirtual().name("dfs-job-" + name).unstarted(this::loop);
    }

    void start() {
        thread.start();
    }

    Job.Status status() {
        lock.lock();
        try {
            Job.State state = isPaused ? Job.State.PAUSED : isRunning ? Job.State.RUNNING : Job.State.IDLE;
            return new Job.Status(
                    name,
                    state,
                    doneBlobs,
                    doneBytes,
                    totalBlobs,
                    List.copyOf(findings),
                    findingsCount,
                    startedMillis,
                    finishedMillis,
                    isRunning || isPaused ? 0 : nextMillis);
        } finally {
            lock.unlock();
        }
    }

    boolean isPaused() {
        lock.lock();
        try {
            return isPaused;
        } finally {
            lock.unlock();
        }
    }

    Job.Status control(Job.Order order) {
        lock.lock();
        try {
            switch (order) {
                case START -> {
                    isPaused = false;
                    if (!isRunning) {
                        isOrdered = true;
                        begin();
                    }
                }
                case PAUSE -> isPaused = true;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return status();
    }

    /** Ends the run where it is, and waits for it. */
    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            // No interrupt: it would close the file that the work reads, under all who read it.
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop() {
        for (Turn turn = awaitTurn(); turn != Turn.CLOSED; turn = awaitTurn()) {
            boolean isDone = false;
            try {
                work.run(new Progress(turn == Turn.ORDERED));
                isDone = true;
            } catch (Run.Stopped stopped) {
                return;
            } catch (S3Failure failure) {
                note("stopped: " + failure.error().message());
                log.atWarn()
                        .addKeyValue("job", name)
                        .addKeyValue("why", failure.getMessage())
                        .log("job failed");
            } catch (RuntimeException bug) {
                note("stopped by an error; see the log");
                log.atError().setCause(bug).addKeyValue("job", name).log("job failed");
            }
            end(isDone);
        }
    }

    /** Why a run begins, or why none does. */
    private enum Turn {
        DUE,
        ORDERED,
        CLOSED
    }

    /** Waits until a run is due or ordered. */
    private Turn awaitTurn() {
        lock.lock();
        try {
            long leftNanos = TimeUnit.MILLISECONDS.toNanos(nextMillis - clock.millis());
            while (!isClosed && !isOrdered && (isPaused || leftNanos > 0)) {
                if (isPaused) {
                    changed.await();
                } else {
                    leftNanos = waits.await(changed, leftNanos);
                }
            }
            if (!isClosed && !isOrdered) {
                begin();
            }
            Turn turn = isClosed ? Turn.CLOSED : isOrdered ? Turn.ORDERED : Turn.DUE;
            isOrdered = false;
            return turn;
        } catch (InterruptedException e) {
            return Turn.CLOSED;
        } finally {
            lock.unlock();
        }
    }

    private void begin() {
        isRunning = true;
        startedMillis = clock.millis();
        doneBlobs = 0;
        doneBytes = 0;
        totalBlobs = 0;
        findingsCount = 0;
        findings.clear();
    }

    private void end(boolean isDone) {
        lock.lock();
        try {
            isRunning = false;
            finishedMillis = clock.millis();
            nextMillis = finishedMillis + (isDone ? intervalMillis : Math.min(intervalMillis, RETRY_MILLIS));
        } finally {
            lock.unlock();
        }
        // One that runs all the time tells of itself only when it did something.
        Level level = intervalMillis < QUIET_MILLIS && findingsCount == 0 ? Level.DEBUG : Level.INFO;
        log.atLevel(level)
                .addKeyValue("job", name)
                .addKeyValue("blobs", doneBlobs)
                .addKeyValue("findings", findingsCount)
                .log("job ended");
    }

    private void note(String finding) {
        lock.lock();
        try {
            findingsCount++;
            findings.add(finding);
            if (findings.size() > FINDINGS_MAX) {
                findings.remove();
            }
        } finally {
            lock.unlock();
        }
    }

    private final class Progress implements Run {

        private final boolean isOrdered;

        Progress(boolean isOrdered) {
            this.isOrdered = isOrdered;
        }

        @Override
        public boolean isOrdered() {
            return isOrdered;
        }

        @Override
        public void expect(long blobs) {
            lock.lock();
            try {
                totalBlobs = blobs;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void look(long blobs, long bytes) {
            lock.lock();
            try {
                doneBlobs += blobs;
                doneBytes += bytes;
                totalBlobs = Math.max(totalBlobs, doneBlobs);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void find(String finding) {
            note(finding);
        }

        @Override
        public void goOn() {
            lock.lock();
            try {
                while (isPaused && !isClosed) {
                    changed.await();
                }
                if (isClosed) {
                    throw new Stopped();
                }
            } catch (InterruptedException e) {
                throw new Stopped();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void rest(long nanos) {
            lock.lock();
            try {
                long left = nanos;
                while (left > 0 && !isClosed) {
                    left = waits.await(changed, left);
                }
            } catch (InterruptedException e) {
                throw new Stopped();
            } finally {
                lock.unlock();
            }
            goOn();
        }
    }
}
