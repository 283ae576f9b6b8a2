package dfs.s3.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dfs.s3.Foreign;
import java.nio.charset.StandardCharsets;

/** <b>Goal.</b> No text is more than a continuation token or a refusal, and a token says where its page ended. */
class TokensFuzzTest {

    @FuzzTest
    void aTokenIsReadOrRefused(byte[] input) {
        Foreign.read(() -> Tokens.decode(new String(input, StandardCharsets.UTF_8)))
                .value()
                .ifPresent(
                        last -> assertThat(Tokens.decode(Tokens.encode(last))).isEqualTo(last));
        String last = new String(input, StandardCharsets.UTF_8);
        assertThat(Tokens.decode(Tokens.encode(last))).isEqualTo(last);
    }
}
