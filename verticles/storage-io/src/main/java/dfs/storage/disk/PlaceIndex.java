package dfs.storage.disk;

import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.storage.format.RecordHeader.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * Which blob is where, ordered by id, and what each segment holds. It has no log of its own: a crash takes it back to an
 * earlier state, each change whole or not at all, from which the segments bring it forward again.
 *
 * <p>Where the disk takes no writes it is opened for reading only; what the segments hold beyond it is kept beside it in
 * memory until {@link #reopen} succeeds.
 *
 * <p>Safe for any number of threads. Where a change fails, no further one is taken until {@link #reopen} succeeded; lookups
 * go on unless the index is damaged.
 */
final class PlaceIndex implements AutoCloseable {

    private final IndexGuard guard;
    private final ReentrantLock changes = new ReentrantLock();
    private final ConcurrentSkipListMap<Long, Tally> tallies = new ConcurrentSkipListMap<>();
    private final PlacesBeside beside = new PlacesBeside();

    /** Opens the index of a store; where it is damaged or another store's, an empty one is made in its place. */
    PlaceIndex(Path folder, long storeId) throws RocksDBException {
        guard = new IndexGuard(folder, storeId);
        try {
            readTallies();
        } catch (S3Failure unreadable) {
            try {
                if (!replaceDamaged()) {
                    throw unreadable;
                }
            } catch (S3Failure | RocksDBException e) {
                guard.close();
                throw e;
            }
        }
    }

    Optional<Place> find(BlobId id) {
        return guard.look(open -> {
            Optional<Place> found = beside.find(id);
            return found.isPresent() ? found : placeIn(open, id);
        });
    }

    /** Blobs in order of their ids, after the one given. */
    List<Place.Of> list(Optional<BlobId> after, int max) {
        return guard.look(open -> {
            List<Place.Of> page = new ArrayList<>();
            try (RocksIterator rows = open.iterator()) {
                rows.seek(after.map(id -> IndexKey.of(IndexKey.BLOB, id)).orElse(new byte[] {IndexKey.BLOB}));
                while (rows.isValid() && rows.key()[0] == IndexKey.BLOB && page.size() < max) {
                    BlobId id = IndexKey.id(rows.key());
                    if (after.isEmpty() || !id.equals(after.get())) {
                        page.add(new Place.Of(id, Place.decode(rows.value())));
                    }
                    rows.next();
                }
                rows.status();
            }
            return beside.merge(page, after, max);
        });
    }

    /** What each segment holds, by number. */
    SortedMap<Long, Tally> tallies() {
        return tallies;
    }

    Tally tally(long segment) {
        return tallies.getOrDefault(segment, Tally.NONE);
    }

    /**
     * Notes places in one segment, and that all of its records before {@code end} are in the index now; all or nothing. A blob that has
     * a later place keeps that: a segment may be read again when another copy of the blob was written since.
     */
    void record(long segment, List<PlaceChange> added, long end) {
        change(rows -> {
            Map<BlobId, Optional<Place>> seen = new HashMap<>();
            for (PlaceChange each : added) {
                Optional<Place> old = seen.containsKey(each.id()) ? seen.get(each.id()) : rows.place(each.id());
                boolean isMovedMeanwhile =
                        each.onlyFrom().isPresent() && !each.onlyFrom().equals(old);
                if (isMovedMeanwhile || isOutdated(each.place(), old)) {
                    continue;
                }
                old.ifPresent(place -> rows.changed().update(place.segment(), tally -> tally.minus(place)));
                rows.changed().update(segment, tally -> tally.plus(each.place()));
                rows.batch()
                        .put(IndexKey.of(IndexKey.BLOB, each.id()), each.place().encode());
                if (each.place().kind() == Kind.FILE) {
                    rows.batch().delete(IndexKey.of(IndexKey.UNLINK, each.id()));
                } else if (old.filter(place -> place.kind() == Kind.FILE).isPresent()) {
                    rows.batch().put(IndexKey.of(IndexKey.UNLINK, each.id()), new byte[0]);
                }
                seen.put(each.id(), Optional.of(each.place()));
            }
            rows.changed().update(segment, tally -> tally.upTo(end));
        });
    }

    /** Whether it may not hold all that the store does: made empty, or brought forward without a segment, and be it by an earlier process. */
    boolean isLacking() {
        return guard.look(open -> open.get(IndexKey.lacking()) != null);
    }

    /** Notes whether it may not. */
    void noteLacking(boolean isLacking) {
        if (isLacking() != isLacking) {
            change(rows -> {
                if (isLacking) {
                    rows.batch().put(IndexKey.lacking(), new byte[0]);
                } else {
                    rows.batch().delete(IndexKey.lacking());
                }
            });
        }
    }

    /** Whether it was opened for reading only: what a segment holds goes {@link #recordBeside beside} it. */
    boolean isReadOnly() {
        return guard.isReadOnly();
    }

    /** Notes a place in memory, where no later one of the blob is known. */
    void recordBeside(BlobId id, Place place) {
        if (!isOutdated(place, find(id))) {
            beside.put(id, place);
        }
    }

    private static boolean isOutdated(Place place, Optional<Place> known) {
        return known.filter(it -> !it.isBefore(place)).isPresent();
    }

    /** Notes how the store is left; the last change before it is closed. */
    void leave(CleanEnd end) {
        change(rows -> rows.batch().put(IndexKey.end(), end.encode()));
    }

    /** How the last process left the store, if it did so in good order; once, and durably so. Empty where it takes no changes. */
    Optional<CleanEnd> takeUp() {
        if (guard.isReadOnly()) {
            return Optional.empty();
        }
        Optional<CleanEnd> left =
                guard.look(open -> Optional.ofNullable(open.get(IndexKey.end())).map(CleanEnd::decode));
        if (left.isPresent()) {
            change(rows -> rows.batch().delete(IndexKey.end()));
            flush();
        }
        return left;
    }

    /** Forgets blobs; those that are not there are no error. */
    void remove(List<BlobId> ids) {
        change(rows -> {
            for (BlobId id : ids.stream().distinct().toList()) {
                Optional<Place> old = rows.place(id);
                if (old.isPresent()) {
                    Place place = old.get();
                    rows.batch().delete(IndexKey.of(IndexKey.BLOB, id));
                    if (place.kind() == Kind.FILE) {
                        rows.batch().put(IndexKey.of(IndexKey.UNLINK, id), new byte[0]);
                    }
                    rows.changed().update(place.segment(), tally -> tally.minus(place));
                }
            }
        });
    }

    /** Forgets a segment that holds no live blob and is gone. */
    void dropSegment(long segment) {
        change(rows -> rows.batch().delete(IndexKey.of(segment)));
        tallies.remove(segment);
    }

    /** Those of the blobs whose files are to be removed once a {@link #flush} that begins now is through; at most {@code max}. */
    List<BlobId> unlinkable(int max, Predicate<BlobId> chosen) {
        return guard.look(open -> {
            List<BlobId> ids = new ArrayList<>();
            try (RocksIterator rows = open.iterator()) {
                rows.seek(new byte[] {IndexKey.UNLINK});
                while (rows.isValid() && rows.key()[0] == IndexKey.UNLINK && ids.size() < max) {
                    BlobId id = IndexKey.id(rows.key());
                    if (chosen.test(id)) {
                        ids.add(id);
                    }
                    rows.next();
                }
                rows.status();
            }
            return ids;
        });
    }

    /** Whether the file of this blob is to be removed. */
    boolean isUnlinkable(BlobId id) {
        return guard.look(open -> open.get(IndexKey.of(IndexKey.UNLINK, id)) != null);
    }

    /** Notes that files are removed. */
    void unlinked(List<BlobId> ids) {
        change(rows -> {
            for (BlobId id : ids) {
                rows.batch().delete(IndexKey.of(IndexKey.UNLINK, id));
            }
        });
    }

    /** Returns when all changes made before are on disk. */
    void flush() {
        guard.change(IndexDatabase::flush);
    }

    /**
     * Checks that changes are taken.
     *
     * @throws S3Failure where not
     */
    void requireChanges() {
        guard.requireChanges();
    }

    /** Has {@code told} run after each fault that is found, on the thread that found it: whoever repairs may be asleep. */
    void whenFaulty(Runnable told) {
        guard.whenFaulty(told);
    }

    /** What broke the index, until it is reopened. */
    Optional<IndexFault> fault() {
        return guard.fault();
    }

    /**
     * As {@link IndexGuard#replaceDamaged}.
     *
     * @return whether it is another one, to be brought forward
     */
    boolean replaceDamaged() throws RocksDBException {
        if (!guard.replaceDamaged()) {
            return false;
        }
        beside.clear();
        try {
            readTallies();
        } catch (S3Failure unreadable) {
            if (!guard.replaceDamaged()) {
                throw unreadable;
            }
            readTallies();
        }
        return true;
    }

    /** Opens the index again after a fault, see {@link IndexGuard#reopen}; then lets {@code replay} bring it forward. */
    void reopen(Runnable replay) throws RocksDBException {
        guard.reopen(() -> {
            readTallies();
            replay.run();
            if (!guard.isReadOnly()) {
                beside.clear();
            }
        });
    }

    /** Flushes, if it can, and closes; whoever comes later is told that the node stops. */
    @Override
    public void close() {
        guard.close();
    }

    private void readTallies() {
        Map<Long, Tally> read = guard.look(open -> {
            Map<Long, Tally> rows = new HashMap<>();
            try (RocksIterator each = open.iterator()) {
                each.seek(new byte[] {IndexKey.SEGMENT});
                while (each.isValid() && each.key()[0] == IndexKey.SEGMENT) {
                    rows.put(IndexKey.segment(each.key()), Tally.decode(each.value()));
                    each.next();
                }
                each.status();
            }
            return rows;
        });
        tallies.clear();
        tallies.putAll(read);
    }

    @FunctionalInterface
    private interface Filling {
        void fill(Rows rows) throws RocksDBException;
    }

    /**
     * A change while it is made.
     *
     * @param open what is there
     * @param batch what is to be
     * @param changed the tallies that are to be
     */
    private record Rows(IndexDatabase open, WriteBatch batch, TallyChanges changed) {
        Optional<Place> place(BlobId id) throws RocksDBException {
            return placeIn(open, id);
        }
    }

    private void change(Filling filling) {
        guard.change(open -> {
            changes.lock();
            try (WriteBatch batch = new WriteBatch()) {
                TallyChanges changed = new TallyChanges(this::tally);
                filling.fill(new Rows(open, batch, changed));
                for (Map.Entry<Long, Tally> each : changed.bySegment().entrySet()) {
                    batch.put(IndexKey.of(each.getKey()), each.getValue().encode());
                }
                open.write(batch);
                tallies.putAll(changed.bySegment());
            } finally {
                changes.unlock();
            }
        });
    }

    private static Optional<Place> placeIn(IndexDatabase open, BlobId id) throws RocksDBException {
        return Optional.ofNullable(open.get(IndexKey.of(IndexKey.BLOB, id))).map(Place::decode);
    }
}
