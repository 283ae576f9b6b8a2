package dfs.node.crash;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What a version holds: nothing, where it is a delete marker, or bytes that follow from a seed. No two puts share a seed, so
 * that versions with one seed share their blobs.
 *
 * @param seed of the bytes
 * @param sizeBytes how many; negative for nothing
 * @param parts how many parts they were written in
 */
record Contents(long seed, int sizeBytes, int parts) {

    static final Contents NOTHING = new Contents(0, -1, 0);

    /** The most bytes that stand in the metadata and need no blob. */
    private static final int INLINE_BYTES_MAX = 4_096;

    /** Contents written as one. */
    static Contents of(long seed, int sizeBytes) {
        return new Contents(seed, sizeBytes, 1);
    }

    boolean isNothing() {
        return sizeBytes < 0;
    }

    /** How many blobs keep the bytes. */
    int blobs() {
        return sizeBytes <= INLINE_BYTES_MAX ? 0 : parts;
    }

    byte[] bytes() {
        SplittableRandom random = new SplittableRandom(seed);
        ByteBuffer bytes = ByteBuffer.allocate(sizeBytes + Long.BYTES);
        while (bytes.position() < sizeBytes) {
            bytes.putLong(random.nextLong());
        }
        return Arrays.copyOf(bytes.array(), sizeBytes);
    }
}
