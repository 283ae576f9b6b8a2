package dfs.core.checksum;

import java.util.List;

/** Computes what describes a multipart object from what describes its parts, without their bytes. */
public final class PartChecksums {

    private PartChecksums() {}

    /** The entity tag of the whole: MD5 over the parts' MD5s, a dash and their number. Tags are without quotes. */
    public static String etag(List<String> partEtags) {
        throw new UnsupportedOperationException();
    }

    /** The checksum of the parts' checksums, in S3's form with a dash and their number. */
    public static Checksum composite(ChecksumAlgorithm algorithm, List<String> partValues) {
        throw new UnsupportedOperationException();
    }

    /**
     * The checksum of the whole object's bytes.
     *
     * @param algorithm a combinable one
     * @param partValues the parts' checksums in base64, in order
     * @param partSizesBytes their lengths
     */
    public static Checksum fullObject(
            ChecksumAlgorithm algorithm, List<String> partValues, List<Long> partSizesBytes) {
        throw new UnsupportedOperationException();
    }

    /** Whether {@code base64} is canonical base64 of as many bytes as the algorithm's values have. */
    public static boolean isWellFormed(ChecksumAlgorithm algorithm, String base64) {
        throw new UnsupportedOperationException();
    }
}
