package dfs.peer.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.Bytes;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.peer.Nodes;
import dfs.peer.call.Peer;
import dfs.peer.call.PeerCall;
import dfs.peer.call.PeerClient;
import dfs.peer.call.PeerLimits;
import dfs.peer.call.PeerServer;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.blob.BlobStore.Verdict;
import dfs.protocol.blob.BlobWriter;
import dfs.protocol.cluster.Endpoint;
import dfs.protocol.health.ComponentState;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * <b>Goal.</b> The store of another node behaves as one of this node does; a connection that is cut leaves nothing there, and wrong bytes
 * never arrive.
 *
 * <p><b>Method.</b> A store in memory behind a server on loopback, with real TLS.
 */
class RemoteBlobStoreTest {

    private static final BlobId ID = new BlobId(0x0123456789abcdefL, -2);

    private final Nodes nodes = new Nodes();
    private final FakeBlobs there = new FakeBlobs();
    private final PeerServer server = nodes.server(nodes.member("node-2"), Nodes.PATIENT);
    private final PeerClient client = nodes.client(nodes.member("node-1"), Nodes.PATIENT);
    private final Peer peer;
    private final RemoteBlobStore store;

    RemoteBlobStoreTest() {
        new BlobService(there).register(server);
        peer = Peer.at(nodes.listen(server));
        store = new RemoteBlobStore(client, peer);
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private void put(byte[] bytes, int piece) {
        try (BlobWriter writer = store.create(ID, bytes.length)) {
            for (int at = 0; at < bytes.length; at += piece) {
                writer.write(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)));
            }
            writer.commit();
        }
    }

    private static ErrorCode failure(Runnable call) {
        try {
            call.run();
        } catch (S3Failure failure) {
            return failure.code();
        }
        throw new AssertionError("did not fail");
    }

    @Test
    void aBlobArrivesAndComesBackAsItWasWritten() {
        for (int size : new int[] {1, 7, 8, 9, 65_536, 5_000_001}) {
            byte[] bytes = bytes(size);
            put(bytes, 100_000);
            assertThat(there.kept).containsEntry(ID, Bytes.wrap(bytes));
            try (BlobReader reader = store.open(ID).orElseThrow()) {
                assertThat(reader.sizeBytes()).isEqualTo(size);
                assertThat(reader.read(0, size)).isEqualTo(ByteBuffer.wrap(bytes));
                assertThat(reader.read(size - 1L, 1)).isEqualTo(ByteBuffer.wrap(bytes, size - 1, 1));
                assertThat(reader.region(0, 1)).isEmpty();
            }
        }
    }

    @Test
    void nothingIsVisibleBeforeTheCommitAndNothingStaysWithoutOne() throws InterruptedException {
        byte[] bytes = bytes(300_000);
        BlobWriter writer = store.create(ID, bytes.length);
        writer.write(ByteBuffer.wrap(bytes));
        assertThat(there.events.poll(10, TimeUnit.SECONDS)).isEqualTo("created");
        assertThat(store.open(ID)).isEmpty();
        writer.close();
        assertThat(there.events.poll(10, TimeUnit.SECONDS)).isEqualTo("closed");
        assertThat(there.kept).isEmpty();
    }

    /** What is sent is the bytes and then the mark; the connection ends after each number of bytes that may matter. */
    @Test
    void aConnectionCutAnywhereBeforeTheEndOfTheMarkLeavesNothing() throws InterruptedException {
        byte[] bytes = bytes(20);
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        ByteBuffer all =
                ByteBuffer.allocate(28).put(bytes).put(Frames.mark(sum)).flip();
        for (int cut = 1; cut < 28; cut++) {
            try (PeerCall call = client.open(peer, "/blobs/write?id=" + ID + "&size=20", 28)) {
                call.write(all.slice(0, cut));
                assertThat(there.events.poll(10, TimeUnit.SECONDS)).isEqualTo("created");
            }
            assertThat(there.events.poll(10, TimeUnit.SECONDS)).isEqualTo("closed");
            assertThat(there.kept).as("after %d bytes", cut).isEmpty();
        }
    }

    @Test
    void bytesThatDoNotAgreeWithTheirMarkAreNotCommitted() {
        byte[] bytes = bytes(20);
        CRC32C sum = new CRC32C();
        sum.update(bytes(21));
        assertThat(failure(() -> {
                    try (PeerCall call = client.open(peer, "/blobs/write?id=" + ID + "&size=20", 28)) {
                        call.write(ByteBuffer.wrap(bytes));
                        call.write(Frames.mark(sum));
                        call.end();
                    }
                }))
                .isEqualTo(ErrorCode.BAD_DIGEST);
        assertThat(there.kept).isEmpty();
    }

    /** A silent node is waited for a second here; a sign of life comes twice as often. */
    @Test
    void aCommitMayTakeLongerThanASilentNodeIsWaitedFor() {
        CountDownLatch never = new CountDownLatch(1);
        there.slow = () -> {
            try {
                assertThat(never.await(1_200, TimeUnit.MILLISECONDS)).isFalse();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        PeerLimits patient = new PeerLimits(
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(20),
                Duration.ofSeconds(1),
                64,
                64);
        RemoteBlobStore slowly = new RemoteBlobStore(nodes.client(nodes.member("node-1"), patient), peer);
        try (BlobWriter writer = slowly.create(ID, 1)) {
            writer.write(ByteBuffer.wrap(new byte[1]));
            writer.commit();
        }
    }

    @Test
    void bytesThatCameWrongAreNotHandedOut() {
        PeerServer liar = nodes.server(nodes.member("node-3"), Nodes.PATIENT);
        liar.answer(
                "/blobs/open", (caller, body) -> Bytes.wrap(Frames.longValue(4).array()));
        liar.answer("/blobs/read", (caller, body) -> Bytes.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}));
        RemoteBlobStore lying = new RemoteBlobStore(client, Peer.at(nodes.listen(liar)));
        BlobReader reader = lying.open(ID).orElseThrow();
        assertThat(failure(() -> reader.read(0, 4).remaining())).isEqualTo(ErrorCode.INTERNAL_ERROR);
        assertThat(failure(() -> reader.read(0, 5).remaining())).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
    }

    @Test
    void failuresThereAreFailuresHere() {
        there.failure = Optional.of(new S3Failure(ErrorCode.INSUFFICIENT_STORAGE));
        assertThat(failure(() -> put(bytes(8 << 20), 65_536))).isEqualTo(ErrorCode.INSUFFICIENT_STORAGE);
        assertThat(failure(() -> put(bytes(8), 8))).isEqualTo(ErrorCode.INSUFFICIENT_STORAGE);
        there.failure = Optional.empty();
        put(bytes(8), 8);
        there.isDamaged = true;
        BlobReader reader = store.open(ID).orElseThrow();
        assertThat(failure(() -> reader.read(0, 8).remaining())).isEqualTo(ErrorCode.INTERNAL_ERROR);
    }

    @Test
    void blobsAreListedDeletedAndVerified() {
        assertThat(store.verify(ID)).isEqualTo(new Verdict.Absent());
        put(bytes(9), 9);
        BlobId second = new BlobId(ID.high(), -1);
        there.kept.put(second, Bytes.wrap(bytes(3)));
        assertThat(store.list(Optional.empty(), 10))
                .isEqualTo(there.list(Optional.empty(), 10))
                .hasSize(2);
        assertThat(store.list(Optional.of(ID), 10)).hasSize(1);
        assertThat(store.list(Optional.empty(), 1)).hasSize(1);
        List<Long> counts = new ArrayList<>();
        assertThat(store.verify(ID, counts::add)).isEqualTo(new Verdict.Sound(9));
        assertThat(counts).containsExactly(1L, 8L);
        there.isDamaged = true;
        assertThat(store.verify(ID)).isEqualTo(new Verdict.Damaged("a bit flipped; \u00fc"));
        store.delete(List.of(ID, second));
        assertThat(there.kept).isEmpty();
        assertThat(store.open(ID)).isEmpty();
    }

    @Test
    void theStateAndTheSpaceAreThoseThere() {
        assertThat(store.state()).isEqualTo(there.state());
        assertThat(store.space()).isEqualTo(new BlobStore.Space(5, 4, 3, 2, 0));
        assertThat(store.compact()).isEmpty();
        RemoteBlobStore nobody = new RemoteBlobStore(client, Peer.at(new Endpoint("127.0.0.1", 1)));
        assertThat(nobody.state().status()).isEqualTo(ComponentState.Status.DOWN);
        assertThatThrownBy(nobody::space).isInstanceOf(S3Failure.class);
    }
}
