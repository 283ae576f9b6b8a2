package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.xml.XmlWriter;

/**
 * Reads whether a bucket keeps versions; a bucket that never did has no status.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html">GetBucketVersioning</a>
 */
public final class GetBucketVersioning implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.GET_BUCKET_CONFIGURATION;
    }

    @Override
    public S3Reply answer(S3Call call) {
        XmlWriter xml = XmlWriter.document("VersioningConfiguration");
        switch (call.bucket().versioning()) {
            case NEVER -> {}
            case ENABLED -> xml.text("Status", "Enabled");
            case SUSPENDED -> xml.text("Status", "Suspended");
        }
        return S3Reply.xml(xml.finish());
    }
}
