package dfs.s3.form;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;

/**
 * How many bytes a file may have, both bounds included.
 *
 * @param bytesMin the fewest
 * @param bytesMax the most
 */
public record SizeRange(long bytesMin, long bytesMax) {

    /** Any size. */
    public static final SizeRange ANY = new SizeRange(0, Long.MAX_VALUE);

    /** What lies in both ranges. */
    SizeRange and(SizeRange other) {
        return new SizeRange(Math.max(bytesMin, other.bytesMin), Math.min(bytesMax, other.bytesMax));
    }

    /**
     * Checks a size that is still growing.
     *
     * @throws dfs.core.error.S3Failure {@code EntityTooLarge}
     */
    public void checkGrowing(long bytes) {
        if (bytes > bytesMax) {
            throw S3Error.of(ErrorCode.ENTITY_TOO_LARGE, "Your proposed upload exceeds the maximum allowed size")
                    .with("ProposedSize", Long.toString(bytes))
                    .with("MaxSizeAllowed", Long.toString(bytesMax))
                    .failure();
        }
    }

    /**
     * Checks the size of the whole.
     *
     * @throws dfs.core.error.S3Failure {@code EntityTooLarge}, {@code EntityTooSmall}
     */
    public void check(long bytes) {
        checkGrowing(bytes);
        if (bytes < bytesMin) {
            throw S3Error.of(
                            ErrorCode.ENTITY_TOO_SMALL, "Your proposed upload is smaller than the minimum allowed size")
                    .with("ProposedSize", Long.toString(bytes))
                    .with("MinSizeAllowed", Long.toString(bytesMin))
                    .failure();
        }
    }
}
