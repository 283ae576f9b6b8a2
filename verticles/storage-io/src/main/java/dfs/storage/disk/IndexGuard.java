package dfs.storage.disk;

import dfs.core.error.S3Failure;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database of an index, and whether it can be used: after a change that failed it takes none, and where it is damaged it is not read
 * either, until it is opened again. A file of it that cannot be read has it opened again, and is damage where that did not help. Where the
 * disk takes no writes it is opened for reading only. Safe for any number of threads.
 */
final class IndexGuard implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(IndexGuard.class);

    private final Path folder;
    private final long storeId;
    private final ReentrantReadWriteLock openLock = new ReentrantReadWriteLock();
    /** Absent while it could not be opened again. */
    private Optional<IndexDatabase> database;

    private volatile Optional<IndexFault> fault = Optional.empty();
    private volatile Runnable whenFaulty = () -> {};
    /** Written under the lock: behind it the database is memory that was given back. */
    private boolean isClosed;

    private volatile boolean isReadOnly;
    /** Whether it was opened anew because it could not be read: the next read that fails is damage. */
    private volatile boolean isReopenedToRead;

    /** Whether it was opened anew and does not know yet all that the segments hold. */
    private boolean isBehind;

    /** Opens the index of a store; where it is damaged or another store's, an empty one is made in its place. */
    IndexGuard(Path folder, long storeId) throws RocksDBException {
        this.folder = folder;
        this.storeId = storeId;
        this.database = Optional.of(openAsCanBe(false));
    }

    /** A look at the database. */
    interface Use<T> {
        T of(IndexDatabase database) throws RocksDBException;
    }

    /** A change of it. */
    interface Step {
        void of(IndexDatabase database) throws RocksDBException;
    }

    /** Whether it was opened for reading only. */
    boolean isReadOnly() {
        return isReadOnly;
    }

    /** What broke it, until it is opened again. */
    Optional<IndexFault> fault() {
        return fault;
    }

    /** Has {@code told} run after each fault that is found, on the thread that found it. */
    void whenFaulty(Runnable told) {
        whenFaulty = told;
    }

    private IndexFault judged(IndexFault found) {
        return found.isUnreadable() && isReopenedToRead && !isReadOnly ? found.damaged() : found;
    }

    private void broken(IndexFault found) {
        fault = Optional.of(found);
        whenFaulty.run();
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

    /** Looks something up. */
    <T> T look(Use<T> use) {
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
            IndexFault found = judged(IndexFault.ofLook(e));
            log.atError().setCause(e).addKeyValue("folder", folder).log("index cannot be read");
            if (found.isDamaged() || (found.isUnreadable() && !isReadOnly)) {
                broken(found);
            }
            throw unavailable();
        } finally {
            openLock.readLock().unlock();
        }
    }

    /** Changes something. */
    void change(Step step) {
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
            broken(judged(IndexFault.ofChange(e)));
            throw unavailable();
        } finally {
            openLock.readLock().unlock();
        }
    }

    /**
     * Puts an empty database in the place of one whose damage showed only when it was read, or that could not be read for the second time; after
     * the first it is opened again, as that may pass. To be called before others use it.
     *
     * @return whether it is another one, to be brought forward
     */
    boolean replaceDamaged() throws RocksDBException {
        if (fault.filter(found -> found.isDamaged() || (found.isUnreadable() && !isReadOnly))
                .isEmpty()) {
            return false;
        }
        boolean isDamaged = fault.filter(IndexFault::isDamaged).isPresent();
        database.ifPresent(IndexDatabase::close);
        database = Optional.of(IndexDatabase.openOrMake(folder, storeId, isDamaged));
        isReopenedToRead = !isDamaged;
        isReadOnly = false;
        fault = Optional.empty();
        return true;
    }

    /**
     * Opens it again after a fault, from what of it is on disk, or makes an empty one where that is damaged; then lets {@code forward} bring
     * it up to date. Nobody else uses it meanwhile. Where it still cannot be opened but for reading, reads go on and the fault stays.
     */
    void reopen(Runnable forward) throws RocksDBException {
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
            isReopenedToRead =
                    !isDamaged && before.filter(IndexFault::isUnreadable).isPresent();
            try {
                if (next.isEmpty()) {
                    database = Optional.of(openAsCanBe(isDamaged));
                }
                forward.run();
                isBehind = false;
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
                change(IndexDatabase::flush);
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
