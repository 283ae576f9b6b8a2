package dfs.core.name;

import java.util.HexFormat;

/**
 * The name of an immutable blob, unique in the whole system and silent about where the blob is kept. The first 48 bits
 * are the milliseconds since 1970 at which it was begun, so that neighbours in time are neighbours in an index; the next 8 are the
 * group of the metadata that names it, where there are several, and the other 72, or 80, are random.
 *
 * @param high milliseconds in the upper 48 bits, the group in the next 8, random below
 * @param low random
 */
public record BlobId(long high, long low) implements Comparable<BlobId> {

    /** Bytes of the binary form: high, then low, big-endian. */
    public static final int LENGTH_BYTES = 16;

    private static final int GROUP_SHIFT = 8;
    private static final long GROUP_BITS = 0xFF00;

    /** Composes an id from the time it was begun and 80 random bits. */
    public static BlobId of(long beganMillis, int random16, long random64) {
        return new BlobId((beganMillis << 16) | (random16 & 0xFFFF), random64);
    }

    /** This id with its group's bits set to {@code group}. */
    public BlobId withGroup(int group) {
        return new BlobId((high & ~GROUP_BITS) | ((long) group << GROUP_SHIFT), low);
    }

    /** The group's bits: anything where the metadata is of one group. */
    public int group() {
        return (int) ((high & GROUP_BITS) >>> GROUP_SHIFT);
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
