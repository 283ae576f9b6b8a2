package dfs.metadata.raft;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * <b>Goal.</b> A file of the Raft log of any bytes is looked through to its end, and what is said of it is true.
 *
 * <p><b>Method.</b> The first byte says whether the file is full, the second which bit flips; the rest is the file. Its entries,
 * as far as their lengths say where they end, get the checksum that belongs to them, for nobody would guess one.
 */
class LogSegmentFileFuzzTest {

    private static final int MAGIC_BYTES = 8;

    @FuzzTest
    void aLogOfAnyBytesIsLookedThrough(byte[] input) {
        if (input.length < 2) {
            return;
        }
        byte[] file = Arrays.copyOfRange(input, 2, input.length);
        seal(file);
        OptionalLong last = (input[0] & 1) == 0 ? OptionalLong.empty() : OptionalLong.of(input[0] >>> 1 & 7);
        LogSegmentFile log = new LogSegmentFile(Path.of("log"), 0, last);
        Optional<LogSegmentFile.Damage> sealed =
                log.look(new FileBytes(ByteBuffer.wrap(file), 0)).damage();
        check(sealed, file);
        int flipped = (input[1] & 0xFF) % Math.max(1, file.length);
        if (flipped < file.length) {
            file[flipped] ^= 0x10;
            Optional<LogSegmentFile.Damage> damaged =
                    log.look(new FileBytes(ByteBuffer.wrap(file), 0)).damage();
            check(damaged, file);
            if (sealed.isEmpty()) {
                assertThat(damaged).isPresent();
            }
        }
    }

    private static void check(Optional<LogSegmentFile.Damage> damage, byte[] file) {
        damage.ifPresent(found -> {
            assertThat(found.offset()).isBetween(0L, (long) file.length);
            assertThat(found.index()).isNotNegative();
            assertThat(found.behind()).hasSizeLessThanOrEqualTo(file.length);
        });
    }

    private static void seal(byte[] file) {
        int at = MAGIC_BYTES;
        while (at < file.length) {
            int position = at;
            long length = 0;
            for (int shift = 0; position < file.length && shift <= 28; shift += 7) {
                length |= (long) (file[position] & 0x7F) << shift;
                if (file[position++] >= 0) {
                    break;
                }
            }
            if (length < 2 || length > file.length - position - Integer.BYTES) {
                return;
            }
            int end = position + (int) length;
            CRC32C crc = new CRC32C();
            crc.update(file, at, end - at);
            ByteBuffer.wrap(file).putInt(end, (int) crc.getValue());
            at = end + Integer.BYTES;
        }
    }
}
