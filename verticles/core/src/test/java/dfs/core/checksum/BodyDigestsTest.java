package dfs.core.checksum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        BodyDigests digests = new BodyDigests(false, Optional.of(algorithm));
        digests.update(CHECK.duplicate().limit(4));
        digests.update(CHECK.duplicate().position(4));
        assertThat(digests.checksum()).contains(new Checksum(algorithm, ChecksumType.FULL_OBJECT, expected));
        assertThat(digests.md5Hex()).isEqualTo("25f9e794323b453885f5181f1b624d0b");
        assertThat(digests.md5Base64()).isEqualTo("JfnnlDI7RTiF9RgfG2JNCw==");
        assertThat(digests.sizeBytes()).isEqualTo(9);
    }

    @Test
    void aBufferIsLeftWhereItWas() {
        BodyDigests digests = new BodyDigests(true, Optional.of(ChecksumAlgorithm.CRC64NVME));
        ByteBuffer direct =
                ByteBuffer.allocateDirect(10).put((byte) 1).put((byte) 2).flip();
        digests.update(direct);
        assertThat(direct.remaining()).isEqualTo(2);
    }

    @Test
    void oneSha256ServesTheSignatureAndTheChecksum() {
        BodyDigests digests = new BodyDigests(true, Optional.of(ChecksumAlgorithm.SHA256));
        assertThat(digests.sha256Hex()).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(digests.checksum().orElseThrow().value()).isEqualTo("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    @Test
    void whatWasNotAskedForIsNotThere() {
        BodyDigests digests = new BodyDigests(false, Optional.empty());
        assertThat(digests.checksum()).isEmpty();
        assertThatThrownBy(digests::sha256Hex).isInstanceOf(IllegalStateException.class);
    }
}
