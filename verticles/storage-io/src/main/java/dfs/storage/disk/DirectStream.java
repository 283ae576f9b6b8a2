package dfs.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * A file written past the page cache (O_DIRECT, open(2)): that saves the copy into it, and memory for bytes that nobody may
 * ever read. The disk takes whole blocks at multiples of their size, out of memory that is aligned in the same way. What is
 * less than a block waits for what comes next; a sync writes it with zeros behind it, and cuts those off again.
 */
final class DirectStream implements DiskStream {

    /** By its name: it stands in the module jdk.unsupported, of which the compiler warns whether it is meant or not. */
    private static final Optional<OpenOption> DIRECT = option("com.sun.nio.file.ExtendedOpenOption", "DIRECT");

    private final FileChannel channel;
    private final AlignedBuffers buffers;
    /** What is no whole block yet; the blocks before it end at the channel's position. */
    private final ByteBuffer rest;

    private DirectStream(FileChannel channel, AlignedBuffers buffers) {
        this.channel = channel;
        this.buffers = buffers;
        this.rest = ByteBuffer.allocate(buffers.blockBytes());
    }

    /**
     * Makes a file, which must not be there yet.
     *
     * @param buffers aligned as the file system wants it
     * @throws UnsupportedOperationException where the Java runtime knows no such way
     */
    static DirectStream create(Path file, AlignedBuffers buffers) throws IOException {
        OpenOption direct = DIRECT.orElseThrow(
                () -> new UnsupportedOperationException("this Java runtime writes no file directly"));
        return new DirectStream(
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, direct), buffers);
    }

    /**
     * Tries with a file in a folder, which is gone afterwards.
     *
     * @throws IOException where the file system cannot do this, or not now
     * @throws UnsupportedOperationException where the Java runtime cannot
     * @throws IllegalArgumentException where it wants another alignment
     */
    static void tryOut(Path folder, AlignedBuffers buffers) throws IOException {
        Path file = folder.resolve("direct");
        Files.deleteIfExists(file);
        try (DirectStream stream = create(file, buffers)) {
            stream.append(new ByteBuffer[] {ByteBuffer.allocate(buffers.blockBytes() + 1)});
            stream.sync();
        } finally {
            Files.deleteIfExists(file); // some file systems make it before they look at the flag
        }
    }

    @Override
    public void append(ByteBuffer[] bytes) throws IOException {
        ByteBuffer aligned = buffers.take();
        try {
            aligned.put(rest.flip());
            rest.clear();
            for (ByteBuffer each : bytes) {
                while (each.hasRemaining()) {
                    move(each, aligned);
                    if (!aligned.hasRemaining()) {
                        write(aligned.flip());
                        aligned.clear();
                    }
                }
            }
            int wholeBytes = aligned.position() - aligned.position() % buffers.blockBytes();
            rest.put(aligned.flip().position(wholeBytes));
            write(aligned.position(0).limit(wholeBytes));
        } finally {
            buffers.give(aligned);
        }
    }

    @Override
    public void sync() throws IOException {
        if (rest.position() > 0) {
            ByteBuffer aligned = buffers.take();
            try {
                aligned.put(rest.duplicate().flip());
                while (aligned.position() < buffers.blockBytes()) {
                    aligned.put((byte) 0);
                }
                aligned.flip();
                long at = channel.position();
                while (aligned.hasRemaining()) {
                    taken(channel.write(aligned, at + aligned.position()));
                }
                channel.truncate(at + rest.position());
            } finally {
                buffers.give(aligned);
            }
        }
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static Optional<OpenOption> option(String type, String name) {
        try {
            return Arrays.stream(Class.forName(type).getEnumConstants())
                    .filter(each -> each.toString().equals(name))
                    .map(OpenOption.class::cast)
                    .findFirst();
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    /** Moves as many bytes as there is room for. */
    private static void move(ByteBuffer from, ByteBuffer to) {
        int bytes = Math.min(from.remaining(), to.remaining());
        to.put(from.slice().limit(bytes));
        from.position(from.position() + bytes);
    }

    private void write(ByteBuffer aligned) throws IOException {
        while (aligned.hasRemaining()) {
            taken(channel.write(aligned));
        }
    }

    private static void taken(int bytes) throws IOException {
        if (bytes <= 0) {
            throw new IOException("the disk took no bytes");
        }
    }
}
