package dfs.peer.blob;

import dfs.protocol.blob.BlobStore.Verdict;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** How a check of a blob travels: frames of a kind and eight bytes, the last of which is the verdict; text may follow it. */
final class VerdictForm {

    static final int FRAME_BYTES = 1 + Long.BYTES;

    private static final byte PROGRESS = 0;
    private static final byte SOUND = 1;
    private static final byte DAMAGED = 2;
    private static final byte ABSENT = 3;

    private VerdictForm() {}

    static ByteBuffer progress(long bytes) {
        return frame(PROGRESS, bytes, new byte[0]);
    }

    static ByteBuffer verdict(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Sound(long sizeBytes) -> frame(SOUND, sizeBytes, new byte[0]);
            case Verdict.Damaged(String detail) -> {
                byte[] text = detail.getBytes(StandardCharsets.UTF_8);
                yield frame(DAMAGED, text.length, text);
            }
            case Verdict.Absent() -> frame(ABSENT, 0, new byte[0]);
        };
    }

    static boolean isProgress(ByteBuffer frame) {
        return frame.get(frame.position()) == PROGRESS;
    }

    static long value(ByteBuffer frame) {
        return frame.getLong(frame.position() + 1);
    }

    /** Reads a verdict, with all that follows it. */
    static Verdict verdict(ByteBuffer form) {
        try {
            byte kind = form.get();
            long value = form.getLong();
            return switch (kind) {
                case SOUND -> new Verdict.Sound(value);
                case DAMAGED ->
                    new Verdict.Damaged(StandardCharsets.UTF_8.decode(form).toString());
                case ABSENT -> new Verdict.Absent();
                default -> throw Frames.odd();
            };
        } catch (BufferUnderflowException e) {
            throw Frames.odd();
        }
    }

    private static ByteBuffer frame(byte kind, long value, byte[] text) {
        return ByteBuffer.allocate(FRAME_BYTES + text.length)
                .put(kind)
                .putLong(value)
                .put(text)
                .flip();
    }
}
