package dfs.replication.jobs;

import dfs.core.error.S3Failure;
import dfs.protocol.Bus;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.job.Job;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The background work of a store: each job on a thread of its own, and the sweep of condemned blobs beside them. */
public final class Jobs implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Jobs.class);

    private final Map<Job.Name, JobRunner> runners = new EnumMap<>(Job.Name.class);
    private final Garbage garbage;
    private final long sweepMillis;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread sweeper = Thread.ofVirtual().name("dfs-sweep").unstarted(this::sweep);

    /** Prepares the jobs; none runs before {@link #start}. */
    public Jobs(
            Bus bus, BlobStore store, JobPlan plan, Bookmark scrubbed, InstantSource clock, MeterRegistry registry) {
        MetadataSide metadata = new MetadataSide(bus);
        JobMeters meters = new JobMeters(registry);
        garbage = new Garbage(store, metadata, plan.garbageGrace(), plan.readGrace(), clock, meters);
        sweepMillis = plan.sweepInterval().toMillis();
        Scrub scrub = new Scrub(store, metadata, scrubbed, plan.scrubBytesPerSecond(), clock, meters);
        long firstScrub = scrub.firstMillis(plan.scrubInterval().toMillis());
        Work compaction = new Compaction(store, meters);
        runners.put(Job.Name.SCRUB, new JobRunner(Job.Name.SCRUB, plan.scrubInterval(), firstScrub, scrub, clock));
        runners.put(Job.Name.GARBAGE, new JobRunner(Job.Name.GARBAGE, plan.garbageInterval(), garbage, clock));
        runners.put(
                Job.Name.COMPACTION, new JobRunner(Job.Name.COMPACTION, plan.compactionInterval(), compaction, clock));
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
        closing.countDown();
        runners.values().forEach(JobRunner::close);
        try {
            sweeper.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep() {
        try {
            while (!closing.await(sweepMillis, TimeUnit.MILLISECONDS)) {
                sweepOnce();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweepOnce() {
        JobRunner runner = runners.get(Job.Name.GARBAGE);
        if (runner == null || runner.isPaused()) {
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
