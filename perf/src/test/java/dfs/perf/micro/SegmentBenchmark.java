package dfs.perf.micro;

import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobWriter;
import dfs.storage.disk.DiskBlobStore;
import dfs.storage.disk.LocalDisk;
import dfs.storage.disk.StoreLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/** Blobs appended to segments and synced: alone, and by many who share a sync. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class SegmentBenchmark {

    @Param({"4096", "65536"})
    public int sizeBytes;

    private final AtomicLong ids = new AtomicLong();
    private Path folder;
    private DiskBlobStore store;
    private ByteBuffer bytes;

    @Setup
    public void open() throws IOException {
        folder = Files.createTempDirectory("segments");
        store = DiskBlobStore.open(
                folder,
                new LocalDisk(),
                StoreLimits.DEFAULT,
                InstantSource.system(),
                new Random(1),
                new SimpleMeterRegistry());
        bytes = ByteBuffer.allocateDirect(sizeBytes);
    }

    @TearDown
    public void close() throws IOException {
        store.close();
        try (var files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    @Benchmark
    @Threads(1)
    public long appendAlone() {
        return append();
    }

    @Benchmark
    @Threads(64)
    public long appendAmong64() {
        return append();
    }

    private long append() {
        BlobId id = BlobId.of(System.currentTimeMillis(), 0, ids.incrementAndGet());
        try (BlobWriter writer = store.create(id, sizeBytes)) {
            writer.write(bytes.duplicate());
            writer.commit();
            return sizeBytes;
        }
    }
}
