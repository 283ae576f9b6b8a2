package dfs.protocol.blob;

import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.health.ComponentState;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Keeps immutable blobs. Safe for any number of threads; calls may block, so callers are virtual threads.
 *
 * <p>Failures a client can cause or meet are {@link S3Failure}: {@code InsufficientStorage} where the disk is full,
 * {@code ServiceUnavailable} where it is read-only, gone or failing, {@code InternalError} where bytes are damaged.
 */
public interface BlobStore {

    /**
     * Begins a blob of exactly {@code sizeBytes}, at least 1. Nothing of it can be read before it is committed.
     *
     * @throws S3Failure where the disk cannot take it
     */
    BlobWriter create(BlobId id, long sizeBytes);

    /** Opens a blob for reading; empty where it is not here. A reader keeps the bytes alive until it is closed. */
    Optional<BlobReader> open(BlobId id);

    /** Deletes blobs; those absent are no error. Durable, or repeated after a crash, when this returns. */
    void delete(List<BlobId> ids);

    /** Lists complete blobs in order of their ids, after the one given, at most {@code max}. */
    List<StoredBlob> list(Optional<BlobId> after, int max);

    /** Reads a blob whole and checks every byte of it, as scrubbing does; reports and quarantines damage. */
    default Verdict verify(BlobId id) {
        return verify(id, readBytes -> {});
    }

    /**
     * As {@link #verify(BlobId)}, and tells after each piece how many bytes it read. Who is told may block, so that a long
     * blob is read no faster than wanted.
     */
    Verdict verify(BlobId id, LongConsumer readBytes);

    /**
     * Rewrites the segment whose deleted space is most worth it, if any is.
     *
     * @return what was won; empty where nothing is worth it
     */
    Optional<Compacted> compact();

    /**
     * Tells the store that it was left out when these were written: it gets them from others when it can. They need not be named by
     * anything yet. A store that gets nothing from others has no use for it.
     */
    default void missed(List<BlobId> ids) {}

    /** How the store is: whether it can be read and written. */
    ComponentState state();

    /** What the disk holds. */
    Space space();

    /**
     * A blob as a census sees it.
     *
     * @param id its name
     * @param sizeBytes its length
     * @param finishedMillis milliseconds since 1970 at which it became durable
     * @param isKnownDamaged whether it was found damaged before, by a read or a check; no byte is read to tell it
     */
    record StoredBlob(BlobId id, long sizeBytes, long finishedMillis, boolean isKnownDamaged) {

        /** One of which no damage is known. */
        public StoredBlob(BlobId id, long sizeBytes, long finishedMillis) {
            this(id, sizeBytes, finishedMillis, false);
        }
    }

    /** What a check of one blob found. */
    sealed interface Verdict {

        /** All bytes are what was written. */
        record Sound(long sizeBytes) implements Verdict {}

        /** Some are not. */
        record Damaged(String detail) implements Verdict {}

        /** There is no such blob here. */
        record Absent() implements Verdict {}
    }

    /** What a compaction won: bytes rewritten because they live, and bytes given back to the disk. */
    record Compacted(long movedBytes, long freedBytes) {}

    /**
     * What the disk holds, in bytes.
     *
     * @param capacityBytes of the file system
     * @param freeBytes of the file system that this store may still use
     * @param blobBytes of blobs that live
     * @param deadBytes of deleted blobs that compaction has not given back yet
     * @param blobs how many live
     */
    record Space(long capacityBytes, long freeBytes, long blobBytes, long deadBytes, long blobs) {}
}
