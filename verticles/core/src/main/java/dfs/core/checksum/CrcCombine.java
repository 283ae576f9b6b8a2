package dfs.core.checksum;

/** Computes the CRC of two runs of bytes one after the other from the CRC of each. */
public final class CrcCombine {

    private CrcCombine() {}

    /**
     * The CRC of the concatenation.
     *
     * @param algorithm a combinable one
     * @param first CRC of the first run
     * @param second CRC of the second run
     * @param secondSizeBytes length of the second run
     */
    public static long combine(ChecksumAlgorithm algorithm, long first, long second, long secondSizeBytes) {
        throw new UnsupportedOperationException();
    }
}
