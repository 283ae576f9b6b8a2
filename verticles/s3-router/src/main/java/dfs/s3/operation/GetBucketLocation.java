package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.xml.XmlWriter;

/**
 * Reads the region that a bucket was created in; empty where its creator named none.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html">GetBucketLocation</a>
 */
public final class GetBucketLocation implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.GET_BUCKET_LOCATION;
    }

    @Override
    public S3Reply answer(S3Call call) {
        XmlWriter xml = XmlWriter.document("LocationConstraint");
        if (!call.bucket().region().isEmpty()) {
            xml.content(call.bucket().region());
        }
        return S3Reply.xml(xml.finish());
    }
}
