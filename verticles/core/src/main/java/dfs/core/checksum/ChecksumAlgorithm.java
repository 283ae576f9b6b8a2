package dfs.core.checksum;

import java.util.Optional;

/**
 * The checksum algorithms of S3.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html">Checking object
 *     integrity</a>
 */
public enum ChecksumAlgorithm {
    CRC32(4),
    CRC32C(4),
    CRC64NVME(8),
    SHA1(20),
    SHA256(32);

    private final int lengthBytes;

    ChecksumAlgorithm(int lengthBytes) {
        this.lengthBytes = lengthBytes;
    }

    /** Bytes of a value before base64. */
    public int lengthBytes() {
        return lengthBytes;
    }

    /** The header that carries a value, in lower case: {@code x-amz-checksum-crc32}. */
    public String header() {
        return "x-amz-checksum-" + name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The XML element that carries a value: {@code ChecksumCRC32}. */
    public String element() {
        return "Checksum" + name();
    }

    /** Whether values of consecutive parts can be combined into the value of the whole. */
    public boolean isCombinable() {
        return this == CRC32 || this == CRC32C || this == CRC64NVME;
    }

    /** Finds an algorithm by S3's name of it, in any case. */
    public static Optional<ChecksumAlgorithm> parse(String text) {
        for (ChecksumAlgorithm algorithm : values()) {
            if (algorithm.name().equalsIgnoreCase(text)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }
}
