package dfs.s3.call;

import dfs.protocol.blob.BlobReader;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The bytes of an object, or of a range of it, as slices in order. Used by one virtual thread; calls may block. */
public interface ObjectStream extends AutoCloseable {

    /** How many bytes there are in all. */
    long sizeBytes();

    /** The most bytes of one slice. */
    int SLICE_BYTES_MAX = 1 << 20;

    /**
     * The next bytes, verified, in memory: at most {@code max}; empty at the end.
     *
     * @throws dfs.core.error.S3Failure where the bytes are damaged or gone
     */
    Optional<ByteBuffer> nextBytes(int max);

    /**
     * The next bytes, verified, as a region of a file; empty where they do not stand in one, or at the end. Valid until the
     * call after the next one: one slice may be sent while the next is verified.
     */
    Optional<BlobReader.Region> nextRegion(int max);

    @Override
    void close();
}
