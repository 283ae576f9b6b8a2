package dfs.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.name.BlobId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A blob whose bytes come in pieces of any size: what it costs in memory, and that nothing of it is lost. */
class SmallPiecesTest {

    private static final int LENGTH = 90_000;

    @TempDir(factory = FolderInMemory.class)
    private Path temp;

    private final Random random = new Random(5);

    @Test
    void aBlobSentByteByByteIsKeptInFewBuffers() {
        DiskBlobStore store = StoreFixture.open(temp.resolve("store"), new LocalDisk());
        BlobId id = StoreFixture.id(random);
        byte[] bytes = StoreFixture.bytes(random, LENGTH);
        try (DiskBlobWriter writer = (DiskBlobWriter) store.create(id, LENGTH)) {
            for (int at = 0; at < LENGTH; at++) {
                writer.write(ByteBuffer.wrap(bytes, at, 1));
            }
            assertThat(writer.gatheredBuffers()).isLessThanOrEqualTo(2);
            writer.commit();
        }
        assertThat(StoreFixture.get(store, id)).hasValue(bytes);
        StoreFixture.close(store);
    }

    @Test
    void piecesOfAnySizeKeepTheirOrderAndAreNeverMany() {
        for (int round = 0; round < 200; round++) {
            List<ByteBuffer> kept = new ArrayList<>();
            byte[] bytes = StoreFixture.bytes(random, 1 + random.nextInt(300_000));
            SmallPieces pieces = new SmallPieces(bytes.length, kept::add);
            int longest = 1 << 1 + random.nextInt(15);
            for (int at = 0, length; at < bytes.length; at += length) {
                length = Math.min(bytes.length - at, 1 + random.nextInt(longest));
                ByteBuffer piece = ByteBuffer.wrap(bytes, at, length);
                pieces.add(piece);
                assertThat(piece.hasRemaining()).isFalse();
            }
            pieces.flush();
            assertThat(joined(kept)).isEqualTo(bytes);
            assertThat(kept.size()).isLessThanOrEqualTo(2 + 2 * bytes.length / SmallPieces.SMALL_BYTES);
        }
    }

    @Test
    void aLargePieceIsNotCopied() {
        List<ByteBuffer> kept = new ArrayList<>();
        SmallPieces pieces = new SmallPieces(10_000, kept::add);
        byte[] bytes = StoreFixture.bytes(random, 9_999);
        pieces.add(ByteBuffer.wrap(bytes));
        pieces.add(ByteBuffer.wrap(new byte[] {1}));
        pieces.flush();
        assertThat(kept).hasSize(2);
        assertThat(kept.getFirst().array()).isSameAs(bytes);
    }

    private static byte[] joined(List<ByteBuffer> buffers) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        buffers.forEach(each -> all.writeBytes(StoreFixture.array(each)));
        return all.toByteArray();
    }
}
