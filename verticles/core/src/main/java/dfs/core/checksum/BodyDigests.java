package dfs.core.checksum;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that is computed over a body while it passes by: its length, its MD5 and, where asked for, one checksum of S3's. Used by one thread; values are read after the last byte, and then any number of times.
 */
public final class BodyDigests {

    private final RunningDigest md5 = RunningDigest.md5();
    private final Optional<ChecksumAlgorithm> algorithm;
    private final Optional<RunningDigest> checksum;
    private long sizeBytes;
    private @Nullable Values values;

    /**
     * Starts with no bytes.
     *
     * @param algorithm the checksum needed, if any
     */
    public BodyDigests(Optional<ChecksumAlgorithm> algorithm) {
        this.algorithm = algorithm;
        this.checksum = algorithm.map(RunningDigest::of);
    }

    /** Takes the next bytes, from position to limit. The buffer's position is left as it was. */
    public void update(ByteBuffer bytes) {
        if (values != null) {
            throw new IllegalStateException("the digests were read already");
        }
        sizeBytes += bytes.remaining();
        md5.update(bytes);
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

    /** The checksum asked for, over all bytes; absent where none was asked for. */
    public Optional<Checksum> checksum() {
        byte[] bytes = values().checksum;
        return bytes == null
                ? Optional.empty()
                : algorithm.map(each -> new Checksum(
                        each, ChecksumType.FULL_OBJECT, Base64.getEncoder().encodeToString(bytes)));
    }

    private Values values() {
        if (values == null) {
            values =
                    new Values(md5.finish(), checksum.map(RunningDigest::finish).orElse(null));
        }
        return values;
    }

    private static final class Values {
        final byte[] md5;
        final byte @Nullable [] checksum;

        Values(byte[] md5, byte @Nullable [] checksum) {
            this.md5 = md5;
            this.checksum = checksum;
        }
    }
}
