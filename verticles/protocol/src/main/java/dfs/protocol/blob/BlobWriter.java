package dfs.protocol.blob;

import java.nio.ByteBuffer;

/** Takes the bytes of one blob, in order. Used by one thread at a time; closing it uncommitted leaves nothing behind. */
public interface BlobWriter extends AutoCloseable {

    /**
     * Takes the next bytes; blocks while the disk is behind. The buffer may be kept by reference, by a slow replica even
     * after {@link #commit}: the caller never changes its bytes again.
     */
    void write(ByteBuffer bytes);

    /**
     * Makes the blob durable and readable.
     *
     * @throws IllegalStateException where fewer bytes were written than announced
     */
    void commit();

    /** Discards the blob unless it was committed. */
    @Override
    void close();
}
