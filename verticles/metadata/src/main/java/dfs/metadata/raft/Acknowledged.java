package dfs.metadata.raft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the log was on disk when its entries were told of, in a file of its own that is never synced: what a killed process left there is
 * exact, and after a power cut it is right too, if old. It tells an entry that was never written whole from one that was lost. Used by one
 * thread.
 */
final class Acknowledged implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Acknowledged.class);
    private static final long MAGIC = 0x4446_5361_636b_7331L; // DFSacks1
    private static final int LENGTH_BYTES = 2 * Long.BYTES + Integer.BYTES;

    private final Path file;
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(LENGTH_BYTES);
    private final CRC32C crc = new CRC32C();
    private final FileChannel channel;

    private Acknowledged(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Where it stands in the folder of the metadata. */
    static Path in(Path folder) {
        return folder.resolve("acknowledged");
    }

    /** Opens the file to be written, or makes it. */
    static Acknowledged open(Path file) throws IOException {
        return new Acknowledged(file, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    }

    /** The entry that was told of last, by what a file holds; empty where none is known. */
    static OptionalLong read(ByteBuffer in) {
        if (in.limit() != LENGTH_BYTES) {
            return OptionalLong.empty();
        }
        CRC32C crc = new CRC32C();
        crc.update(in.slice(0, 2 * Long.BYTES));
        return in.getLong(0) == MAGIC && in.getInt(2 * Long.BYTES) == (int) crc.getValue()
                ? OptionalLong.of(in.getLong(Long.BYTES))
                : OptionalLong.empty();
    }

    /** Notes an entry that is on disk, before it is told of. Where that fails it does without. */
    void note(long index) {
        if (!channel.isOpen()) {
            return;
        }
        bytes.clear().putLong(MAGIC).putLong(index);
        crc.reset();
        crc.update(bytes.duplicate().flip());
        bytes.putInt((int) crc.getValue()).flip();
        try {
            while (bytes.hasRemaining()) {
                int _ = channel.write(bytes, bytes.position());
            }
        } catch (IOException e) {
            log.atWarn().setCause(e).addKeyValue("file", file).log("how far the log was told of is not noted any more");
            close();
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            log.atDebug().setCause(e).addKeyValue("file", file).log("file did not close");
        }
    }
}
