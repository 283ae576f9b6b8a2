package dfs.protocol.job;

import dfs.protocol.Address;
import dfs.protocol.Ask;
import java.util.List;

/** Background work and the questions about it. */
public final class Job {

    private Job() {}

    /** What work there is. */
    public enum Name {
        /** Reads every blob and checks its bytes. */
        SCRUB,
        /** Compares blobs kept with blobs named, and deletes what nothing names. */
        GARBAGE,
        /** Rewrites segments whose deleted space is worth it. */
        COMPACTION,
        /** Gets from other nodes the blobs that are missing or damaged here. */
        REPAIR
    }

    /** What a job does at the moment. */
    public enum State {
        /** Waits for its next turn. */
        IDLE,
        /** Works. */
        RUNNING,
        /** Was paused, and stays so until it is started. */
        PAUSED
    }

    /**
     * How a job stands.
     *
     * @param name which
     * @param state what it does
     * @param doneBlobs blobs looked at in the current or last run
     * @param doneBytes bytes looked at in the current or last run
     * @param totalBlobs blobs the current or last run was to look at, as far as known
     * @param findings what it found wrong or took away in the current or last run, newest last, at most 100
     * @param findingsCount how many findings there were in all
     * @param startedMillis when the current or last run began, milliseconds since 1970; 0 for never
     * @param finishedMillis when the last run ended; 0 for never
     * @param nextMillis when the next run begins by itself; 0 for not
     */
    public record Status(
            Name name,
            State state,
            long doneBlobs,
            long doneBytes,
            long totalBlobs,
            List<String> findings,
            long findingsCount,
            long startedMillis,
            long finishedMillis,
            long nextMillis) {
        /** Copies the list. */
        public Status {
            findings = List.copyOf(findings);
        }
    }

    /** Asks how all jobs stand. */
    public record ListJobs() implements Ask<List<Status>> {
        @Override
        public Address address() {
            return Address.JOBS;
        }

        @Override
        public boolean isRead() {
            return true;
        }
    }

    /** What can be ordered. */
    public enum Order {
        /** Run now, also when paused. */
        START,
        /** Stop where it is, until started. */
        PAUSE
    }

    /** Orders a job to start or pause; answers how it stands then. */
    public record Control(Name name, Order order) implements Ask<Status> {
        @Override
        public Address address() {
            return Address.JOBS;
        }
    }
}
