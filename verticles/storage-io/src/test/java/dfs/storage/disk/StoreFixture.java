package dfs.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.blob.BlobWriter;
import dfs.storage.format.SegmentHeader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** What the tests of the store have in common. */
final class StoreFixture {

    /** Small, so that seconds suffice to roll segments, spill and compact. */
    static final StoreLimits SMALL = new StoreLimits(0, 300_000, 100_000, 400_000, 2, 8);

    /** A clock that goes its own way. */
    static final class TestClock implements InstantSource {
        private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis.get());
        }

        void advance(long byMillis) {
            millis.getAndAdd(byMillis);
        }
    }

    private StoreFixture() {}

    static DiskBlobStore open(Path root, Disk disk) {
        return open(root, disk, SMALL, new TestClock());
    }

    static DiskBlobStore open(Path root, Disk disk, StoreLimits limits, InstantSource clock) {
        try {
            return DiskBlobStore.open(
                    root, disk, limits, clock, new Random(root.hashCode()), new SimpleMeterRegistry());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void close(DiskBlobStore store) {
        try {
            store.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static BlobId id(Random random) {
        return BlobId.of(1_700_000_000_000L + random.nextInt(1_000_000), random.nextInt(), random.nextLong());
    }

    static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    static void put(BlobStore store, BlobId id, byte[] bytes) {
        try (BlobWriter writer = store.create(id, bytes.length)) {
            for (int at = 0; at < bytes.length; at += 30_000) {
                writer.write(ByteBuffer.wrap(bytes, at, Math.min(30_000, bytes.length - at)));
            }
            writer.commit();
        }
    }

    /** Reads whole; empty where there is no such blob. */
    static Optional<byte[]> get(BlobStore store, BlobId id) {
        Optional<BlobReader> open = store.open(id);
        if (open.isEmpty()) {
            return Optional.empty();
        }
        try (BlobReader reader = open.get()) {
            return Optional.of(array(reader.read(0, (int) reader.sizeBytes())));
        }
    }

    static byte[] array(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    static byte[] read(BlobReader.Region region) {
        try {
            ByteBuffer bytes = ByteBuffer.allocate((int) region.length());
            while (bytes.hasRemaining() && region.channel().read(bytes, region.position() + bytes.position()) > 0) {
                // until it is full or the file ends
            }
            return bytes.array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files of the index of an open store that nobody changes, once RocksDB has brought together what it wants to. */
    static List<Path> settledFiles(Path folder) throws Exception {
        List<Path> before = List.of();
        List<Path> now = new LocalDisk().list(folder);
        for (int looks = 0; !now.equals(before); looks++) {
            assertThat(looks).as("looks at %s, which goes on changing", folder).isLessThan(60);
            Thread.sleep(500);
            before = now;
            now = new LocalDisk().list(folder);
        }
        return now;
    }

    static void copy(Path from, Path to) {
        try {
            Files.walkFileTree(from, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                        throws IOException {
                    Files.createDirectories(to.resolve(from.relativize(folder)));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.copy(file, to.resolve(from.relativize(file)));
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path root) {
        try {
            if (!Files.exists(root)) {
                return;
            }
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(
                        Path folder, @org.jspecify.annotations.Nullable IOException failed) throws IOException {
                    Files.delete(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The records of a segment, in order. */
    static List<SegmentScan.Found> records(Path segment) throws IOException {
        List<SegmentScan.Found> records = new ArrayList<>();
        try (DiskFile file = new LocalDisk().openToRead(segment)) {
            long number = BlobFolder.segmentNumber(segment).orElseThrow();
            SegmentFile.of(file, number).orElseThrow().walk(SegmentHeader.RECORDS_AT, Long.MAX_VALUE, stretch -> {
                if (stretch instanceof SegmentScan.Found found) {
                    records.add(found);
                }
            });
        }
        return records;
    }
}
