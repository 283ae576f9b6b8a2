package dfs.s3.headers;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import java.nio.charset.StandardCharsets;

/** Text that stands for a header and was not sent as one: a field of a form, or a parameter of a presigned URL. */
public final class HeaderText {

    private HeaderText() {}

    /**
     * A value as HTTP shows it, one character a byte; line ends must not get into the headers of a reply.
     *
     * @throws dfs.core.error.S3Failure {@code InvalidArgument} where HTTP could not send it
     */
    public static String value(String name, String value) {
        if (!name.chars().allMatch(HeaderText::isOfToken)
                || value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7F)) {
            throw S3Error.of(
                            ErrorCode.INVALID_ARGUMENT,
                            "The field's or parameter's name or value cannot stand in a header.")
                    .with("ArgumentName", name)
                    .failure();
        }
        return asSent(value);
    }

    /** A value as it would come in a header, one character a byte, whether or not HTTP could send it. */
    public static String asSent(String value) {
        return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Whether a character may stand in a header's name (RFC 9110, 5.6.2). */
    private static boolean isOfToken(int c) {
        return (c >= '0' && c <= '9')
                || (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }
}
