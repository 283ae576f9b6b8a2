package dfs.replication.jobs;

import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.Bus;
import dfs.protocol.job.Fsck;
import dfs.protocol.job.Job;
import dfs.replication.Clocks;
import dfs.replication.Waits;
import dfs.replication.copies.ReplicatedBlobStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The background work of a store: each job on a thread of its own, and the sweep of condemned blobs beside them. */
public final class Jobs implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Jobs.class);

    private final Map<Job.Name, JobRunner> runners = new EnumMap<>(Job.Name.class);
    private final Garbage garbage;
    private final CensusTaker census;
    private final BooleanSupplier isSweeping;
    private final long sweepMillis;
    private final Waits waits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    private boolean isClosing;
    private final Thread sweeper = Thread.ofVirtual().name("dfs-sweep").unstarted(this::sweep);

    /**
     * Prepares the jobs; none runs before {@link #start}.
     *
     * @param isSweeping whether this node deletes what is condemned, on all nodes: one does it for all of them
     */
    public Jobs(
            Bus bus,
            ReplicatedBlobStore store,
            JobPlan plan,
            Bookmark scrubbed,
            Clocks clocks,
            BooleanSupplier isSweeping,
            MeterRegistry registry) {
        MetadataSide metadata = new MetadataSide(bus);
        JobMeters meters = new JobMeters(registry);
        InstantSource clock = clocks.wall();
        this.isSweeping = isSweeping;
        this.waits = clocks.waits();
        garbage = new Garbage(store, metadata, plan.garbageGrace(), plan.readGrace(), clocks.cautious(), meters);
        sweepMillis = plan.sweepInterval().toMillis();
        Predicate<BlobId> isHolder = store.replicas()::isHolder;
        Scrub scrub = new Scrub(store.own(), isHolder, metadata, scrubbed, plan.scrubBytesPerSecond(), clocks, meters);
        Repair repair = new Repair(store.replicas(), store.wants(), metadata, clocks, meters);
        census = new CensusTaker(store.replicas(), metadata, clocks);
        add(
                Job.Name.SCRUB,
                plan.scrubInterval(),
                scrub.firstMillis(plan.scrubInterval().toMillis()),
                scrub,
                clocks);
        add(Job.Name.GARBAGE, plan.garbageInterval(), garbage, clocks);
        add(Job.Name.COMPACTION, plan.compactionInterval(), new Compaction(store, meters), clocks);
        add(Job.Name.REPAIR, Repair.INTERVAL, clock.millis() + Repair.FIRST.toMillis(), repair, clocks);
    }

    private void add(Job.Name name, Duration interval, Work work, Clocks clocks) {
        add(name, interval, clocks.wall().millis() + interval.toMillis(), work, clocks);
    }

    private void add(Job.Name name, Duration interval, long firstMillis, Work work, Clocks clocks) {
        runners.put(name, new JobRunner(name, interval, firstMillis, work, clocks));
    }

    /** Takes a census of all nodes, unless one is being taken. */
    public Fsck.Report startCensus(boolean isDeep) {
        return census.start(isDeep);
    }

    /** How the census under way, or the last one, stands. */
    public Fsck.Report census() {
        return census.report();
    }

    /** Begins to run them at their times. */
    public void start() {
        runners.values().forEach(JobRunner::start);
        sweeper.start();
    }

    /** How all jobs stand. */
    public List<Job.Status> statuses() {
        return runners.values().stream().map(JobRunner::status).toList();
    }

    /** Starts or pauses one. */
    public Job.Status control(Job.Name name, Job.Order order) {
        JobRunner runner = runners.get(name);
        if (runner == null) {
            throw new IllegalArgumentException("job " + name);
        }
        return runner.control(order);
    }

    /** Ends all where they are. */
    @Override
    public void close() {
        lock.lock();
        try {
            isClosing = true;
            closing.signalAll();
        } finally {
            lock.unlock();
        }
        census.close();
        runners.values().forEach(JobRunner::close);
        try {
            sweeper.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep() {
        try {
            while (!isClosingWithin(TimeUnit.MILLISECONDS.toNanos(sweepMillis))) {
                sweepOnce();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosingWithin(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (!isClosing && left > 0) {
                left = waits.await(closing, left);
            }
            return isClosing;
        } finally {
            lock.unlock();
        }
    }

    private void sweepOnce() {
        JobRunner runner = runners.get(Job.Name.GARBAGE);
        if (runner == null || runner.isPaused() || !isSweeping.getAsBoolean()) {
            return;
        }
        try {
            garbage.sweep();
        } catch (S3Failure later) {
            // Metadata or disk cannot now, which their own states tell; condemned blobs wait for the next sweep.
            log.atDebug().setCause(later).log("condemned blobs wait");
        } catch (RuntimeException bug) {
            log.atError().setCause(bug).log("sweep of condemned blobs failed");
        }
    }
}
