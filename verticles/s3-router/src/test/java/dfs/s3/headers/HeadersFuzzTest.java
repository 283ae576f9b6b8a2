package dfs.s3.headers;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dfs.core.error.ErrorCode;
import dfs.protocol.Consistency;
import dfs.s3.Foreign;
import dfs.s3.Foreign.Outcome;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** <b>Goal.</b> No value of a header is more than a range, a date, a list of tags or a level, or none. */
class HeadersFuzzTest {

    /** Eight bytes of an object's length, then a header. */
    @FuzzTest
    void aRangeLiesWithinTheObjectOrIsNone(byte[] input) {
        if (input.length < Long.BYTES) {
            return;
        }
        long sizeBytes = ByteBuffer.wrap(input).getLong() & Long.MAX_VALUE;
        String header = Foreign.text(Arrays.copyOfRange(input, Long.BYTES, input.length));
        Outcome<Optional<ByteRange>> outcome = Foreign.read(() -> ByteRange.parse(header, sizeBytes));
        outcome.refusal().ifPresent(code -> assertThat(code).isEqualTo(ErrorCode.INVALID_RANGE));
        outcome.value().flatMap(range -> range).ifPresent(range -> {
            assertThat(range.length()).isPositive();
            assertThat(range.offset()).isBetween(0L, sizeBytes - range.length());
            String canonical = "bytes=" + range.offset() + "-" + (range.offset() + range.length() - 1);
            if (sizeBytes < 1_000_000_000_000_000_000L) {
                assertThat(ByteRange.parse(canonical, sizeBytes)).contains(range);
            }
            assertThat(range.contentRange(sizeBytes)).startsWith("bytes ").endsWith("/" + sizeBytes);
        });
    }

    @FuzzTest
    void aDateIsReadOrNone(byte[] input) {
        HttpDates.parse(Foreign.text(input)).ifPresent(millis -> {
            String written = HttpDates.format(millis);
            // Years of other than four digits have no form in HTTP.
            if (millis >= -62_135_596_800_000L && millis < 253_402_300_800_000L && written.length() == 29) {
                assertThat(HttpDates.parse(written)).hasValue(Math.floorDiv(millis, 1000L) * 1000);
            }
        });
    }

    @FuzzTest
    void aListOfTagsIsRead(byte[] input) {
        List<String> tags = EntityTags.parse(Foreign.text(input));
        assertThat(tags).allSatisfy(tag -> assertThat(tag).doesNotContain(","));
        assertThat(tags.size()).isBetween(1, input.length + 1);
        Consistency.parse(Foreign.text(input))
                .ifPresent(level -> assertThat(Consistency.parse(level.text())).contains(level));
    }
}
