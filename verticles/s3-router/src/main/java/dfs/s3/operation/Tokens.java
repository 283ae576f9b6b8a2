package dfs.s3.operation;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Continuation tokens: where a page ended, in a form that invites nobody to compose one. */
final class Tokens {

    private static final byte VERSION = 1;

    private Tokens() {}

    static String encode(String last) {
        byte[] text = last.getBytes(StandardCharsets.UTF_8);
        byte[] token = new byte[text.length + 1];
        token[0] = VERSION;
        System.arraycopy(text, 0, token, 1, text.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws dfs.core.error.S3Failure {@code InvalidArgument} where it is something else
     */
    static String decode(String token) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(token);
            if (bytes.length > 0 && bytes[0] == VERSION) {
                return new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8);
            }
        } catch (IllegalArgumentException notBase64) {
            // answered below, as every other token that is none
        }
        throw S3Error.of(ErrorCode.INVALID_ARGUMENT, "The continuation token provided is incorrect")
                .with("ArgumentName", "continuation-token")
                .with("ArgumentValue", token)
                .failure();
    }
}
