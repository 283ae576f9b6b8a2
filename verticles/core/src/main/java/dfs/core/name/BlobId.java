package dfs.core.name;

import java.util.HexFormat;

/**
 * The name of an immutable blob, unique in the whole system and silent about where the blob is kept. The first 48 bits
 * are the milliseconds since 1970 at which it was begun, so that neighbours in time are neighbours in an index; the other
 * 80 are random.
 *
 * @param high milliseconds in the upper 48 bits, random below
 * @param low random
 */
public record BlobId(long high, long low) implements Comparable<BlobId> {

    /** Bytes of the binary form: high, then low, big-endian. */
    public static final int LENGTH_BYTES = 16;

    /** Composes an id from the time it was begun and 80 random bits. */
    public static BlobId of(long beganMillis, int random16, long random64) {
        return new BlobId((beganMillis << 16) | (random16 & 0xFFFF), random64);
    }

    /** Milliseconds since 1970 at which the blob was begun. */
    public long beganMillis() {
        return high >>> 16;
    }

    @Override
    public int compareTo(BlobId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
