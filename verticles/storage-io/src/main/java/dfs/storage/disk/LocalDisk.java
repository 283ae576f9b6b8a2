package dfs.storage.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A disk as the operating system gives it. */
public final class LocalDisk implements Disk {

    /** The most buffers one system call takes (IOV_MAX of Linux). */
    private static final int BUFFERS_MAX = 1024;

    /** Disks have sectors of up to 4 KiB, whatever the file system says. */
    private static final int BLOCK_BYTES_MIN = 4 << 10;

    /** Of each file that is written past the page cache up to a block waits in memory; larger ones are refused when that is tried. */
    private static final int BLOCK_BYTES_MAX = 64 << 10;

    private static final Logger log = LoggerFactory.getLogger(LocalDisk.class);

    /** What streams are written with past the page cache; empty where they are not. */
    private volatile Optional<AlignedBuffers> direct = Optional.empty();

    @Override
    public DiskFile create(Path file) throws IOException {
        return new LocalFile(FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public void prepareStreams(Path folder) {
        try {
            long blockBytes = Files.getFileStore(folder).getBlockSize();
            AlignedBuffers buffers = new AlignedBuffers(Math.clamp(blockBytes, BLOCK_BYTES_MIN, BLOCK_BYTES_MAX));
            DirectStream.tryOut(folder, buffers);
            direct = Optional.of(buffers);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException cannot) {
            log.atInfo()
                    .addKeyValue("folder", folder)
                    .addKeyValue("reason", cannot.getMessage())
                    .log("files of long blobs are written through the page cache, which takes more CPU");
        }
    }

    @Override
    public DiskStream createStream(Path file) throws IOException {
        Optional<AlignedBuffers> buffers = direct;
        return buffers.isPresent() ? DirectStream.create(file, buffers.get()) : create(file);
    }

    @Override
    public DiskFile openToRead(Path file) throws IOException {
        return new LocalFile(FileChannel.open(file, StandardOpenOption.READ));
    }

    @Override
    public DiskFile openToAppend(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        channel.position(channel.size());
        return new LocalFile(channel);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void createFolder(Path folder) throws IOException {
        Files.createDirectories(folder);
    }

    @Override
    public void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Override
    public boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public long sizeBytes(Path file) throws IOException {
        return Files.size(file);
    }

    @Override
    public Object identity(Path path) throws IOException {
        return Objects.requireNonNull(
                Files.readAttributes(path, BasicFileAttributes.class).fileKey(), "this file system has no file keys");
    }

    @Override
    public long capacityBytes(Path folder) throws IOException {
        return Files.getFileStore(folder).getTotalSpace();
    }

    @Override
    public long freeBytes(Path folder) throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    private record LocalFile(FileChannel channel) implements DiskFile {

        @Override
        public void read(ByteBuffer into, long position) throws IOException {
            long at = position;
            while (into.hasRemaining()) {
                int count = channel.read(into, at);
                if (count < 0) {
                    throw new EOFException(
                            "the file ends at " + channel.size() + ", before " + (at + into.remaining()));
                }
                at += count;
            }
        }

        @Override
        public void append(ByteBuffer[] buffers) throws IOException {
            int first = 0;
            while (first < buffers.length) {
                if (!buffers[first].hasRemaining()) {
                    first++;
                } else if (channel.write(buffers, first, Math.min(buffers.length - first, BUFFERS_MAX)) <= 0) {
                    throw new IOException("the disk took no bytes");
                }
            }
        }

        @Override
        public void overwrite(ByteBuffer bytes, long position) throws IOException {
            long at = position;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        }

        @Override
        public void sync() throws IOException {
            channel.force(false);
        }

        @Override
        public void truncate(long sizeBytes) throws IOException {
            channel.truncate(sizeBytes);
            channel.position(sizeBytes);
        }

        @Override
        public long sizeBytes() throws IOException {
            return channel.size();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
