package dfs.s3.chunked;

import dfs.s3.signature.HeaderSource;
import java.util.List;

/**
 * What a request's head says of its aws-chunked body.
 *
 * @param sizeBytes length of the body once decoded, {@code x-amz-decoded-content-length}
 * @param trailerNames names of the headers that will follow the last chunk, {@code x-amz-trailer}, in lower case
 */
public record ChunkedHead(long sizeBytes, List<String> trailerNames) {

    /** Copies the list. */
    public ChunkedHead {
        trailerNames = List.copyOf(trailerNames);
    }

    /**
     * Reads the headers.
     *
     * @throws dfs.core.error.S3Failure {@code MissingContentLength}, {@code InvalidArgument}, {@code InvalidRequest}
     */
    public static ChunkedHead parse(HeaderSource headers) {
        throw new UnsupportedOperationException();
    }
}
