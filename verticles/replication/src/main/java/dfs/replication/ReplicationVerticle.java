package dfs.replication;

import dfs.protocol.Address;
import dfs.protocol.Bus;
import dfs.protocol.job.Fsck;
import dfs.protocol.job.Job;
import dfs.replication.copies.ReplicatedBlobStore;
import dfs.replication.jobs.Bookmark;
import dfs.replication.jobs.JobPlan;
import dfs.replication.jobs.Jobs;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.BooleanSupplier;

/** Runs the background work of a store, and answers the questions of {@link Job} and {@link Fsck}. */
public final class ReplicationVerticle extends VerticleBase {

    private final Bus bus;
    private final Jobs jobs;

    /**
     * Works on {@code store} and the metadata behind {@code bus}.
     *
     * @param plan when background work runs, and how hard
     * @param scrubbed where the scrub stands
     * @param clocks the time
     * @param isSweeping whether this node is the one that deletes what is condemned: the leader of the metadata
     * @param registry where it counts
     */
    public ReplicationVerticle(
            Bus bus,
            ReplicatedBlobStore store,
            JobPlan plan,
            Bookmark scrubbed,
            Clocks clocks,
            BooleanSupplier isSweeping,
            MeterRegistry registry) {
        this.bus = bus;
        this.jobs = new Jobs(bus, store, plan, scrubbed, clocks, isSweeping, registry);
    }

    @Override
    public Future<?> start() {
        bus.serve(Address.JOBS, Job.ListJobs.class, question -> jobs.statuses());
        bus.serve(Address.JOBS, Job.Control.class, order -> jobs.control(order.name(), order.order()));
        bus.serve(Address.JOBS, Fsck.Start.class, question -> jobs.startCensus(question.isDeep()));
        bus.serve(Address.JOBS, Fsck.Find.class, question -> jobs.census());
        jobs.start();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        return vertx.executeBlocking(() -> {
            jobs.close();
            return true;
        });
    }
}
