package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.checksum.Checksum;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.UploadId;
import dfs.core.record.ObjectRecord;
import dfs.core.record.UploadRecord;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Query;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.headers.VersionHeaders;
import dfs.s3.headers.WriteConditions;
import dfs.s3.xml.CompleteDocument;
import dfs.s3.xml.XmlWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes an object of the parts of a multipart upload. Sent again after it succeeded, it answers the same.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html">CompleteMultipartUpload</a>
 */
public final class CompleteMultipartUpload implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.PUT_OBJECT;
    }

    @Override
    public S3Reply answer(S3Call call) {
        S3Request request = call.request();
        UploadId id = Uploads.id(request);
        // A completion's checksum header is about the object, not about this document: it is compared at the commit.
        List<Mutation.CompletedPart> parts = CompleteDocument.parse(call.document());
        Optional<UploadRecord> upload = call.read(new Query.FindUpload(request.bucketName(), request.objectKey(), id));
        Optional<Checksum> whole = upload.flatMap(open -> Checksums.ofWhole(request, open.checksumType()));
        upload.ifPresent(open -> checkType(request, open));
        ObjectRecord made = call.commit(new Mutation.CompleteUpload(
                request.bucketName(),
                request.objectKey(),
                id,
                parts,
                whole,
                size(request),
                WriteConditions.of(request)));
        XmlWriter xml = XmlWriter.document("CompleteMultipartUploadResult")
                .text("Location", location(request))
                .text("Bucket", request.bucketName().text())
                .text("Key", request.objectKey().text())
                .etag("ETag", made.etag());
        Checksums.write(xml, made.checksum());
        made.checksum().ifPresent(value -> xml.text("ChecksumType", value.type().name()));
        S3Reply reply = S3Reply.xml(xml.finish());
        VersionHeaders.writeMade(reply, call.bucket(), made.versionId());
        return reply;
    }

    /** Refuses another checksum type than the one that the upload was opened with. */
    private static void checkType(S3Request request, UploadRecord upload) {
        String type = upload.checksumType().name();
        if (request.header("x-amz-checksum-type")
                .filter(named -> !named.equals(type))
                .isPresent()) {
            throw new S3Failure(
                    ErrorCode.INVALID_REQUEST,
                    "The upload was created using the " + type
                            + " checksum mode. The complete request must use the same checksum mode.");
        }
    }

    private static OptionalLong size(S3Request request) {
        Optional<String> text = request.header("x-amz-mp-object-size");
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!text.get().matches("[0-9]{1,18}")) {
            throw new S3Failure(ErrorCode.INVALID_REQUEST, "Value for x-amz-mp-object-size header is invalid.");
        }
        return OptionalLong.of(Long.parseLong(text.get()));
    }

    /** Where the object is: what the request was sent to, whichever way that names the bucket. */
    private static String location(S3Request request) {
        return (request.isSecure() ? "https://" : "http://")
                + request.header("Host").orElse("localhost")
                + request.rawPath();
    }
}
