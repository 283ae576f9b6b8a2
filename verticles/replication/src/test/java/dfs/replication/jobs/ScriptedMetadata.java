package dfs.replication.jobs;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.name.BlobId;
import dfs.core.record.Revisions;
import dfs.protocol.Address;
import dfs.protocol.Bus;
import dfs.protocol.metadata.Commit;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The metadata as far as blobs go, by the rules of {@link Mutation}; something may happen before and after each answer. */
public final class ScriptedMetadata {

    final NavigableSet<BlobId> named = new TreeSet<>();
    final NavigableMap<BlobId, When> condemned = new TreeMap<>();
    /** Happens around every answer. */
    Runnable meanwhile = () -> {};

    private final InstantSource clock;
    private long revision;
    private long buriedRevision;

    /** When a blob was condemned: the time to list it by, and for garbage the revision, else 0. */
    record When(long millis, long revision) {}

    /** Judges by {@code clock}. */
    public ScriptedMetadata(InstantSource clock) {
        this.clock = clock;
    }

    /** Answers over {@code bus}. */
    public void serve(Bus bus) {
        bus.serve(Address.METADATA_READ, Read.class, this::read);
        bus.serve(Address.METADATA_COMMIT, Commit.class, this::commit);
    }

    /** Names a blob for the first time, if it may be; false where the commit is refused. */
    public boolean name(BlobId id, long bornAfter) {
        return !condemned.containsKey(id) && bornAfter >= buriedRevision && named.add(id);
    }

    /** The revision now. */
    public long revision() {
        return revision;
    }

    /** Takes the last name away. */
    public void unname(BlobId id) {
        if (named.remove(id)) {
            condemned.put(id, new When(clock.millis(), 0));
        }
    }

    private Read.Answer<Object> read(Read<?> question) {
        meanwhile.run();
        Object value = switch (question.query()) {
            case Query.FindNamedBlobs(List<BlobId> blobs) ->
                blobs.stream().filter(named::contains).toList();
            case Query.ListNamedBlobs(Optional<BlobId> after, int max) -> page(named, after, max);
            case Query.FindLetGo() -> false;
            case Query.ListCondemned(Optional<BlobId> after, long before, int max) -> {
                NavigableSet<BlobId> old = new TreeSet<>(condemned.keySet());
                old.removeIf(id -> condemned.get(id).millis() >= before);
                yield page(old, after, max);
            }
            case Query<?> other -> throw new IllegalStateException(other.toString());
        };
        meanwhile.run();
        return new Read.Answer<>(value, Revisions.of(0, 1), question.consistency());
    }

    private static Query.Page<BlobId> page(NavigableSet<BlobId> all, Optional<BlobId> after, int max) {
        List<BlobId> rest = List.copyOf(after.map(id -> all.tailSet(id, false)).orElse(all));
        return new Query.Page<>(rest.subList(0, Math.min(max, rest.size())), rest.size() > max);
    }

    private List<Outcome<?>> commit(Commit question) {
        meanwhile.run();
        List<Outcome<?>> outcomes = new ArrayList<>();
        for (Mutation<?> mutation : question.mutations()) {
            outcomes.add(
                    switch (mutation) {
                        case Mutation.CondemnBlobs(List<BlobId> blobs) -> new Outcome.Done<>(condemn(blobs), 1);
                        case Mutation.BuryBlobs(List<BlobId> blobs) -> {
                            blobs.forEach(this::bury);
                            yield new Outcome.Done<>(Mutation.Done.DONE, 1);
                        }
                        case Mutation<?> other -> new Outcome.Refused<>(S3Error.of(ErrorCode.NOT_IMPLEMENTED));
                    });
        }
        meanwhile.run();
        return outcomes;
    }

    private List<BlobId> condemn(List<BlobId> blobs) {
        List<BlobId> unnamed = blobs.stream()
                .filter(id -> !named.contains(id) && (!condemned.containsKey(id) || isGarbage(id)))
                .toList();
        When when = new When(clock.millis() + Mutation.CondemnBlobs.REMEMBERED_MILLIS, ++revision);
        unnamed.forEach(id -> condemned.putIfAbsent(id, when));
        return unnamed;
    }

    private boolean isGarbage(BlobId id) {
        return condemned.get(id).revision() > 0;
    }

    private void bury(BlobId id) {
        When when = condemned.remove(id);
        if (when != null) {
            buriedRevision = Math.max(buriedRevision, when.revision());
        }
    }
}
