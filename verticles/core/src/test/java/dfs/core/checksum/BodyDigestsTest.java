package dfs.core.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyDigestsTest {

    private static final ByteBuffer CHECK = ByteBuffer.wrap("123456789".getBytes(StandardCharsets.US_ASCII));

    /** Check values of the CRC catalogue, and of sha1sum and sha256sum. */
    @ParameterizedTest
    @CsvSource({
        "CRC32, y/Q5Jg==",
        "CRC32C, 4waSgw==",
        "CRC64NVME, rosUhgp5mIg=",
        "SHA1, 98O8HYCOBHMq32eZZczDTKeuNEE=",
        "SHA256, FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="
    })
    void eachAlgorithmGivesItsCheckValue(ChecksumAlgorithm algorithm, String expected) {
        BodyDigests digests = new BodyDigests(Optional.of(algorithm));
        digests.update(CHECK.duplicate().limit(4));
        digests.update(CHECK.duplicate().position(4));
        assertThat(digests.checksum()).contains(new Checksum(algorithm, ChecksumType.FULL_OBJECT, expected));
        assertThat(digests.md5Hex()).isEqualTo("25f9e794323b453885f5181f1b624d0b");
        assertThat(digests.md5Base64()).isEqualTo("JfnnlDI7RTiF9RgfG2JNCw==");
        assertThat(digests.sizeBytes()).isEqualTo(9);
    }

    @Test
    void aBufferIsLeftWhereItWas() {
        BodyDigests digests = new BodyDigests(Optional.of(ChecksumAlgorithm.CRC64NVME));
        ByteBuffer direct =
                ByteBuffer.allocateDirect(10).put((byte) 1).put((byte) 2).flip();
        digests.update(direct);
        assertThat(direct.remaining()).isEqualTo(2);
    }

    @Test
    void whatWasNotAskedForIsNotThere() {
        BodyDigests digests = new BodyDigests(Optional.empty());
        assertThat(digests.checksum()).isEmpty();
    }
}
