package dfs.core.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Crc64NvmeTest {

    @Test
    void theCheckValueIsThatOfTheCatalogue() {
        assertThat(of("123456789".getBytes(StandardCharsets.US_ASCII))).isEqualTo(0xAE8B14860A799888L);
        assertThat(of(new byte[0])).isZero();
    }

    /** Values of the NVM Command Set Specification, table "64b CRC test cases for a 4 KiB logical block". */
    @ParameterizedTest
    @CsvSource({"0, 6482D367EB22B64E", "255, C0DDBA7302ECA3AC"})
    void blocksOfOneOctetHaveTheValuesOfTheStandard(int octet, String expected) {
        byte[] block = new byte[4096];
        java.util.Arrays.fill(block, (byte) octet);
        assertThat(of(block)).isEqualTo(Long.parseUnsignedLong(expected, 16));
    }

    @Test
    void anyCutOfTheInputGivesTheValueOfOctetsOneByOne() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            byte[] bytes = new byte[random.nextInt(20_000)];
            random.nextBytes(bytes);
            Crc64Nvme slow = new Crc64Nvme();
            for (byte each : bytes) {
                slow.update(each);
            }
            Crc64Nvme fast = new Crc64Nvme();
            int at = 0;
            while (at < bytes.length) {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(9_000));
                if (random.nextBoolean()) {
                    fast.update(bytes, at, length);
                } else {
                    ByteBuffer direct = ByteBuffer.allocateDirect(length)
                            .put(bytes, at, length)
                            .flip();
                    fast.update(direct);
                    assertThat(direct.hasRemaining()).isFalse();
                }
                at += length;
            }
            assertThat(fast.getValue()).as("round %d", round).isEqualTo(slow.getValue());
        }
    }

    private static long of(byte[] bytes) {
        Crc64Nvme crc = new Crc64Nvme();
        crc.update(bytes, 0, bytes.length);
        return crc.getValue();
    }
}
