package dfs.core.checksum;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Computes what describes a multipart object from what describes its parts, without their bytes. */
public final class PartChecksums {

    private PartChecksums() {}

    /** The entity tag of the whole: MD5 over the parts' MD5s, a dash and their number. Tags are without quotes. */
    public static String etag(List<String> partEtags) {
        RunningDigest md5 = RunningDigest.md5();
        for (String each : partEtags) {
            md5.update(ByteBuffer.wrap(HexFormat.of().parseHex(each)));
        }
        return HexFormat.of().formatHex(md5.finish()) + "-" + partEtags.size();
    }

    /** The checksum of the parts' checksums, in S3's form with a dash and their number. */
    public static Checksum composite(ChecksumAlgorithm algorithm, List<String> partValues) {
        RunningDigest digest = RunningDigest.of(algorithm);
        for (String each : partValues) {
            digest.update(ByteBuffer.wrap(decode(algorithm, each)));
        }
        String value = Base64.getEncoder().encodeToString(digest.finish()) + "-" + partValues.size();
        return new Checksum(algorithm, ChecksumType.COMPOSITE, value);
    }

    /**
     * The checksum of the whole object's bytes.
     *
     * @param algorithm a combinable one
     * @param partValues the parts' checksums in base64, in order
     * @param partSizesBytes their lengths
     */
    public static Checksum fullObject(ChecksumAlgorithm algorithm, List<String> partValues, List<Long> partSizesBytes) {
        if (partValues.size() != partSizesBytes.size()) {
            throw new IllegalArgumentException(
                    partValues.size() + " values do not go with " + partSizesBytes.size() + " sizes");
        }
        long whole = 0;
        long shift = 0;
        long shiftSizeBytes = -1;
        for (int i = 0; i < partValues.size(); i++) {
            long sizeBytes = partSizesBytes.get(i);
            if (sizeBytes != shiftSizeBytes) { // parts are mostly of one size
                shift = CrcCombine.shift(algorithm, sizeBytes);
                shiftSizeBytes = sizeBytes;
            }
            whole = CrcCombine.append(algorithm, whole, toLong(decode(algorithm, partValues.get(i))), shift);
        }
        byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(whole).array();
        byte[] value = Arrays.copyOfRange(bytes, Long.BYTES - algorithm.lengthBytes(), Long.BYTES);
        return new Checksum(
                algorithm, ChecksumType.FULL_OBJECT, Base64.getEncoder().encodeToString(value));
    }

    /** Whether {@code base64} is canonical base64 of as many bytes as the algorithm's values have. */
    public static boolean isWellFormed(ChecksumAlgorithm algorithm, String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            return bytes.length == algorithm.lengthBytes()
                    && Base64.getEncoder().encodeToString(bytes).equals(base64);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static byte[] decode(ChecksumAlgorithm algorithm, String base64) {
        if (!isWellFormed(algorithm, base64)) {
            throw new IllegalArgumentException("not a value of " + algorithm + ": " + base64);
        }
        return Base64.getDecoder().decode(base64);
    }

    private static long toLong(byte[] bytes) {
        long value = 0;
        for (byte each : bytes) {
            value = value << Byte.SIZE | (each & 0xFF);
        }
        return value;
    }
}
