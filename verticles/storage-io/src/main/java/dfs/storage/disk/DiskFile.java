package dfs.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** One open file. Reads are safe for any number of threads; one thread at a time appends, syncs or truncates. */
public interface DiskFile extends DiskStream {

    /**
     * Fills the buffer with the bytes from {@code position}.
     *
     * @throws java.io.EOFException where the file ends before
     */
    void read(ByteBuffer into, long position) throws IOException;

    /** Writes bytes from {@code position} on, all of them before the end of the file. */
    void overwrite(ByteBuffer bytes, long position) throws IOException;

    /** Cuts the file to this length; what is appended next stands there. */
    void truncate(long sizeBytes) throws IOException;

    /** Length of the file. */
    long sizeBytes() throws IOException;

    /** The file itself, lent, to send bytes from. */
    FileChannel channel();
}
