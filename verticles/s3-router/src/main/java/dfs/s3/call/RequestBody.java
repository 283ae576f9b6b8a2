package dfs.s3.call;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The body of a request as an operation reads it: unwrapped from {@code aws-chunked}, each chunk's signature verified. At
 * its end its length and the SHA-256 that the request's signature covers are compared.
 */
public interface RequestBody extends ByteSource {

    /** No body. */
    RequestBody EMPTY = new RequestBody() {
        @Override
        public long sizeBytes() {
            return 0;
        }

        @Override
        public Optional<ByteBuffer> next() {
            return Optional.empty();
        }

        @Override
        public Optional<String> trailer(String name) {
            return Optional.empty();
        }
    };

    /** How many bytes the body is declared to have once unwrapped; -1 where that is not declared. */
    long sizeBytes();

    /** A trailing header, by its name in lower case; only after the end of the body. */
    Optional<String> trailer(String name);

    /**
     * Reads the whole body into memory.
     *
     * @param bytesMax the most it may have
     * @throws S3Failure {@code MaxMessageLengthExceeded} where it has more
     */
    default byte[] readAll(int bytesMax) {
        long size = sizeBytes();
        if (size > bytesMax) {
            throw tooLarge(bytesMax);
        }
        byte[] bytes = new byte[size >= 0 ? (int) size : Math.min(bytesMax, 8192)];
        int length = 0;
        for (Optional<ByteBuffer> next = next(); next.isPresent(); next = next()) {
            ByteBuffer buffer = next.get();
            int more = buffer.remaining();
            if (more > bytesMax - length) {
                throw tooLarge(bytesMax);
            }
            if (more > bytes.length - length) {
                bytes = java.util.Arrays.copyOf(bytes, Math.clamp(2L * (length + more), 0, bytesMax));
            }
            buffer.get(bytes, length, more);
            length += more;
        }
        return length == bytes.length ? bytes : java.util.Arrays.copyOf(bytes, length);
    }

    private static S3Failure tooLarge(int bytesMax) {
        return new S3Failure(
                ErrorCode.MAX_MESSAGE_LENGTH_EXCEEDED,
                "The request body is larger than the " + bytesMax + " bytes that this operation takes.");
    }
}
