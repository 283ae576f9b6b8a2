package dfs.metadata.index;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dfs.core.name.UploadId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** <b>Goal.</b> Any key comes out of its row as it went in, and rows are ordered as their keys are. */
class KeysFuzzTest {

    /** The first byte says where the first key ends and the second begins. */
    @FuzzTest
    void keysStandTheWayThroughTheirRows(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int cut = 1 + Math.min(input[0] & 0xFF, input.length - 1);
        byte[] one = Arrays.copyOfRange(input, 1, cut);
        byte[] two = Arrays.copyOfRange(input, cut, input.length);
        byte[] rowOfOne = Keys.version(3, one, 5);
        byte[] rowOfTwo = Keys.version(3, two, 9);
        assertThat(Keys.escapedKey(rowOfOne)).isEqualTo(one);
        assertThat(Keys.escapedKey(Keys.upload(3, two, new UploadId(7)))).isEqualTo(two);
        int order = Arrays.compareUnsigned(one, two);
        assertThat(Integer.signum(Arrays.compareUnsigned(rowOfOne, rowOfTwo)))
                .isEqualTo(order == 0 ? 1 : Integer.signum(order));
        assertThat(Keys.startsWith(rowOfOne, Keys.closed(3, one))).isTrue();
        assertThat(Keys.startsWith(rowOfOne, Keys.closed(3, two))).isEqualTo(order == 0);
        byte @Nullable [] after = Keys.afterPrefix(two);
        if (after != null && Keys.startsWith(one, two)) {
            assertThat(Arrays.compareUnsigned(one, after)).isNegative();
        }
    }
}
