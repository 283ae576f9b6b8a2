package dfs.core.checksum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class PartChecksumsTest {

    @ParameterizedTest
    @EnumSource(
            names = {"SHA1", "SHA256"},
            mode = Mode.EXCLUDE)
    void theValueOfTheWholeFollowsFromThoseOfItsParts(ChecksumAlgorithm algorithm) {
        Random random = new Random(11);
        for (int round = 0; round < 200; round++) {
            BodyDigests whole = new BodyDigests(Optional.of(algorithm));
            List<String> values = new ArrayList<>();
            List<Long> sizes = new ArrayList<>();
            int parts = 1 + random.nextInt(6);
            for (int i = 0; i < parts; i++) {
                byte[] part = new byte[random.nextInt(3) == 0 ? random.nextInt(3) : random.nextInt(5_000)];
                random.nextBytes(part);
                whole.update(ByteBuffer.wrap(part));
                values.add(valueOf(algorithm, part));
                sizes.add((long) part.length);
            }
            assertThat(PartChecksums.fullObject(algorithm, values, sizes))
                    .as("round %d", round)
                    .isEqualTo(whole.checksum().orElseThrow());
        }
    }

    @Test
    void aRunOfGigabytesCombinesAsZeroBytesDo() {
        // Appending n zero bytes twice is appending 2n, far beyond what a test can feed.
        long crc = 0x1234_5678L;
        long zeros = 3L << 30;
        long crcOfZeros = 0;
        long once = CrcCombine.combine(ChecksumAlgorithm.CRC32, crc, crcOfZeros, zeros);
        long twice = CrcCombine.combine(ChecksumAlgorithm.CRC32, once, crcOfZeros, zeros);
        assertThat(CrcCombine.combine(ChecksumAlgorithm.CRC32, crc, crcOfZeros, 2 * zeros))
                .isEqualTo(twice);
    }

    @Test
    void aCompositeIsTheChecksumOfTheChecksumsAndTheirNumber() {
        byte[] first = {1, 2, 3};
        byte[] second = {4};
        String one = valueOf(ChecksumAlgorithm.SHA256, first);
        String two = valueOf(ChecksumAlgorithm.SHA256, second);
        ByteBuffer both = ByteBuffer.allocate(64)
                .put(Base64.getDecoder().decode(one))
                .put(Base64.getDecoder().decode(two))
                .flip();
        String expected = valueOf(ChecksumAlgorithm.SHA256, both.array()) + "-2";
        assertThat(PartChecksums.composite(ChecksumAlgorithm.SHA256, List.of(one, two)))
                .isEqualTo(new Checksum(ChecksumAlgorithm.SHA256, ChecksumType.COMPOSITE, expected));
    }

    @Test
    void theEntityTagIsTheMd5OfTheMd5sAndTheirNumber() {
        // md5(md5("a") + md5("b")) by md5sum
        assertThat(PartChecksums.etag(List.of("0cc175b9c0f1b6a831c399e269772661", "92eb5ffee6ae2fec3ad71c777531578f")))
                .isEqualTo("96e024ba2074fe77e8e965ba43a704be-2");
    }

    @Test
    void onlyCanonicalBase64OfTheRightLengthIsWellFormed() {
        assertThat(PartChecksums.isWellFormed(ChecksumAlgorithm.CRC32, "AAAAAA=="))
                .isTrue();
        assertThat(PartChecksums.isWellFormed(ChecksumAlgorithm.CRC32, "AAAAAA"))
                .isFalse();
        assertThat(PartChecksums.isWellFormed(ChecksumAlgorithm.CRC32, "AAAAAB=="))
                .isFalse();
        assertThat(PartChecksums.isWellFormed(ChecksumAlgorithm.CRC32C, "AAAAAAA="))
                .isFalse();
        assertThat(PartChecksums.isWellFormed(ChecksumAlgorithm.SHA256, "sailorjerry"))
                .isFalse();
        assertThat(PartChecksums.isWellFormed(ChecksumAlgorithm.SHA1, "")).isFalse();
    }

    @Test
    void hashesAreNotCombined() {
        assertThatThrownBy(() -> CrcCombine.combine(ChecksumAlgorithm.SHA1, 1, 2, 3))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String valueOf(ChecksumAlgorithm algorithm, byte[] bytes) {
        RunningDigest digest = RunningDigest.of(algorithm);
        digest.update(ByteBuffer.wrap(bytes));
        return Base64.getEncoder().encodeToString(digest.finish());
    }
}
