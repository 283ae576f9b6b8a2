package dfs.replication.jobs;

import java.util.function.LongSupplier;

/**
 * How fast a run may read: no faster than a rate, and never more than a quarter of the time. Where others use the disk too
 * a read takes longer, and so does the rest after it: the run yields to them.
 */
final class Pace {

    private static final int RESTS_PER_READ = 3;

    /** Rests shorter than what so many bytes ask for are put together. */
    private static final long REST_BYTES = 1L << 20;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final long bytesPerSecond;
    private final LongSupplier nanos;
    private final Run run;
    private long bytes;
    private long began;

    /** Paces {@code run}, whose first read begins now. */
    Pace(long bytesPerSecond, LongSupplier nanos, Run run) {
        this.bytesPerSecond = bytesPerSecond;
        this.nanos = nanos;
        this.run = run;
        this.began = nanos.getAsLong();
    }

    /** Notes that so many bytes were read, and rests if it is time to. */
    void read(long count) {
        bytes += count;
        if (bytes < REST_BYTES) {
            return;
        }
        long took = nanos.getAsLong() - began;
        long atRate = bytes * NANOS_PER_SECOND / bytesPerSecond;
        run.rest(Math.max(atRate - took, took * RESTS_PER_READ));
        bytes = 0;
        began = nanos.getAsLong();
    }
}
