package dfs.core.checksum;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that is computed over a body while it passes by: its length, its MD5 and, where asked for, its SHA-256 and one
 * checksum of S3's. Used by one thread; values are read after the last byte, and then any number of times.
 */
public final class BodyDigests {

    private final RunningDigest md5 = RunningDigest.md5();
    private final Optional<RunningDigest> sha256;
    private final Optional<ChecksumAlgorithm> algorithm;
    private final Optional<RunningDigest> checksum;
    private long sizeBytes;
    private @Nullable Values values;

    /**
     * Starts with no bytes.
     *
     * @param withSha256 whether the SHA-256 is needed, because the request's signature covers it
     * @param algorithm the checksum needed, if any
     */
    public BodyDigests(boolean withSha256, Optional<ChecksumAlgorithm> algorithm) {
        this.algorithm = algorithm;
        this.sha256 = withSha256 || algorithm.equals(Optional.of(ChecksumAlgorithm.SHA256))
                ? Optional.of(RunningDigest.sha256())
                : Optional.empty();
        this.checksum = algorithm
                .filter(each -> each != ChecksumAlgorithm.SHA256) // one SHA-256 serves both
                .map(RunningDigest::of);
    }

    /** Takes the next bytes, from position to limit. The buffer's position is left as it was. */
    public void update(ByteBuffer bytes) {
        if (values != null) {
            throw new IllegalStateException("the digests were read already");
        }
        sizeBytes += bytes.remaining();
        md5.update(bytes);
        sha256.ifPresent(digest -> digest.update(bytes));
        checksum.ifPresent(digest -> digest.update(bytes));
    }

    /** How many bytes passed. */
    public long sizeBytes() {
        return sizeBytes;
    }

    /** The MD5 in lower-case hexadecimal: an entity tag without quotes. */
    public String md5Hex() {
        return HexFormat.of().formatHex(values().md5);
    }

    /** The MD5 in base64, as {@code Content-MD5} has it. */
    public String md5Base64() {
        return Base64.getEncoder().encodeToString(values().md5);
    }

    /**
     * The SHA-256 in lower-case hexadecimal.
     *
     * @throws IllegalStateException where it was not asked for
     */
    public String sha256Hex() {
        byte[] bytes = values().sha256;
        if (bytes == null) {
            throw new IllegalStateException("no SHA-256 was asked for");
        }
        return HexFormat.of().formatHex(bytes);
    }

    /** The checksum asked for, over all bytes; absent where none was asked for. */
    public Optional<Checksum> checksum() {
        byte[] bytes = algorithm.equals(Optional.of(ChecksumAlgorithm.SHA256)) ? values().sha256 : values().checksum;
        return bytes == null
                ? Optional.empty()
                : algorithm.map(each -> new Checksum(
                        each, ChecksumType.FULL_OBJECT, Base64.getEncoder().encodeToString(bytes)));
    }

    private Values values() {
        if (values == null) {
            values = new Values(
                    md5.finish(),
                    sha256.map(RunningDigest::finish).orElse(null),
                    checksum.map(RunningDigest::finish).orElse(null));
        }
        return values;
    }

    private static final class Values {
        final byte[] md5;
        final byte @Nullable [] sha256;
        final byte @Nullable [] checksum;

        Values(byte[] md5, byte @Nullable [] sha256, byte @Nullable [] checksum) {
            this.md5 = md5;
            this.sha256 = sha256;
            this.checksum = checksum;
        }
    }
}
