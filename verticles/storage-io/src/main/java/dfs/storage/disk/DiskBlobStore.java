package dfs.storage.disk;

import dfs.core.ByteBudget;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.blob.BlobWriter;
import dfs.protocol.health.ComponentState;
import dfs.storage.format.StoreFormat;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps blobs in a folder of a local disk: short ones in segments, long ones in files of their own, each synced before it
 * is acknowledged and checked whenever it is read.
 *
 * <p>Deletions are on disk when {@link #delete} returns, in the index alone: where the index is lost, deleted blobs whose
 * segments were not compacted yet come back, as blobs that nothing names, for the next census to delete again.
 */
public final class DiskBlobStore implements BlobStore, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DiskBlobStore.class);

    /** A blob that compaction moves again and again while it is opened: no disk is so fast. */
    private static final int OPEN_TRIES_MAX = 100;

    /** An index is opened once more, and then made again, before a start gives up. */
    private static final int RECOVERIES_MAX = 3;

    private final Disk disk;
    private final BlobFolder folder;
    private final FolderLock lock;
    private final PlaceIndex index;
    private final OpenFiles openFiles;
    private final DiskHealth health;
    private final Damage damage = new Damage();
    private final SegmentLog segmentLog;
    private final Compaction compaction;
    private final Verification verification;
    private final ExecutorService diskThreads;
    private final DiskBlobWriter.Parts writers;
    private final DiskBlobReader.Parts readers;

    /**
     * Opens the store in {@code root}, or makes one where there is none.
     *
     * @param disk how the folder is reached
     * @param limits what the store may use
     * @param clock the time
     * @param random of what nobody should guess
     * @param registry where it counts
     * @throws IllegalStateException where another process uses the folder, or its format is not known
     */
    public static DiskBlobStore open(
            Path root,
            Disk disk,
            StoreLimits limits,
            InstantSource clock,
            RandomGenerator random,
            MeterRegistry registry)
            throws IOException {
        BlobFolder folder = new BlobFolder(root);
        disk.createFolder(root);
        FolderLock lock = FolderLock.take(folder);
        try {
            return new DiskBlobStore(folder, lock, disk, limits, clock, random, registry);
        } catch (RocksDBException e) {
            lock.close();
            throw new IOException("the index in " + folder.index() + " cannot be opened: " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private DiskBlobStore(
            BlobFolder folder,
            FolderLock lock,
            Disk disk,
            StoreLimits limits,
            InstantSource clock,
            RandomGenerator random,
            MeterRegistry registry)
            throws IOException, RocksDBException {
        this.folder = folder;
        this.lock = lock;
        this.disk = disk;
        StoreFormat format = new FormatFile(disk, folder).readOrMake(random);
        this.index = new PlaceIndex(folder.index(), format.storeId());
        try {
            health = new DiskHealth(disk, folder, limits.reserveBytes(), clock);
            openFiles = new OpenFiles(disk, limits.openFilesMax());
            BlockCheck blocks = new BlockCheck();
            StoreMeters meters = new StoreMeters(registry, damage);
            Recovery recovery = new Recovery(disk, folder, index, damage, blocks);
            Recovery.Found found = recover(recovery);
            SegmentSequence segments = new SegmentSequence(disk, folder, limits.segmentBytesMax(), health, random);
            BlobFiles files = new BlobFiles(disk, folder, openFiles, found.isClean());
            segmentLog = new SegmentLog(
                    new SegmentLog.Parts(
                            index,
                            segments,
                            files,
                            new FileRemoval(disk, folder, openFiles, index, health, clock),
                            health,
                            recovery,
                            clock,
                            meters),
                    found);
            compaction = new Compaction(disk, folder, index, openFiles, segmentLog, blocks, damage, health);
            verification = new Verification(folder, openFiles, blocks);
            diskThreads = Executors.newFixedThreadPool(
                    limits.diskThreads(),
                    Thread.ofPlatform().name("dfs-disk-", 0).daemon().factory());
            writers = new DiskBlobWriter.Parts(
                    disk,
                    folder,
                    limits,
                    new ByteBudget(limits.bufferBytesMax()),
                    diskThreads,
                    segmentLog,
                    health,
                    meters);
            readers = new DiskBlobReader.Parts(blocks, damage, health, meters);
        } catch (IOException | RuntimeException | RocksDBException e) {
            index.close();
            throw e;
        }
    }

    /** Brings the index forward; where that finds it damaged, it is made again from the segments, which hold all of it. */
    private Recovery.Found recover(Recovery recovery) throws IOException, RocksDBException {
        for (int tries = 1; tries < RECOVERIES_MAX; tries++) {
            try {
                Recovery.Found found = bringForward(recovery);
                if (!index.replaceDamaged()) {
                    return found;
                }
            } catch (S3Failure unreadable) {
                if (!index.replaceDamaged()) {
                    throw unreadable;
                }
            }
        }
        return bringForward(recovery);
    }

    private Recovery.Found bringForward(Recovery recovery) throws IOException {
        Recovery.Found found = recovery.start();
        if (!index.isReadOnly()) {
            disk.prepareStreams(folder.incoming());
        }
        return found;
    }

    @Override
    public BlobWriter create(BlobId id, long sizeBytes) {
        if (sizeBytes < 1) {
            throw new IllegalArgumentException("sizeBytes " + sizeBytes);
        }
        health.requireSpace(sizeBytes);
        index.requireChanges();
        return new DiskBlobWriter(id, sizeBytes, writers);
    }

    @Override
    public Optional<BlobReader> open(BlobId id) {
        for (int i = 0; i < OPEN_TRIES_MAX; i++) {
            Optional<Place> place = index.find(id);
            if (place.isEmpty()) {
                return Optional.empty();
            }
            Place.Of blob = new Place.Of(id, place.get());
            try {
                return Optional.of(new DiskBlobReader(blob, openFiles.lease(folder.holding(blob)), readers));
            } catch (IOException e) {
                if (isStillThere(blob, e)) {
                    throw unreadable(blob, e);
                }
            }
        }
        throw new S3Failure(ErrorCode.SLOW_DOWN);
    }

    @Override
    public void delete(List<BlobId> ids) {
        if (health.isGone()) {
            throw health.gone();
        }
        index.remove(ids);
        damage.forget(ids);
        index.flush();
        segmentLog.noteChange();
    }

    @Override
    public List<StoredBlob> list(Optional<BlobId> after, int max) {
        return index.list(after, max).stream()
                .map(blob -> new StoredBlob(
                        blob.id(), blob.place().sizeBytes(), blob.place().finishedMillis(), damage.isKnown(blob.id())))
                .toList();
    }

    @Override
    public Verdict verify(BlobId id, LongConsumer readBytes) {
        Optional<Place> place = index.find(id);
        while (place.isPresent()) {
            Place.Of blob = new Place.Of(id, place.get());
            Optional<String> detail;
            try {
                Verdict verdict = verification.of(blob, readBytes);
                if (!(verdict instanceof Verdict.Damaged(String found))) {
                    damage.forget(List.of(id));
                    return verdict;
                }
                detail = Optional.of(found);
            } catch (IOException e) {
                Optional<S3Failure> failure = health.readFailed(e);
                if (failure.isPresent()) {
                    throw failure.get();
                }
                detail = Optional.of("cannot be read: " + e.getMessage());
            }
            // It may have been moved or deleted while it was read.
            Optional<Place> now = index.find(id);
            if (now.equals(place)) {
                damage.of(id, place.get(), detail.get());
                return new Verdict.Damaged(detail.get());
            }
            place = now;
        }
        return new Verdict.Absent();
    }

    @Override
    public Optional<Compacted> compact() {
        try {
            return compaction.run();
        } catch (IOException e) {
            throw health.readFailed(e).orElseGet(() -> health.writeFailed(e));
        }
    }

    @Override
    public ComponentState state() {
        ComponentState state = health.state();
        if (state.status() != ComponentState.Status.OPERATIONAL) {
            return state;
        }
        if (index.fault().isPresent()) {
            return index.isReadOnly()
                    ? new ComponentState(
                            ComponentState.Status.DEGRADED,
                            "The index in " + folder.index()
                                    + " can only be read; writes go on once its disk takes them.")
                    : new ComponentState(
                            ComponentState.Status.DOWN, "The index in " + folder.index() + " is being repaired.");
        }
        return damage.unresolved()
                .map(detail -> new ComponentState(ComponentState.Status.DEGRADED, detail))
                .orElse(state);
    }

    @Override
    public Space space() {
        long blobBytes = 0;
        long deadBytes = 0;
        long blobs = 0;
        for (Tally tally : index.tallies().values()) {
            blobBytes += tally.liveBytes();
            deadBytes += Compaction.deadBytes(tally);
            blobs += tally.liveBlobs();
        }
        try {
            return new Space(disk.capacityBytes(folder.root()), health.usableBytes(), blobBytes, deadBytes, blobs);
        } catch (IOException e) {
            return new Space(0, 0, blobBytes, deadBytes, blobs);
        }
    }

    /** Waits until all that happened before is on disk, index and deletions included. */
    public void checkpoint() {
        segmentLog.checkpoint();
    }

    /** Commits what is under way, brings the index to disk and lets go of the folder. */
    @Override
    public void close() throws IOException {
        health.closing();
        diskThreads.shutdown();
        segmentLog.close();
        index.close();
        openFiles.close();
        lock.close();
        log.atDebug().addKeyValue("folder", folder.root()).log("store closed");
    }

    /** Whether the blob should be where it was not found: else it was moved or deleted between the two looks. */
    private boolean isStillThere(Place.Of blob, IOException e) {
        return !(e instanceof NoSuchFileException) || index.find(blob.id()).equals(Optional.of(blob.place()));
    }

    private S3Failure unreadable(Place.Of blob, IOException e) {
        return health.readFailed(e).orElseGet(() -> {
            damage.of(blob.id(), blob.place(), "cannot be opened: " + e.getMessage());
            return Damage.failure(blob.id());
        });
    }
}
