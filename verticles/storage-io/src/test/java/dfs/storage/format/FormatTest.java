package dfs.storage.format;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.name.BlobId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The forms on disk: those of the files in {@code golden/} must be read, and written the same, by every later version. */
class FormatTest {

    private static final BlobId ID = new BlobId(0x0123_4567_89ab_cdefL, 0xfedc_ba98_7654_3210L);
    private static final RecordHeader BLOB =
            new RecordHeader(RecordHeader.Kind.BLOB, ID, 70_000, 1_700_000_000_123L, 128);
    private static final RecordHeader FILE =
            new RecordHeader(RecordHeader.Kind.FILE, ID, 5L << 30, 1_700_000_000_123L, 4096);

    private static void assertGolden(String name, ByteBuffer bytes) throws IOException {
        try (InputStream golden = Objects.requireNonNull(FormatTest.class.getResourceAsStream("/golden/" + name))) {
            String expected = new String(golden.readAllBytes(), StandardCharsets.US_ASCII).strip();
            assertThat(HexFormat.of().formatHex(array(bytes))).isEqualTo(expected);
        }
    }

    private static byte[] array(ByteBuffer bytes) {
        byte[] array = new byte[bytes.remaining()];
        bytes.duplicate().get(array);
        return array;
    }

    @Test
    void segmentHeader() throws IOException {
        SegmentHeader header = new SegmentHeader(7, 0x1122_3344_5566_7788L);
        assertGolden("segment-header-1.hex", header.encode());
        assertThat(SegmentHeader.decode(header.encode())).contains(header);
    }

    @Test
    void storeFormat() throws IOException {
        StoreFormat format = new StoreFormat(1, 0x1122_3344_5566_7788L);
        assertGolden("store-format-1.hex", format.encode());
        assertThat(StoreFormat.decode(format.encode())).contains(format);
    }

    @Test
    void recordHeaders() throws IOException {
        assertGolden("record-header-blob-1.hex", BLOB.encode(99, 128));
        assertGolden("record-header-file-1.hex", FILE.encode(99, 128));
        assertThat(RecordHeader.decode(BLOB.encode(99, 128), 99, 128)).contains(BLOB);
        assertThat(RecordHeader.decode(FILE.encode(99, 128), 99, 128)).contains(FILE);
        assertThat(BLOB.recordBytes()).isEqualTo(52 + 70_000 + 8);
        assertThat(FILE.recordBytes()).isEqualTo(52);
    }

    @Test
    void fileFooter() throws IOException {
        FileFooter footer = new FileFooter(ID, 5L << 30);
        assertGolden("file-footer-1.hex", footer.encode());
        assertThat(FileFooter.decode(footer.encode())).contains(footer);
    }

    @Test
    void blockSums() throws IOException {
        byte[] bytes = new byte[70_000];
        new Random(5).nextBytes(bytes);
        BlockSums sums = new BlockSums(ID);
        sums.add(ByteBuffer.wrap(bytes, 0, 65_000));
        sums.add(ByteBuffer.wrap(bytes, 65_000, 5_000));
        ByteBuffer table = sums.table();
        assertGolden("block-sums-1.hex", table);
        assertThat(table.getInt(0)).isEqualTo(BlockSums.sum(ID, 0, ByteBuffer.wrap(bytes, 0, 65_536)));
        assertThat(table.getInt(4)).isEqualTo(BlockSums.sum(ID, 1, ByteBuffer.wrap(bytes, 65_536, 4_464)));
    }

    @Test
    void soundBytesOfAnotherPlaceDoNotPass() {
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {1, 2, 3});
        int sum = BlockSums.sum(ID, 0, bytes.duplicate());
        assertThat(BlockSums.sum(ID, 1, bytes.duplicate())).isNotEqualTo(sum);
        assertThat(BlockSums.sum(new BlobId(1, 1), 0, bytes.duplicate())).isNotEqualTo(sum);
        ByteBuffer header = BLOB.encode(99, 128);
        assertThat(RecordHeader.decode(header, 99, 129)).isEmpty();
        assertThat(RecordHeader.decode(header, 98, 128)).isEmpty();
    }

    @Test
    void oneBrokenCopyOfATwinHeaderIsNoMatter() {
        SegmentHeader header = new SegmentHeader(7, 8);
        for (int bit = 0; bit < SegmentHeader.RECORDS_AT * 8; bit++) {
            assertThat(SegmentHeader.decode(flipped(header.encode(), bit))).contains(header);
        }
    }

    @Test
    void noFlippedBitPasses() {
        for (int bit = 0; bit < RecordHeader.LENGTH_BYTES * 8; bit++) {
            assertThat(RecordHeader.decode(flipped(BLOB.encode(99, 128), bit), 99, 128))
                    .isEqualTo(Optional.empty());
        }
        for (int bit = 0; bit < FileFooter.LENGTH_BYTES * 8; bit++) {
            assertThat(FileFooter.decode(flipped(new FileFooter(ID, 12).encode(), bit)))
                    .isEqualTo(Optional.empty());
        }
    }

    @Test
    void foreignBytesAreNoHeader() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            assertThat(RecordHeader.decode(buffer, 1, 2)).isEmpty();
            assertThat(FileFooter.decode(buffer)).isEmpty();
            assertThat(SegmentHeader.decode(buffer)).isEmpty();
            assertThat(StoreFormat.decode(buffer)).isEmpty();
        }
    }

    private static ByteBuffer flipped(ByteBuffer bytes, int bit) {
        bytes.put(bit / 8, (byte) (bytes.get(bit / 8) ^ (1 << (bit % 8))));
        return bytes;
    }
}
