package dfs.replication.copies;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The lanes of one write, and whether a quorum can still be made of them. All of it is guarded by the lock of the writer it belongs to.
 *
 * @param all of them, in the order in which they are to be read from
 * @param quorum how many must be durable
 * @param isMember whether the node of a replica is one of the cluster now
 */
record Lanes(List<Lane> all, int quorum, Predicate<Replica> isMember) {

    Lanes {
        all = List.copyOf(all);
    }

    List<Lane> in(Lane.State state) {
        return all.stream().filter(lane -> lane.state() == state).toList();
    }

    int count(Lane.State state) {
        return in(state).size();
    }

    /** Nodes that were taken out of the cluster since the write began keep nothing for it. */
    void leaveOutStrangers() {
        S3Failure why = new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, "it was taken out of the cluster");
        all.stream()
                .filter(lane -> lane.state() != Lane.State.OUT && !isMember.test(lane.replica()))
                .forEach(lane -> lane.out(why));
    }

    boolean isQuorumDurable() {
        return count(Lane.State.DURABLE) >= quorum;
    }

    /**
     * Says whether a quorum may still come.
     *
     * @throws S3Failure where it will not: too many are out, or those that are left are all behind, and nobody has what they miss
     */
    void requireQuorum() {
        boolean isSomebodyAhead = count(Lane.State.RUNNING) + count(Lane.State.DURABLE) > 0;
        if (!isSomebodyAhead || all.size() - count(Lane.State.OUT) < quorum) {
            throw noQuorum();
        }
    }

    /** A full disk is told as such where that is what keeps the quorum away; all else is that nodes cannot be reached. */
    S3Failure noQuorum() {
        List<Lane> away = all.stream().filter(lane -> lane.why().isPresent()).toList();
        String reasons = away.isEmpty()
                ? "they are too slow"
                : away.stream()
                        .map(lane -> "node " + lane.replica().nodeId() + ": "
                                + lane.why().map(why -> why.error().message()).orElse(""))
                        .collect(Collectors.joining("; "));
        boolean isFull = away.stream()
                        .flatMap(lane -> lane.why().stream())
                        .map(S3Failure::code)
                        .filter(code -> code == ErrorCode.INSUFFICIENT_STORAGE)
                        .count()
                > all.size() - quorum;
        return S3Error.of(
                        isFull ? ErrorCode.INSUFFICIENT_STORAGE : ErrorCode.SERVICE_UNAVAILABLE,
                        "The bytes cannot be kept on " + quorum + " nodes now (" + reasons
                                + "), and nothing was written. Bring these nodes back, or retry later.")
                .failure();
    }
}
