package dfs.core.checksum;

/**
 * Computes the CRC of two runs of bytes one after the other from the CRC of each.
 *
 * <p>A CRC is a polynomial over the field of two elements, modulo the generator. Bytes that follow multiply it by x to the
 * power of their number of bits; then the CRC of what follows is added. Values here are reflected: the highest power stands
 * in the lowest bit.
 *
 * @see <a href="https://github.com/madler/crcany">crcany, which derives it for any CRC</a>
 */
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
        return append(algorithm, first, second, shift(algorithm, secondSizeBytes));
    }

    /** What the CRC of a run is multiplied by when {@code sizeBytes} bytes follow it. */
    static long shift(ChecksumAlgorithm algorithm, long sizeBytes) {
        return zeroBytes(width(algorithm), polynomial(algorithm), sizeBytes);
    }

    /** The CRC of the concatenation, where {@code shift} belongs to the second run's length. */
    static long append(ChecksumAlgorithm algorithm, long first, long second, long shift) {
        return multiply(first, shift, width(algorithm), polynomial(algorithm)) ^ second;
    }

    /** x to the power of the bits of {@code count} bytes, modulo the generator. */
    static long zeroBytes(int width, long polynomial, long count) {
        if (count < 0) {
            throw new IllegalArgumentException("count " + count + " is negative");
        }
        long product = 1L << (width - 1);
        long square = 1L << (width - 9);
        for (long rest = count; rest != 0; rest >>>= 1) {
            if ((rest & 1) != 0) {
                product = multiply(product, square, width, polynomial);
            }
            square = multiply(square, square, width, polynomial);
        }
        return product;
    }

    /** The product of two reflected polynomials, modulo the generator. */
    static long multiply(long a, long b, int width, long polynomial) {
        long product = 0;
        long factor = b;
        for (int bit = width - 1; bit >= 0; bit--) {
            product ^= -((a >>> bit) & 1) & factor;
            factor = (factor >>> 1) ^ (-(factor & 1) & polynomial);
        }
        return product;
    }

    private static int width(ChecksumAlgorithm algorithm) {
        return algorithm.lengthBytes() * Byte.SIZE;
    }

    private static long polynomial(ChecksumAlgorithm algorithm) {
        return switch (algorithm) {
            case CRC32 -> 0xEDB88320L;
            case CRC32C -> 0x82F63B78L;
            case CRC64NVME -> Crc64Nvme.POLYNOMIAL;
            case SHA1, SHA256 -> throw new IllegalArgumentException(algorithm + " cannot be combined");
        };
    }
}
