package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.record.ObjectRecord;
import dfs.core.record.UploadRecord;
import dfs.s3.body.Intake;
import dfs.s3.body.PieceStream;
import dfs.s3.call.ByteSource;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.headers.ByteRange;
import dfs.s3.headers.ReadConditions;
import dfs.s3.xml.XmlWriter;

/**
 * Adds a part that is a range of an object. The bytes are written anew: the tag of a part is that of just its bytes.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html">UploadPartCopy</a>
 */
public final class UploadPartCopy implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.PUT_OBJECT;
    }

    @Override
    public S3Reply answer(S3Call call) {
        S3Request request = call.request();
        UploadRecord upload = Uploads.require(call);
        CopySource copied = CopySource.of(request);
        ObjectRecord source = copied.find(call);
        ReadConditions.checkCopySource(request, source);
        ByteRange range = CopySource.range(request, source);
        CopySource.checkSize(range.length());

        Intake.Taken taken;
        try (PieceStream bytes = PieceStream.open(
                call.services().blobs(),
                StoredObject.pieces(call, copied.bucket(), source, range.offset(), range.length()))) {
            ByteSource slices = () -> bytes.nextBytes(PieceStream.SLICE_BYTES_MAX);
            taken = Intake.takeCopy(slices, range.length(), upload.checksumAlgorithm(), call);
        }

        long modifiedMillis = call.services().clock().millis();
        Uploads.commitPart(call, upload, taken);
        XmlWriter xml = XmlWriter.document("CopyPartResult")
                .time("LastModified", modifiedMillis)
                .etag("ETag", taken.md5Hex());
        Checksums.write(xml, taken.checksum());
        S3Reply reply = S3Reply.xml(xml.finish());
        copied.writeVersion(reply, source);
        return reply;
    }
}
