package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.protocol.metadata.Mutation;
import dfs.s3.body.Documents;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.xml.CorsDocument;

/**
 * Says which web pages may call a bucket.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html">PutBucketCors</a>
 */
public final class PutBucketCors implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.PUT_BUCKET_CONFIGURATION;
    }

    @Override
    public S3Reply answer(S3Call call) {
        call.commit(new Mutation.SetCors(call.request().bucketName(), CorsDocument.parse(Documents.read(call))));
        return S3Reply.ok();
    }
}
