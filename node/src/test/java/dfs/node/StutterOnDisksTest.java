package dfs.node;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.blob.BlobWriter;
import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.Member;
import dfs.replication.Waits;
import dfs.replication.copies.ForwardingBlobs;
import dfs.replication.copies.ReplicatedBlobStore;
import dfs.storage.disk.DiskBlobStore;
import dfs.storage.disk.LocalDisk;
import dfs.storage.disk.StoreLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A long blob on three stores on disks, of which one stutters and another one is gone afterwards: the first one reads what it missed from a file. */
class StutterOnDisksTest {

    private static final BlobId ID = BlobId.of(1_700_000_000_000L, 1, 2);
    private static final int PIECE_BYTES = 60_000;
    private static final int SIZE_BYTES = 12 << 20;
    private static final int STUTTER_AT_BYTES = 1 << 20;
    private static final int GONE_AT_BYTES = 8 << 20;
    private static final Endpoint NOWHERE = new Endpoint("127.0.0.1", 1);

    private final List<DiskBlobStore> disks = new ArrayList<>();
    private final CountDownLatch letGo = new CountDownLatch(1);

    @TempDir
    private Path path;

    @BeforeEach
    void open() throws IOException {
        for (int node = 1; node <= 3; node++) {
            disks.add(DiskBlobStore.open(
                    path.resolve("n" + node),
                    new LocalDisk(),
                    StoreLimits.DEFAULT.withReserve(0),
                    InstantSource.system(),
                    new Random(node),
                    new SimpleMeterRegistry()));
        }
    }

    @AfterEach
    void close() throws IOException {
        letGo.countDown();
        for (DiskBlobStore disk : disks) {
            disk.close();
        }
    }

    /** A store that does something once so many bytes came. */
    private static BlobStore disturbed(BlobStore store, int atBytes, Runnable what) {
        return new ForwardingBlobs(store) {
            @Override
            public BlobWriter create(BlobId id, long sizeBytes) {
                BlobWriter writer = super.create(id, sizeBytes);
                return new BlobWriter() {
                    private long writtenBytes;

                    @Override
                    public void write(ByteBuffer bytes) {
                        if (writtenBytes >= atBytes) {
                            what.run();
                        }
                        writtenBytes += bytes.remaining();
                        writer.write(bytes);
                    }

                    @Override
                    public void commit() {
                        writer.commit();
                    }

                    @Override
                    public void close() {
                        writer.close();
                    }
                };
            }
        };
    }

    private void awaitLetGo() {
        try {
            letGo.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void beGone() {
        throw new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, "the node is gone");
    }

    @ParameterizedTest
    @CsvSource({"3, 2", "1, 2"})
    void aStoreThatStutteredHasAllBytes(int stutters, int gone) {
        List<BlobStore> stores = new ArrayList<>(disks);
        stores.set(stutters - 1, disturbed(disks.get(stutters - 1), STUTTER_AT_BYTES, this::awaitLetGo));
        stores.set(gone - 1, disturbed(disks.get(gone - 1), GONE_AT_BYTES, StutterOnDisksTest::beGone));
        List<Member> members = IntStream.rangeClosed(1, 3)
                .mapToObj(node -> Member.of("n" + node, NOWHERE, NOWHERE))
                .toList();
        ReplicatedBlobStore store = new ReplicatedBlobStore(
                stores.getFirst(),
                () -> members,
                "n1",
                3,
                2,
                member -> stores.get(Integer.parseInt(member.nodeId().substring(1)) - 1),
                Waits.SYSTEM);
        byte[] bytes = new byte[SIZE_BYTES];
        new Random(7).nextBytes(bytes);
        try (BlobWriter writer = store.create(ID, SIZE_BYTES)) {
            for (int at = 0; at < SIZE_BYTES; at += PIECE_BYTES) {
                if (at > GONE_AT_BYTES) {
                    letGo.countDown();
                }
                writer.write(ByteBuffer.wrap(bytes, at, Math.min(PIECE_BYTES, SIZE_BYTES - at)));
            }
            writer.commit();
        }
        assertThat(disks.get(gone - 1).open(ID)).isEmpty();
        try (BlobReader reader = disks.get(stutters - 1).open(ID).orElseThrow()) {
            assertThat(reader.read(0, SIZE_BYTES)).isEqualTo(ByteBuffer.wrap(bytes));
        }
    }
}
