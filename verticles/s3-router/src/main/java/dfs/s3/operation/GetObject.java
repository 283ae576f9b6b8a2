package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.record.ObjectRecord;
import dfs.s3.body.Piece;
import dfs.s3.body.PieceStream;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.headers.ByteRange;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Reads an object, a range of it or one of its parts.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html">GetObject</a>
 */
public final class GetObject implements Operation {

    /** Up to here a body is one buffer, written together with the head: below, that is cheaper than sending from a file. */
    private static final int BUFFERED_BYTES_MAX = 64 << 10;

    @Override
    public Action action(S3Request request) {
        return request.query().has("versionId") ? Action.GET_OBJECT_VERSION : Action.GET_OBJECT;
    }

    @Override
    public S3Reply answer(S3Call call) {
        return switch (StoredObject.find(call)) {
            case StoredObject.Found.Absent absent -> absent.reply();
            case StoredObject.Found.Version version -> read(call, version.object());
        };
    }

    private static S3Reply read(S3Call call, ObjectRecord object) {
        ObjectReply head = ObjectReply.of(call, object);
        if (head.isBodiless()) {
            return head.reply();
        }
        ByteRange range = head.range();
        List<Piece> pieces =
                StoredObject.pieces(call, call.request().bucketName(), object, range.offset(), range.length());
        PieceStream stream = PieceStream.open(call.services().blobs(), pieces);
        if (range.length() <= BUFFERED_BYTES_MAX) {
            try (stream) {
                return head.reply().body(new S3Reply.Body.Whole(readAll(stream, (int) range.length())));
            }
        }
        return head.reply().body(new S3Reply.Body.Stream(stream));
    }

    private static ByteBuffer readAll(PieceStream stream, int length) {
        ByteBuffer first = stream.nextBytes(length).orElse(ByteBuffer.allocate(0));
        if (first.remaining() == length) {
            return first;
        }
        ByteBuffer all = ByteBuffer.allocate(length).put(first);
        while (all.hasRemaining()) {
            all.put(stream.nextBytes(all.remaining())
                    .orElseThrow(() -> new IllegalStateException("the object ended early")));
        }
        return all.flip();
    }
}
