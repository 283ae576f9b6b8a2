package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.protocol.metadata.Mutation;
import dfs.s3.body.Documents;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.xml.VersioningDocument;

/**
 * Switches versioning on, or suspends it.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html">PutBucketVersioning</a>
 */
public final class PutBucketVersioning implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.PUT_BUCKET_CONFIGURATION;
    }

    @Override
    public S3Reply answer(S3Call call) {
        call.commit(new Mutation.SetVersioning(
                call.request().bucketName(), VersioningDocument.parse(Documents.read(call))));
        return S3Reply.ok();
    }
}
