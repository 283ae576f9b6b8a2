package dfs.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds a folder for this process; the operating system lets go when the process ends in whatever way. */
final class FolderLock implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FolderLock.class);

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the folder.
     *
     * @throws IllegalStateException where another process has it, whose number the message says
     */
    static FolderLock take(BlobFolder folder) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            if (!DiskHealth.isReadOnly(e)) {
                throw e;
            }
            // Nobody can write here; whoever could later needs a lock that this shared one keeps him from.
            channel = FileChannel.open(folder.lock(), StandardOpenOption.READ);
        }
        return hold(channel, folder);
    }

    private static FolderLock hold(FileChannel channel, BlobFolder folder) throws IOException {
        try {
            if (!isTaken(channel)) {
                throw new IllegalStateException("The data folder " + folder.root() + " is in use by process "
                        + holder(folder.lock()) + "; stop that node, or use another folder.");
            }
            note(channel);
            return new FolderLock(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean isTaken(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (NonWritableChannelException readOnly) {
            return channel.tryLock(0, Long.MAX_VALUE, true) != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    /** Notes this process as the holder, for people to read. The lock holds without it. */
    private static void note(FileChannel channel) {
        try {
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
        } catch (IOException | NonWritableChannelException diskTakesNoWrites) {
            log.atWarn().setCause(diskTakesNoWrites).log("holder of the folder not noted");
        }
    }

    private static String holder(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
