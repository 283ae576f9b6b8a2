package dfs.node.crash;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
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

    /** What is told of the bytes when they are sent, and comes back with them. */
    String[] headers() {
        return new String[] {
            "Content-Type", type(), "x-amz-meta-seed", String.valueOf(seed), "x-amz-tagging", "seed=" + seed
        };
    }

    private String type() {
        return "application/x-" + Long.toHexString(seed);
    }

    /** Whether an answer holds these bytes and all that was told of them. */
    boolean isIn(HttpResponse<byte[]> response) {
        return response.statusCode() == 200
                && Arrays.equals(response.body(), bytes())
                && holds(response, "ETag", '"' + tag() + '"')
                && holds(response, "Content-Type", type())
                && holds(response, "x-amz-meta-seed", String.valueOf(seed))
                && holds(response, "x-amz-tagging-count", "1");
    }

    private static boolean holds(HttpResponse<byte[]> response, String header, String value) {
        return response.headers().firstValue(header).equals(Optional.of(value));
    }

    /** The entity tag: of several parts that of their tags. */
    private String tag() {
        byte[] all = bytes();
        if (parts == 1) {
            return HexFormat.of().formatHex(md5(all));
        }
        Upload upload = Upload.of(new Place("", ""), this);
        ByteArrayOutputStream tags = new ByteArrayOutputStream();
        for (int part = 1; part <= parts; part++) {
            tags.writeBytes(md5(upload.bytes(all, part)));
        }
        return HexFormat.of().formatHex(md5(tags.toByteArray())) + "-" + parts;
    }

    private static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
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
