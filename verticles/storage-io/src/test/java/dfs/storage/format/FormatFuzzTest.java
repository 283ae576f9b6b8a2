package dfs.storage.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * <b>Goal.</b> No bytes where a header or footer should stand are more than one, or none.
 *
 * <p><b>Method.</b> Any bytes are decoded, as they are and with the checksum that belongs to them; the first byte says as
 * what. What is read is written as it was read; lengths that come of it do not overflow.
 */
class FormatFuzzTest {

    private static final long SALT = 7;

    @FuzzTest
    void aHeaderOrFooterIsReadOrNone(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
        switch (input[0] & 3) {
            case 0 -> record(bytes);
            case 1 -> footer(bytes);
            case 2 -> segment(bytes);
            default -> format(bytes);
        }
    }

    private static void record(byte[] bytes) {
        long position = SegmentHeader.RECORDS_AT;
        assertThat(RecordHeader.decode(ByteBuffer.wrap(bytes), SALT, position))
                .isEqualTo(RecordHeader.decode(ByteBuffer.wrap(bytes), SALT, position));
        byte[] sound = bytes.clone();
        if (sound.length >= RecordHeader.LENGTH_BYTES) {
            byte[] place = ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(SALT)
                    .putLong(position)
                    .array();
            seal(sound, 0, RecordHeader.LENGTH_BYTES - Integer.BYTES, place);
        }
        RecordHeader.decode(ByteBuffer.wrap(sound), SALT, position).ifPresent(header -> {
            assertThat(header.recordBytes())
                    .isGreaterThan(header.kind() == RecordHeader.Kind.BLOB ? header.sizeBytes() : 0);
            assertThat(RecordHeader.decode(header.encode(SALT, position), SALT, position))
                    .contains(header);
            assertThat(RecordHeader.decode(header.encode(SALT, position), SALT, position + 1))
                    .isEmpty();
        });
    }

    private static void footer(byte[] bytes) {
        byte[] sound = bytes.clone();
        if (sound.length >= FileFooter.LENGTH_BYTES) {
            seal(sound, 0, FileFooter.LENGTH_BYTES - Integer.BYTES, new byte[0]);
        }
        for (byte[] each : new byte[][] {bytes, sound}) {
            FileFooter.decode(ByteBuffer.wrap(each)).ifPresent(footer -> {
                assertThat(FileFooter.decode(footer.encode())).contains(footer);
                assertThat(FileFooter.fileBytes(footer.sizeBytes())).isGreaterThan(footer.sizeBytes());
            });
        }
    }

    private static void segment(byte[] bytes) {
        for (byte[] each : new byte[][] {bytes, sealedTwin(bytes)}) {
            SegmentHeader.decode(ByteBuffer.wrap(each))
                    .ifPresent(header ->
                            assertThat(SegmentHeader.decode(header.encode())).contains(header));
        }
    }

    private static void format(byte[] bytes) {
        for (byte[] each : new byte[][] {bytes, sealedTwin(bytes)}) {
            StoreFormat.decode(ByteBuffer.wrap(each))
                    .ifPresent(format ->
                            assertThat(StoreFormat.decode(format.encode())).contains(format));
        }
    }

    /** The bytes with a sound second copy, if they are so many. */
    private static byte[] sealedTwin(byte[] bytes) {
        byte[] sound = bytes.clone();
        if (sound.length >= TwinHeader.LENGTH_BYTES) {
            int half = TwinHeader.LENGTH_BYTES / 2;
            seal(sound, half, half - Integer.BYTES, new byte[0]);
        }
        return sound;
    }

    private static void seal(byte[] bytes, int from, int length, byte[] before) {
        CRC32C crc = new CRC32C();
        crc.update(before);
        crc.update(bytes, from, length);
        ByteBuffer.wrap(bytes).putInt(from + length, (int) crc.getValue());
    }
}
