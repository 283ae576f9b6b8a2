package dfs.perf.client;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * The bytes of an upload: one random MiB, over and over. All hashes are taken once, so that sending costs the client nothing but
 * the copy into the socket.
 */
public final class Body {

    /** The size of a signed chunk; minio-go, and with it warp, sends such. */
    static final int CHUNK_BYTES = 64 * 1024;

    /** The SHA-256 of nothing. */
    static final String EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static final int PATTERN_BYTES = 1024 * 1024;

    private final ByteBuffer pattern;
    private final long sizeBytes;
    private final String sha256;
    private final List<String> chunkSha256;

    private Body(byte[] pattern, long sizeBytes) {
        this.pattern = ByteBuffer.allocateDirect(pattern.length).put(pattern).flip();
        this.sizeBytes = sizeBytes;
        MessageDigest whole = Hex.sha256();
        for (long at = 0; at < sizeBytes; at += pattern.length) {
            whole.update(pattern, 0, (int) Math.min(pattern.length, sizeBytes - at));
        }
        this.sha256 = HexFormat.of().formatHex(whole.digest());
        List<String> chunks = new ArrayList<>();
        for (long at = 0; at < sizeBytes; at += CHUNK_BYTES) {
            int offset = (int) (at % pattern.length);
            int length = (int) Math.min(CHUNK_BYTES, sizeBytes - at);
            chunks.add(
                    at >= pattern.length && length == CHUNK_BYTES
                            ? chunks.get(offset / CHUNK_BYTES)
                            : Hex.sha256(Arrays.copyOfRange(pattern, offset, offset + length)));
        }
        this.chunkSha256 = List.copyOf(chunks);
    }

    /** A body of this size. The same size gives the same bytes. */
    public static Body of(long sizeBytes) {
        byte[] pattern = new byte[(int) Math.min(PATTERN_BYTES, sizeBytes)];
        new Random(sizeBytes).nextBytes(pattern);
        return new Body(pattern, sizeBytes);
    }

    /** A body of these bytes, at most one MiB. */
    public static Body of(byte[] bytes) {
        if (bytes.length > PATTERN_BYTES) {
            throw new IllegalArgumentException("at most 1 MiB, these are " + bytes.length + " bytes");
        }
        return new Body(bytes, bytes.length);
    }

    public long sizeBytes() {
        return sizeBytes;
    }

    /** The bytes from {@code at}, as many as lie together and at most {@code max}: a view of its own. */
    public ByteBuffer from(long at, long max) {
        int offset = (int) (at % pattern.capacity());
        long length = Math.min(max, Math.min(pattern.capacity() - offset, sizeBytes - at));
        return pattern.slice(offset, (int) length);
    }

    /** In hexadecimal. */
    String sha256() {
        return sha256;
    }

    /** Of chunk {@code index}, in hexadecimal. */
    String chunkSha256(int index) {
        return chunkSha256.get(index);
    }

    int chunks() {
        return chunkSha256.size();
    }

    int chunkBytes(int index) {
        return (int) Math.min(CHUNK_BYTES, sizeBytes - (long) index * CHUNK_BYTES);
    }
}
