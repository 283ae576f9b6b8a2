package dfs.replication.jobs;

import dfs.core.name.BlobId;
import dfs.protocol.Bus;
import dfs.protocol.Consistency;
import dfs.protocol.metadata.Commit;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the jobs ask of the metadata about blobs. */
final class MetadataSide {

    /** Blobs in one question or commit. */
    static final int PAGE = 1000;

    private final Bus bus;

    MetadataSide(Bus bus) {
        this.bus = bus;
    }

    /** Of these blobs, those that something names. */
    Set<BlobId> named(List<BlobId> blobs) {
        return Set.copyOf(ask(new Query.FindNamedBlobs(blobs)));
    }

    Query.Page<BlobId> listNamed(Optional<BlobId> after) {
        return ask(new Query.ListNamedBlobs(after, PAGE));
    }

    Query.Page<BlobId> listCondemned(Optional<BlobId> after, long beforeMillis) {
        return ask(new Query.ListCondemned(after, beforeMillis, PAGE));
    }

    /**
     * Lets the metadata take back the names of what is gone, a page at a time so that nobody waits for it. Where nothing is gone nothing is
     * written: the disks of nodes that do nothing stay asleep.
     */
    void releaseAll() {
        if (!ask(new Query.FindLetGo())) {
            return;
        }
        int released;
        do {
            released = (Integer) commit(new Mutation.ReleaseParts(PAGE));
        } while (released == PAGE);
    }

    /** Condemns blobs that nothing names at the moment of the commit; the result holds them. */
    @SuppressWarnings("unchecked") // the result of a CondemnBlobs is a list of ids
    List<BlobId> condemn(List<BlobId> blobs) {
        return (List<BlobId>) commit(new Mutation.CondemnBlobs(blobs));
    }

    void bury(List<BlobId> blobs) {
        if (commit(new Mutation.BuryBlobs(blobs)) != Mutation.Done.DONE) {
            throw new IllegalStateException("a burial has another result than done");
        }
    }

    private <A> A ask(Query<A> query) {
        return bus.ask(new Read<>(query, Consistency.STRONG)).value();
    }

    private Object commit(Mutation<?> mutation) {
        return switch (bus.ask(Commit.of(mutation)).getFirst()) {
            case Outcome.Done<?> done -> done.result();
            case Outcome.Refused<?> refused -> throw refused.error().failure();
        };
    }
}
