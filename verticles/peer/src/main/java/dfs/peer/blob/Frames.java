package dfs.peer.blob;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobStore.Space;
import dfs.protocol.blob.BlobStore.StoredBlob;
import dfs.protocol.health.ComponentState;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** The binary forms in which blobs and what is told of them travel from node to node; big-endian. */
final class Frames {

    /** The most bytes that one call reads. */
    static final int READ_BYTES_MAX = 1 << 20;

    /** Before the bytes of a read: their CRC32C. */
    static final int SUM_BYTES = Integer.BYTES;

    /** After the bytes of a write, where they are to be made durable: a magic, and their CRC32C. */
    static final int MARK_BYTES = 2 * Integer.BYTES;

    /** Of the reply to a write. */
    static final int DONE_BYTES = 1;

    private static final byte DONE = 1;
    private static final int MARK = 0x44465343;
    private static final int STORED_BYTES = BlobId.LENGTH_BYTES + 2 * Long.BYTES + 1;
    private static final int SPACE_BYTES = 5 * Long.BYTES;

    private Frames() {}

    static int sum(ByteBuffer bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes.duplicate());
        return (int) sum.getValue();
    }

    static ByteBuffer mark(CRC32C sum) {
        return ByteBuffer.allocate(MARK_BYTES)
                .putInt(MARK)
                .putInt((int) sum.getValue())
                .flip();
    }

    static boolean isMark(ByteBuffer mark, CRC32C sum) {
        return mark.getInt() == MARK && mark.getInt() == (int) sum.getValue();
    }

    static ByteBuffer longValue(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).flip();
    }

    /** The reply to a write: not zero, which is a sign of life. */
    static ByteBuffer done() {
        return ByteBuffer.allocate(DONE_BYTES).put(DONE).flip();
    }

    static void requireDone(ByteBuffer form) {
        if (form.get() != DONE) {
            throw odd();
        }
    }

    static BlobId id(String text) {
        if (text.length() != 2 * BlobId.LENGTH_BYTES) {
            throw new S3Failure(ErrorCode.BAD_REQUEST, "No blob: " + text);
        }
        try {
            return new BlobId(
                    Long.parseUnsignedLong(text, 0, BlobId.LENGTH_BYTES, 16),
                    Long.parseUnsignedLong(text, BlobId.LENGTH_BYTES, text.length(), 16));
        } catch (NumberFormatException e) {
            throw new S3Failure(ErrorCode.BAD_REQUEST, "No blob: " + text);
        }
    }

    static byte[] ids(List<BlobId> ids) {
        ByteBuffer form = ByteBuffer.allocate(ids.size() * BlobId.LENGTH_BYTES);
        ids.forEach(id -> form.putLong(id.high()).putLong(id.low()));
        return form.array();
    }

    static List<BlobId> ids(byte[] form) {
        requireMultiple(form, BlobId.LENGTH_BYTES);
        ByteBuffer buffer = ByteBuffer.wrap(form);
        List<BlobId> ids = new ArrayList<>();
        while (buffer.hasRemaining()) {
            ids.add(new BlobId(buffer.getLong(), buffer.getLong()));
        }
        return ids;
    }

    static byte[] stored(List<StoredBlob> blobs) {
        ByteBuffer form = ByteBuffer.allocate(blobs.size() * STORED_BYTES);
        for (StoredBlob blob : blobs) {
            form.putLong(blob.id().high())
                    .putLong(blob.id().low())
                    .putLong(blob.sizeBytes())
                    .putLong(blob.finishedMillis())
                    .put((byte) (blob.isKnownDamaged() ? 1 : 0));
        }
        return form.array();
    }

    static List<StoredBlob> stored(byte[] form) {
        requireMultiple(form, STORED_BYTES);
        ByteBuffer buffer = ByteBuffer.wrap(form);
        List<StoredBlob> blobs = new ArrayList<>();
        while (buffer.hasRemaining()) {
            blobs.add(new StoredBlob(
                    new BlobId(buffer.getLong(), buffer.getLong()),
                    buffer.getLong(),
                    buffer.getLong(),
                    buffer.get() != 0));
        }
        return blobs;
    }

    static byte[] space(Space space) {
        return ByteBuffer.allocate(SPACE_BYTES)
                .putLong(space.capacityBytes())
                .putLong(space.freeBytes())
                .putLong(space.blobBytes())
                .putLong(space.deadBytes())
                .putLong(space.blobs())
                .array();
    }

    static Space space(byte[] form) {
        ByteBuffer buffer = ByteBuffer.wrap(form);
        try {
            return new Space(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
        } catch (BufferUnderflowException e) {
            throw odd();
        }
    }

    static byte[] state(ComponentState state) {
        return (state.status().name() + "\n" + state.detail()).getBytes(StandardCharsets.UTF_8);
    }

    static ComponentState state(byte[] form) {
        String text = new String(form, StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        try {
            return new ComponentState(
                    ComponentState.Status.valueOf(text.substring(0, Math.max(end, 0))), text.substring(end + 1));
        } catch (IllegalArgumentException e) {
            throw odd();
        }
    }

    static S3Failure odd() {
        return new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, "A reply of another node cannot be understood. Retry.");
    }

    private static void requireMultiple(byte[] form, int of) {
        if (form.length % of != 0) {
            throw odd();
        }
    }
}
