package dfs.s3.chunked;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.s3.signature.HeaderSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a request's head says of its aws-chunked body.
 *
 * @param sizeBytes length of the body once decoded, {@code x-amz-decoded-content-length}
 * @param trailerNames names of the headers that will follow the last chunk, {@code x-amz-trailer}, in lower case
 */
public record ChunkedHead(long sizeBytes, List<String> trailerNames) {

    private static final String LENGTH = "x-amz-decoded-content-length";
    private static final String TRAILER = "x-amz-trailer";

    /** Copies the list. */
    public ChunkedHead {
        trailerNames = List.copyOf(trailerNames);
    }

    /**
     * Reads the headers.
     *
     * @throws S3Failure {@code MissingContentLength}, {@code InvalidArgument}, {@code InvalidRequest}
     */
    public static ChunkedHead parse(HeaderSource headers) {
        String length = headers.first(LENGTH)
                .map(String::strip)
                .orElseThrow(() -> new S3Failure(
                        ErrorCode.MISSING_CONTENT_LENGTH, "Send the " + LENGTH + " header with an aws-chunked body."));
        return new ChunkedHead(length(length), trailerNames(headers.all(TRAILER)));
    }

    private static long length(String text) {
        // 19 digits would not fit into a long always; no body is that long.
        if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw S3Error.of(ErrorCode.INVALID_ARGUMENT, LENGTH + " is not a length.")
                    .with("ArgumentName", LENGTH)
                    .with("ArgumentValue", text)
                    .failure();
        }
        return Long.parseLong(text);
    }

    private static List<String> trailerNames(List<String> values) {
        List<String> names = new ArrayList<>();
        for (String value : values) {
            for (String each : value.split(",", -1)) {
                String name = each.strip().toLowerCase(Locale.ROOT);
                if (name.isEmpty()) {
                    continue;
                }
                if (!name.startsWith("x-amz-checksum-") || names.contains(name)) {
                    throw new S3Failure(
                            ErrorCode.INVALID_REQUEST,
                            "The value specified in the x-amz-trailer header is not supported");
                }
                names.add(name);
            }
        }
        return names;
    }
}
