package dfs.perf.limit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Random;

/** What the disk under a folder can do when everything must be on it before the next step. */
public record Disk(Path folder) {

    private static final int SLICE_BYTES = 1024 * 1024;

    /**
     * Appends records to one file, {@code group} of them in one write, each group followed by one fdatasync.
     *
     * @return records per second
     */
    public double syncedRecordsPerSecond(int recordBytes, int group, Duration time) throws IOException {
        ByteBuffer records = random(recordBytes * group);
        return perSecond(records, 1, time) * group;
    }

    /**
     * Writes files of this size one after the other, each followed by one fdatasync.
     *
     * @return bytes per second
     */
    public double syncedBytesPerSecond(long fileBytes, Duration time) throws IOException {
        int slices = Math.toIntExact(Math.max(1, fileBytes / SLICE_BYTES));
        return perSecond(random(SLICE_BYTES), slices, time) * slices * SLICE_BYTES;
    }

    private double perSecond(ByteBuffer slice, int slicesPerSync, Duration time) throws IOException {
        Path file = Files.createTempFile(folder, "limit", ".bin");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long start = System.nanoTime();
            long elapsed = 0;
            long syncs = 0;
            while (elapsed < time.toNanos()) {
                for (int index = 0; index < slicesPerSync; index++) {
                    write(channel, slice.duplicate());
                }
                channel.force(false);
                syncs++;
                elapsed = System.nanoTime() - start;
            }
            return syncs * 1e9 / elapsed;
        } finally {
            Files.delete(file);
        }
    }

    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static ByteBuffer random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return ByteBuffer.allocateDirect(size).put(bytes).flip();
    }
}
