package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.checksum.ChecksumAlgorithm;
import dfs.core.record.ObjectMetadata;
import dfs.core.record.UploadRecord;
import dfs.protocol.metadata.Mutation;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.headers.MetadataHeaders;
import dfs.s3.xml.XmlWriter;
import java.util.Optional;

/**
 * Opens a multipart upload.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html">CreateMultipartUpload</a>
 */
public final class CreateMultipartUpload implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.PUT_OBJECT;
    }

    @Override
    public S3Reply answer(S3Call call) {
        S3Request request = call.request();
        ObjectMetadata metadata = MetadataHeaders.read(request).withAccessList(AccessLists.given(call, call.ownerId()));
        Optional<ChecksumAlgorithm> algorithm = Checksums.algorithm(request);
        UploadRecord upload = call.commit(new Mutation.CreateUpload(
                request.bucketName(),
                request.objectKey(),
                call.ownerId(),
                metadata,
                PutObject.tags(call),
                algorithm,
                Checksums.type(request, algorithm)));
        XmlWriter xml = XmlWriter.document("InitiateMultipartUploadResult")
                .text("Bucket", request.bucketName().text())
                .text("Key", request.objectKey().text())
                .text("UploadId", upload.id().text());
        S3Reply reply = S3Reply.xml(xml.finish());
        algorithm.ifPresent(named -> reply.header("x-amz-checksum-algorithm", named.name())
                .header("x-amz-checksum-type", upload.checksumType().name()));
        return reply;
    }
}
