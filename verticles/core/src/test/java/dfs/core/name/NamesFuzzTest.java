package dfs.core.name;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** <b>Goal.</b> A text is the name of one thing or of none, and is written as it was read. */
class NamesFuzzTest {

    @FuzzTest
    void aNameIsReadAsItIsWrittenOrIsNone(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        VersionId.parse(text).ifPresent(id -> assertThat(id.text()).isEqualTo(text));
        UploadId.parse(text).ifPresent(id -> assertThat(id.text()).isEqualTo(text));
        if (BucketName.isValid(text)) {
            assertThat(new BucketName(text).text()).isEqualTo(text).matches("[a-z0-9.-]{3,63}");
        }
    }
}
