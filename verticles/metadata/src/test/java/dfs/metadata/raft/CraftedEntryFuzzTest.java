package dfs.metadata.raft;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * <b>Goal.</b> No bytes that a client puts into an entry make what a crash left of it look like damage in front of sound entries.
 *
 * <p><b>Method.</b> The first two bytes say how much of the entry a crash left; the rest is what the client put into it, with each run that
 * begins like an entry given the checksum that belongs to it.
 */
class CraftedEntryFuzzTest {

    private static final int HEAD_BYTES = 2;
    private static final int BODY_BYTES_MAX = 1 << 14;

    @FuzzTest
    void whatAClientWroteIsNoEntryOfTheLog(byte[] input) {
        if (input.length < HEAD_BYTES || input.length > BODY_BYTES_MAX) {
            return;
        }
        byte[] body = Arrays.copyOfRange(input, HEAD_BYTES, input.length);
        seal(body);
        byte[] entry = entry(0, body);
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        log.writeBytes("RaftLog1".getBytes(StandardCharsets.US_ASCII));
        int left = Math.min(entry.length - 1, ((input[0] & 0xFF) << 8) | (input[1] & 0xFF));
        log.write(entry, 0, left);
        log.writeBytes(new byte[entry.length]);
        LogSegmentFile file = new LogSegmentFile(Path.of("log"), 0, OptionalLong.empty());
        file.look(new FileBytes(ByteBuffer.wrap(log.toByteArray()), 0))
                .damage()
                .ifPresent(damage -> assertThat(damage.behind()).isEmpty());
    }

    private static byte[] entry(int term, byte[] body) {
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        inner.writeBytes(new byte[] {0x08, (byte) (term + 1), 0x1a});
        inner.writeBytes(varint(body.length));
        inner.writeBytes(body);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(varint(inner.size()));
        out.writeBytes(inner.toByteArray());
        CRC32C crc = new CRC32C();
        crc.update(out.toByteArray());
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .putInt((int) crc.getValue() | (1 << 24))
                .array());
        return out.toByteArray();
    }

    private static byte[] varint(int value) {
        return new byte[] {
            (byte) ((value & 0x7f) | 0x80), (byte) (((value >> 7) & 0x7f) | 0x80), (byte) ((value >> 14) & 0x7f)
        };
    }

    private static void seal(byte[] body) {
        for (int at = 0; at + 2 < body.length; at++) {
            int length = body[at];
            int end = at + 1 + length;
            if (length >= 2 && body[at + 1] == 0x08 && end + Integer.BYTES <= body.length) {
                CRC32C crc = new CRC32C();
                crc.update(body, at, end - at);
                ByteBuffer.wrap(body).putInt(end, (int) crc.getValue());
                at = end + Integer.BYTES - 1;
            }
        }
    }
}
