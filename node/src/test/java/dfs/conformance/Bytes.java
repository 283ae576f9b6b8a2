package dfs.conformance;

import java.util.Arrays;
import java.util.Random;

/** Bytes to be written. */
final class Bytes {

    private static final int SEED = 3;

    private Bytes() {}

    /** The same at each call. */
    static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new Random(SEED).nextBytes(bytes);
        return bytes;
    }

    static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
