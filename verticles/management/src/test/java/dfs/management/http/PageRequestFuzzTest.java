package dfs.management.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** <b>Goal.</b> No text is more than a continuation token or a refusal, and a token says what its page ended with. */
class PageRequestFuzzTest {

    @FuzzTest
    void aTokenIsReadOrRefused(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        check(text);
        check(Base64.getUrlEncoder().withoutPadding().encodeToString(input));
        assertThat(new PageRequest(1, Optional.of(PageRequest.next(text, ""))).after(2))
                .containsExactly(text, "");
    }

    private static void check(String token) {
        for (int length = 1; length <= 2; length++) {
            try {
                List<String> after = new PageRequest(1, Optional.of(token)).after(length);
                assertThat(after).hasSize(length).doesNotContainNull();
            } catch (S3Failure refused) {
                assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
            }
        }
    }
}
