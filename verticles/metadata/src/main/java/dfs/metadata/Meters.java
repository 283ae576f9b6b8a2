package dfs.metadata;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.function.Supplier;

/** The meters of the metadata. */
public final class Meters {

    private final Timer commits;
    private final Timer reads;
    private final DistributionSummary batches;

    /** Registers the meters, under {@code tags}; {@code waiting} tells how many commits wait. */
    public Meters(MeterRegistry registry, Tags tags, Supplier<Number> waiting) {
        commits = Timer.builder("dfs.metadata.commit.duration")
                .description("Time from a commit's arrival to its being durable and applied")
                .tags(tags)
                .register(registry);
        reads = Timer.builder("dfs.metadata.read.duration")
                .description("Time of a query")
                .tags(tags)
                .register(registry);
        batches = DistributionSummary.builder("dfs.metadata.batch.mutations")
                .description("Mutations packed into one log entry")
                .tags(tags)
                .register(registry);
        Gauge.builder("dfs.metadata.commits.waiting", waiting)
                .description("Commits that wait to be packed")
                .tags(tags)
                .register(registry);
    }

    /** Times a commit. */
    public <A> A commit(Supplier<A> work) {
        return commits.record(work);
    }

    /** Times a query. */
    public <A> A read(Supplier<A> work) {
        return reads.record(work);
    }

    /** Counts a packed batch. */
    public void batch(int mutations) {
        batches.record(mutations);
    }
}
