package dfs.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that is written, from its first byte to its last. One thread at a time uses it. */
public interface DiskStream extends AutoCloseable {

    /** Appends the buffers one after the other. After a failure any part of them may stand there. */
    void append(ByteBuffer[] buffers) throws IOException;

    /** Returns when all that was appended is on disk. After a failure it is not known what is, nor will a retry tell. */
    void sync() throws IOException;

    @Override
    void close() throws IOException;
}
