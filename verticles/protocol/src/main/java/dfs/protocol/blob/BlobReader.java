package dfs.protocol.blob;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** Gives back the bytes of one blob, each checked against its checksum before it is given. Safe for several threads. */
public interface BlobReader extends AutoCloseable {

    /** The blob's length. */
    long sizeBytes();

    /**
     * Reads and verifies {@code length} bytes from {@code offset}.
     *
     * @return a buffer positioned at the first of exactly {@code length} bytes, read-only, valid after close
     * @throws dfs.core.error.S3Failure {@code InternalError} where the bytes are damaged; damage is also reported
     */
    ByteBuffer read(long offset, int length);

    /**
     * Verifies {@code length} bytes from {@code offset} and says where they stand in a file, to be sent without copying
     * them; empty where they stand in no file of this node. The region is valid until this reader is closed.
     */
    Optional<Region> region(long offset, long length);

    /**
     * Bytes within an open file.
     *
     * @param channel the file, lent: not to be closed or positioned
     * @param position of the first byte
     * @param length how many
     */
    record Region(FileChannel channel, long position, long length) {}

    /** Lets go of the bytes. */
    @Override
    void close();
}
