package dfs.node.crash;

import java.util.Random;

/**
 * What a key may hold: nothing, or bytes that follow from a seed.
 *
 * @param seed of the bytes
 * @param sizeBytes how many; negative for nothing
 */
record Contents(long seed, int sizeBytes) {

    static final Contents NOTHING = new Contents(0, -1);

    boolean isNothing() {
        return sizeBytes < 0;
    }

    byte[] bytes() {
        byte[] bytes = new byte[sizeBytes];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
