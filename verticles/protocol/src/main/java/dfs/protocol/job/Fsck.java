package dfs.protocol.job;

import dfs.protocol.Address;
import dfs.protocol.Ask;
import java.util.List;

/** A census of every replica of every blob, and the questions about it. */
public final class Fsck {

    private Fsck() {}

    /** How a census stands. */
    public enum State {
        /** None was taken since the node started. */
        NONE,
        /** It is being taken. */
        RUNNING,
        /** It was taken to its end. */
        DONE,
        /** It could not be taken to its end. */
        FAILED
    }

    /**
     * What was found on one node.
     *
     * @param nodeId its name
     * @param isReachable whether it answered all that it was asked
     * @param expectedBlobs how many blobs it should keep
     * @param missingBlobs how many of these it does not have
     * @param damagedBlobs how many of these are known not to be what was written, or are not of the length that they have elsewhere
     * @param surplusBlobs named ones that it has and need not keep
     * @param unnamedBlobs those that nothing names: garbage, or uploads under way
     * @param soleBlobs named ones that were found on no other node, and so may be lost with this one; of a node that does not answer, those
     *     that were found nowhere
     * @param findings what is missing or damaged and what would be done, at most 100
     */
    public record NodeReport(
            String nodeId,
            boolean isReachable,
            long expectedBlobs,
            long missingBlobs,
            long damagedBlobs,
            long surplusBlobs,
            long unnamedBlobs,
            long soleBlobs,
            List<String> findings) {
        /** Copies the list. */
        public NodeReport {
            findings = List.copyOf(findings);
        }
    }

    /**
     * A census.
     *
     * @param state how it stands
     * @param isDeep whether every byte is read and checked, and not only what is there and how long it is
     * @param isHealthy whether it was taken to its end, all nodes answered, and each has all that it should, undamaged
     * @param namedBlobs how many blobs the metadata names, as far as it has come
     * @param startedMillis when it began, milliseconds since 1970; 0 where there is none
     * @param finishedMillis when it ended; 0 while it runs
     * @param nodes what was found on each node
     * @param failure why it could not be taken to its end; empty where it was
     */
    public record Report(
            State state,
            boolean isDeep,
            boolean isHealthy,
            long namedBlobs,
            long startedMillis,
            long finishedMillis,
            List<NodeReport> nodes,
            String failure) {

        /** There is none. */
        public static final Report NONE = new Report(State.NONE, false, false, 0, 0, 0, List.of(), "");

        /** Copies the list. */
        public Report {
            nodes = List.copyOf(nodes);
        }
    }

    /**
     * Asks the node to take a census, unless it does already; answers how that stands.
     *
     * @param isDeep whether every byte is to be read and checked
     */
    public record Start(boolean isDeep) implements Ask<Report> {
        @Override
        public Address address() {
            return Address.JOBS;
        }
    }

    /** Asks for the census that is being taken, or the last one. */
    public record Find() implements Ask<Report> {
        @Override
        public Address address() {
            return Address.JOBS;
        }
    }
}
