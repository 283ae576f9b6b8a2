package dfs.s3.body;

import dfs.core.Bytes;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.core.record.Content;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobWriter;
import dfs.s3.call.S3Call;
import dfs.s3.call.Services;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes bytes of which nobody knows how many they will be, while a blob must know its length when it is begun. Up to a piece
 * of them stays in memory; more go to blobs of a piece each, which are copied into one in the end and deleted.
 *
 * <p>Such a blob is garbage to the census once it is older than its grace: an upload slower than that fails.
 */
final class Spool implements AutoCloseable {

    /** Bytes of a piece: what one upload may hold in memory. */
    private static final int PIECE_BYTES = 1 << 20;

    private static final int FIRST_BYTES = 8 << 10;

    private final S3Call call;
    private final Services services;
    private final List<BlobId> pieces = new ArrayList<>();
    private byte[] rest = new byte[FIRST_BYTES];
    private int restBytes;

    Spool(S3Call call) {
        this.call = call;
        this.services = call.services();
    }

    /** Takes the next bytes. */
    void add(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (restBytes == PIECE_BYTES) {
                spill();
            }
            int more = Math.min(bytes.remaining(), PIECE_BYTES - restBytes);
            if (restBytes + more > rest.length) {
                rest = Arrays.copyOf(rest, Math.clamp(2L * (restBytes + more), 0, PIECE_BYTES));
            }
            bytes.get(rest, restBytes, more);
            restBytes += more;
        }
    }

    /** Keeps all that was taken, inline or in one blob. */
    Content finish() {
        if (pieces.isEmpty() && restBytes <= services.limits().inlineBytesMax()) {
            return new Content.Inline(Bytes.copyOf(rest, 0, restBytes));
        }
        BlobId id = call.newBlob();
        try (BlobWriter writer = services.blobs().create(id, (long) PIECE_BYTES * pieces.size() + restBytes)) {
            for (BlobId piece : pieces) {
                writer.write(read(piece));
            }
            writer.write(ByteBuffer.wrap(rest, 0, restBytes));
            writer.commit();
            return new Content.Blob(id);
        }
    }

    @Override
    public void close() {
        if (!pieces.isEmpty()) {
            services.blobs().delete(pieces);
        }
    }

    private void spill() {
        BlobId id = call.newBlob();
        try (BlobWriter writer = services.blobs().create(id, PIECE_BYTES)) {
            writer.write(ByteBuffer.wrap(rest, 0, restBytes));
            writer.commit();
        }
        pieces.add(id);
        // The old array is the writer's for good: a slow replica may still read it.
        rest = new byte[PIECE_BYTES];
        restBytes = 0;
    }

    private ByteBuffer read(BlobId piece) {
        try (BlobReader reader = services.blobs()
                .open(piece)
                .orElseThrow(() -> new S3Failure(
                        ErrorCode.REQUEST_TIMEOUT, "The upload took so long that its first bytes were given up."))) {
            return reader.read(0, PIECE_BYTES);
        }
    }
}
