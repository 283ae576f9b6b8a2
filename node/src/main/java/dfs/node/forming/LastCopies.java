package dfs.node.forming;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.protocol.Bus;
import dfs.protocol.cluster.Member;
import dfs.protocol.job.Fsck;
import dfs.protocol.job.Fsck.NodeReport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Sees to it that no node is taken out which may be the last to keep something: by a census of what the members keep. Used by one thread at a time. */
final class LastCopies {

    /** A census that takes longer is asked about again. */
    private static final Duration LIMIT = Duration.ofSeconds(25);

    private static final Duration LOOK = Duration.ofMillis(100);

    /** What was found longer ago says nothing any more. */
    private static final Duration FRESH = Duration.ofMinutes(10);

    private final Bus bus;
    private Optional<Begun> begun = Optional.empty();

    /**
     * The census that was begun for a removal and not judged yet.
     *
     * @param members of these
     * @param startedMillis which one it is
     * @param nanos when it was begun
     */
    private record Begun(List<Member> members, long startedMillis, long nanos) {}

    /** Has censuses taken over {@code bus}. */
    LastCopies(Bus bus) {
        this.bus = bus;
    }

    /**
     * Takes a census, and checks that all it names is on other nodes too.
     *
     * @param members who the members are now
     * @throws S3Failure {@code OperationAborted} where something may be nowhere else; {@code ServiceUnavailable} where the census is still
     *     being taken, or failed
     */
    void requireNone(String nodeId, List<Member> members) {
        if (members.stream().noneMatch(member -> member.nodeId().equals(nodeId) && member.keepsBytes())) {
            return;
        }
        Fsck.Report census = census(members);
        if (census.state() != Fsck.State.DONE) {
            throw new S3Failure(
                    ErrorCode.SERVICE_UNAVAILABLE,
                    "No node was taken out: the census that comes first was not taken to its end (" + census.failure()
                            + "). Retry, or take it out with force where it is gone for good with all that it kept.");
        }
        long sole = census.nodes().stream()
                .filter(node -> node.nodeId().equals(nodeId))
                .mapToLong(NodeReport::soleBlobs)
                .sum();
        if (sole > 0) {
            throw new S3Failure(
                    ErrorCode.OPERATION_ABORTED,
                    "Node " + nodeId + " was not taken out: a census found " + sole
                            + " blobs on no other node. Wait until others have them (dfs fsck shows them as SOLE), or, where it is gone for"
                            + " good, take it out with force: they are lost then.");
        }
    }

    /** The census that was begun for these members, when it has ended: no other one counts, which other members may have been there for. */
    private Fsck.Report census(List<Member> members) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        begun = begun.filter(
                each -> each.members().equals(members) && System.nanoTime() - each.nanos() < FRESH.toNanos());
        while (System.nanoTime() < deadline) {
            Fsck.Report now = bus.ask(new Fsck.Find());
            if (now.state() != Fsck.State.RUNNING) {
                if (begun.filter(each -> each.startedMillis() == now.startedMillis())
                        .isPresent()) {
                    begun = Optional.empty();
                    return now;
                }
                long started = bus.ask(new Fsck.Start(false)).startedMillis();
                begun = Optional.of(new Begun(members, started, System.nanoTime()));
            }
            pause();
        }
        throw new S3Failure(
                ErrorCode.SERVICE_UNAVAILABLE,
                "No node was taken out yet: the census that comes first is still being taken. Retry when dfs fsck is done.");
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, "The node is stopping; no node was taken out.");
        }
    }
}
