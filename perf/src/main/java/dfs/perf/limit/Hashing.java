package dfs.perf.limit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Random;

/** How fast one core hashes. */
public final class Hashing {

    private static final int PIECE_BYTES = 64 * 1024;
    private static final int PIECES_PER_LOOK = 16;
    private static final int TRIES = 10;

    private Hashing() {}

    /** Bytes per second of one core, in pieces as they come off a socket: the best of some tries, as the core may be shared. */
    public static double bytesPerSecond(String algorithm, Duration time) {
        MessageDigest digest = digest(algorithm);
        byte[] piece = new byte[PIECE_BYTES];
        new Random(1).nextBytes(piece);
        double best = 0;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            best = Math.max(best, rate(digest, piece, time.dividedBy(TRIES)));
        }
        return best;
    }

    private static double rate(MessageDigest digest, byte[] piece, Duration time) {
        long start = System.nanoTime();
        long elapsed = 0;
        long bytes = 0;
        while (elapsed < time.toNanos()) {
            for (int index = 0; index < PIECES_PER_LOOK; index++) {
                digest.update(piece);
            }
            bytes += (long) PIECES_PER_LOOK * PIECE_BYTES;
            elapsed = System.nanoTime() - start;
        }
        return bytes * 1e9 / elapsed;
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException("this JDK has no " + algorithm, e);
        }
    }
}
