package dfs.metadata.raft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The bytes of a file, as far as its disk gives them. In the place of a block that it does not give stand others, which begin no entry of a log
 * and are not zeros, as those are that were never written.
 *
 * @param bytes all of them, from the file's beginning
 * @param unreadableTo where the last block ends that the disk did not give; 0 where it gave all
 */
record FileBytes(ByteBuffer bytes, int unreadableTo) {

    /** What a system reads at a time: a sector that is bad takes no more than that with it. */
    static final int BLOCK_BYTES = 4096;

    private static final byte FILLER = 0x55;

    /** Where bytes are read: from the file, but in tests. */
    interface Disk {
        /** As {@link FileChannel#read(ByteBuffer, long)} does. */
        int read(FileChannel file, ByteBuffer into, long at) throws IOException;
    }

    /**
     * Reads a whole file.
     *
     * @throws IOException where it cannot be opened, or fails otherwise than by a disk that does not give what it holds
     */
    static FileBytes read(Path file, Disk disk) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
            int unreadableTo = 0;
            while (bytes.hasRemaining()) {
                int at = bytes.position();
                int end = Math.min(bytes.capacity(), (at / BLOCK_BYTES + 1) * BLOCK_BYTES);
                try {
                    int count = disk.read(channel, bytes.slice(at, end - at), at);
                    if (count < 0) {
                        break;
                    }
                    bytes.position(at + count);
                } catch (IOException e) {
                    if (DiskFault.of(e) != DiskFault.BROKEN) {
                        throw e;
                    }
                    fill(bytes, end);
                    unreadableTo = end;
                }
            }
            return new FileBytes(bytes.flip(), unreadableTo);
        }
    }

    private static void fill(ByteBuffer bytes, int end) {
        while (bytes.position() < end) {
            bytes.put(FILLER);
        }
    }
}
