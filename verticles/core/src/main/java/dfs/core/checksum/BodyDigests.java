package dfs.core.checksum;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * All that is computed over a body while it passes by: its length, its MD5 and, where asked for, its SHA-256 and one
 * checksum of S3's. Used by one thread; values are read after the last byte, and then any number of times.
 */
public final class BodyDigests {

    /**
     * Starts with no bytes.
     *
     * @param withSha256 whether the SHA-256 is needed, because the request's signature covers it
     * @param algorithm the checksum needed, if any
     */
    public BodyDigests(boolean withSha256, Optional<ChecksumAlgorithm> algorithm) {
        throw new UnsupportedOperationException();
    }

    /** Takes the next bytes, from position to limit. The buffer's position is left as it was. */
    public void update(ByteBuffer bytes) {
        throw new UnsupportedOperationException();
    }

    /** How many bytes passed. */
    public long sizeBytes() {
        throw new UnsupportedOperationException();
    }

    /** The MD5 in lower-case hexadecimal: an entity tag without quotes. */
    public String md5Hex() {
        throw new UnsupportedOperationException();
    }

    /** The MD5 in base64, as {@code Content-MD5} has it. */
    public String md5Base64() {
        throw new UnsupportedOperationException();
    }

    /**
     * The SHA-256 in lower-case hexadecimal.
     *
     * @throws IllegalStateException where it was not asked for
     */
    public String sha256Hex() {
        throw new UnsupportedOperationException();
    }

    /** The checksum asked for, over all bytes; absent where none was asked for. */
    public Optional<Checksum> checksum() {
        throw new UnsupportedOperationException();
    }
}
