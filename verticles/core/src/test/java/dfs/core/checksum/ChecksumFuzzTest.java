package dfs.core.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** <b>Goal.</b> A checksum's text is a value of its algorithm or none; sums of parts are the sum of the whole wherever it is cut. */
class ChecksumFuzzTest {

    @FuzzTest
    void aValueIsWellFormedOrIsNone(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            if (PartChecksums.isWellFormed(algorithm, text)) {
                byte[] value = Base64.getDecoder().decode(text);
                assertThat(value).hasSize(algorithm.lengthBytes());
                assertThat(Base64.getEncoder().encodeToString(value)).isEqualTo(text);
            }
        }
        ChecksumAlgorithm.parse(text)
                .ifPresent(algorithm -> assertThat(algorithm.name()).isEqualToIgnoringCase(text));
    }

    /** The first byte says where the first part ends. */
    @FuzzTest
    void sumsOfPartsAreTheSumOfTheWhole(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] whole = Arrays.copyOfRange(input, 1, input.length);
        int cut = Math.min(input[0] & 0xFF, whole.length);
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            if (algorithm.isCombinable()) {
                List<String> parts = List.of(
                        sum(algorithm, Arrays.copyOf(whole, cut)),
                        sum(algorithm, Arrays.copyOfRange(whole, cut, whole.length)));
                List<Long> sizes = List.of((long) cut, (long) whole.length - cut);
                assertThat(PartChecksums.fullObject(algorithm, parts, sizes).value())
                        .isEqualTo(sum(algorithm, whole));
            }
        }
    }

    private static String sum(ChecksumAlgorithm algorithm, byte[] bytes) {
        BodyDigests digests = new BodyDigests(Optional.of(algorithm));
        digests.update(ByteBuffer.wrap(bytes));
        return digests.checksum().orElseThrow().value();
    }
}
