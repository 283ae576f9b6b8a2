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
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    private static final Logger log = LoggerFactory.getLogger(PlaceIndex.class);

    private final Path folder;
    private final long storeId;
    private final ReentrantReadWriteLock openLock = new ReentrantReadWriteLock();
    private final ReentrantLock changes = new ReentrantLock();
    private final ConcurrentSkipListMap<Long, Tally> tallies = new ConcurrentSkipListMap<>();
    private final PlacesBeside beside = new PlacesBeside();
    /** Absent while it could not be opened again. */
    private Optional<IndexDatabase> database;

    private volatile Optional<IndexFault> fault = Optional.empty();
    /** Written under the lock: behind it the database is memory that was given back. */
    private boolean isClosed;

    private volatile boolean isReadOnly;
    /** Whether it was opened anew and does not know yet all that the segments hold. */
    private boolean isBehind;

    /** Opens the index of a store; where it is damaged or another store's, an empty one is made in its place. */
    PlaceIndex(Path folder, long storeId) throws RocksDBException {
        this.folder = folder;
        this.storeId = storeId;
        this.database = Optional.of(openAsCanBe(false));
        try {
            readTallies();
        } catch (S3Failure unreadable) {
            if (!replaceDamaged()) {
                database.ifPresent(IndexDatabase::close);
                throw unreadable;
            }
        }
    }

    /**
     * Makes an empty index in place of one whose damage showed only when it was read; to be called before others use it.
     *
     * @return whether there was damage
     */
    boolean replaceDamaged() throws RocksDBException {
        if (fault.filter(IndexFault::isDamaged).isEmpty()) {
            return false;
        }
        database.ifPresent(IndexDatabase::close);
        database = Optional.of(IndexDatabase.openOrMake(folder, storeId, true));
        isReadOnly = false;
        fault = Optional.empty();
        beside.clear();
        readTallies();
        return true;
    }

    private interface Use<T> {
        T of(IndexDatabase database) throws RocksDBException;
    }

    Optional<Place> find(BlobId id) {
        return look(open -> {
            Optional<Place> found = beside.find(id);
            return found.isPresent() ? found : placeIn(open, id);
        });
    }

    /** Blobs in order of their ids, after the one given. */
    List<Place.Of> list(Optional<BlobId> after, int max) {
        return look(open -> {
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

    /** Notes places in one segment, and that all of its records before {@code end} are in the index now; all or nothing. */
    void record(long segment, List<PlaceChange> added, long end) {
        change((batch, changed) -> {
            Map<BlobId, Optional<Place>> seen = new HashMap<>();
            for (PlaceChange each : added) {
                Optional<Place> old = seen.containsKey(each.id()) ? seen.get(each.id()) : placeOf(each.id());
                boolean isMovedMeanwhile =
                        each.onlyFrom().isPresent() && !each.onlyFrom().equals(old);
                if (isMovedMeanwhile || old.equals(Optional.of(each.place()))) {
                    continue;
                }
                old.ifPresent(place -> changed.update(place.segment(), tally -> tally.minus(place)));
                changed.update(segment, tally -> tally.plus(each.place()));
                batch.put(IndexKey.of(IndexKey.BLOB, each.id()), each.place().encode());
                if (each.place().kind() == Kind.FILE) {
                    batch.delete(IndexKey.of(IndexKey.UNLINK, each.id()));
                } else if (old.filter(place -> place.kind() == Kind.FILE).isPresent()) {
                    batch.put(IndexKey.of(IndexKey.UNLINK, each.id()), new byte[0]);
                }
                seen.put(each.id(), Optional.of(each.place()));
            }
            changed.update(segment, tally -> tally.upTo(end));
        });
    }

    /** Whether it was opened for reading only: what a segment holds goes {@link #recordBeside beside} it. */
    boolean isReadOnly() {
        return isReadOnly;
    }

    /** Notes a place in memory. */
    void recordBeside(BlobId id, Place place) {
        beside.put(id, place);
    }

    /** Notes how the store is left; the last change before it is closed. */
    void leave(CleanEnd end) {
        change((batch, changed) -> batch.put(IndexKey.end(), end.encode()));
    }

    /** How the last process left the store, if it did so in good order; once, and durably so. Empty where it takes no changes. */
    Optional<CleanEnd> takeUp() {
        if (isReadOnly) {
            return Optional.empty();
        }
        Optional<CleanEnd> left =
                look(open -> Optional.ofNullable(open.get(IndexKey.end())).map(CleanEnd::decode));
        if (left.isPresent()) {
            change((batch, changed) -> batch.delete(IndexKey.end()));
            flush();
        }
        return left;
    }

    /** Forgets blobs; those that are not there are no error. */
    void remove(List<BlobId> ids) {
        change((batch, changed) -> {
            for (BlobId id : ids.stream().distinct().toList()) {
                Optional<Place> old = placeOf(id);
                if (old.isPresent()) {
                    Place place = old.get();
                    batch.delete(IndexKey.of(IndexKey.BLOB, id));
                    if (place.kind() == Kind.FILE) {
                        batch.put(IndexKey.of(IndexKey.UNLINK, id), new byte[0]);
                    }
                    changed.update(place.segment(), tally -> tally.minus(place));
                }
            }
        });
    }

    /** Forgets a segment that holds no live blob and is gone. */
    void dropSegment(long segment) {
        change((batch, changed) -> batch.delete(IndexKey.of(segment)));
        tallies.remove(segment);
    }

    /** Blobs whose files are to be removed, at most {@code max}, once a {@link #flush} that begins now is through. */
    List<BlobId> unlinkable(int max) {
        return look(open -> {
            List<BlobId> ids = new ArrayList<>();
            try (RocksIterator rows = open.iterator()) {
                rows.seek(new byte[] {IndexKey.UNLINK});
                while (rows.isValid() && rows.key()[0] == IndexKey.UNLINK && ids.size() < max) {
                    ids.add(IndexKey.id(rows.key()));
                    rows.next();
                }
                rows.status();
            }
            return ids;
        });
    }

    /** Notes that files are removed. */
    void unlinked(List<BlobId> ids) {
        change((batch, changed) -> {
            for (BlobId id : ids) {
                batch.delete(IndexKey.of(IndexKey.UNLINK, id));
            }
        });
    }

    /** Returns when all changes made before are on disk. */
    void flush() {
        use(IndexDatabase::flush);
    }

    /**
     * Checks that changes are taken.
     *
     * @throws S3Failure where not
     */
    void requireChanges() {
        if (fault.isPresent()) {
            throw unavailable();
        }
    }

    /** What broke the index, until it is reopened. */
    Optional<IndexFault> fault() {
        return fault;
    }

    /**
     * Opens the index again after a fault, from what of it is on disk, or makes an empty one where that is damaged; then
     * lets {@code replay} bring it forward. Nobody else uses it meanwhile. Where it still cannot be opened but for reading,
     * reads go on and the fault stays.
     */
    void reopen(Runnable replay) throws RocksDBException {
        boolean isDamaged = fault.filter(IndexFault::isDamaged).isPresent();
        // What is open for reading only is read until the other one is there.
        Optional<IndexDatabase> next =
                isReadOnly ? Optional.of(IndexDatabase.openOrMake(folder, storeId, isDamaged)) : Optional.empty();
        openLock.writeLock().lock();
        try {
            Optional<IndexFault> before = fault;
            isBehind = true;
            database.ifPresent(IndexDatabase::close);
            database = next;
            isReadOnly = false;
            fault = Optional.empty();
            try {
                if (next.isEmpty()) {
                    database = Optional.of(openAsCanBe(isDamaged));
                }
                readTallies();
                replay.run();
                isBehind = false;
                if (!isReadOnly) {
                    beside.clear();
                }
            } finally {
                if (isBehind) {
                    fault = fault.or(() -> before);
                }
            }
        } finally {
            openLock.writeLock().unlock();
        }
    }

    /** Flushes, if it can, and closes; whoever comes later is told that the node stops. */
    @Override
    public void close() {
        openLock.writeLock().lock();
        try {
            if (fault.isEmpty() && !isClosed) {
                flush();
            }
        } catch (S3Failure notFlushed) {
            log.atWarn().setCause(notFlushed).log("index not flushed; the segments bring it forward at the next start");
        } finally {
            if (!isClosed) {
                isClosed = true;
                database.ifPresent(IndexDatabase::close);
            }
            openLock.writeLock().unlock();
        }
    }

    /** Opens for reading only where it cannot be opened for changes now. */
    private IndexDatabase openAsCanBe(boolean isDamaged) throws RocksDBException {
        try {
            return IndexDatabase.openOrMake(folder, storeId, isDamaged);
        } catch (RocksDBException e) {
            IndexDatabase open = IndexDatabase.openToRead(folder, storeId, e);
            fault = Optional.of(new IndexFault(e, false));
            isReadOnly = true;
            log.atError().setCause(e).addKeyValue("folder", folder).log("index is open for reading only");
            return open;
        }
    }

    private void readTallies() {
        Map<Long, Tally> read = look(open -> {
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
        void fill(WriteBatch batch, TallyChanges changed) throws RocksDBException;
    }

    private void change(Filling filling) {
        use(open -> {
            changes.lock();
            try (WriteBatch batch = new WriteBatch()) {
                TallyChanges changed = new TallyChanges(this::tally);
                filling.fill(batch, changed);
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

    /** The place of a blob, looked up while a change is made. */
    private Optional<Place> placeOf(BlobId id) throws RocksDBException {
        return placeIn(open(), id);
    }

    private static Optional<Place> placeIn(IndexDatabase open, BlobId id) throws RocksDBException {
        return Optional.ofNullable(open.get(IndexKey.of(IndexKey.BLOB, id))).map(Place::decode);
    }

    /** Looks something up. */
    private <T> T look(Use<T> use) {
        if (!openLock.readLock().tryLock()) {
            throw unavailable();
        }
        try {
            if (fault.filter(IndexFault::isDamaged).isPresent()
                    || (isBehind && !openLock.isWriteLockedByCurrentThread())) {
                throw unavailable();
            }
            return use.of(open());
        } catch (RocksDBException e) {
            IndexFault found = IndexFault.ofLook(e);
            log.atError().setCause(e).addKeyValue("folder", folder).log("index cannot be read");
            if (found.isDamaged()) {
                fault = Optional.of(found);
            }
            throw unavailable();
        } finally {
            openLock.readLock().unlock();
        }
    }

    private interface Step {
        void of(IndexDatabase database) throws RocksDBException;
    }

    /** Changes something. */
    private void use(Step step) {
        if (!openLock.readLock().tryLock()) {
            throw unavailable();
        }
        try {
            if (fault.isPresent()) {
                throw unavailable();
            }
            step.of(open());
        } catch (RocksDBException e) {
            log.atError().setCause(e).addKeyValue("folder", folder).log("index cannot be written");
            fault = Optional.of(IndexFault.ofChange(e));
            throw unavailable();
        } finally {
            openLock.readLock().unlock();
        }
    }

    private IndexDatabase open() {
        if (isClosed) {
            throw DiskHealth.closed();
        }
        return database.orElseThrow(this::unavailable);
    }

    private S3Failure unavailable() {
        return IndexFault.unavailable(fault);
    }
}
