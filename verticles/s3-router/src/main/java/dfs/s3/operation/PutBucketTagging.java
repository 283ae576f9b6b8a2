package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.protocol.metadata.Mutation;
import dfs.s3.body.Documents;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.xml.TagSet;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Replaces the tags of a bucket.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html">PutBucketTagging</a>
 */
public final class PutBucketTagging implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.PUT_BUCKET_CONFIGURATION;
    }

    @Override
    public S3Reply answer(S3Call call) {
        SortedMap<String, String> tags = TagSet.parse(Documents.read(call), TagSet.BUCKET_TAGS_MAX);
        // To S3 a bucket with no tags is one without a tag set.
        call.commit(new Mutation.SetBucketTags(
                call.request().bucketName(), Optional.of(tags).filter(set -> !set.isEmpty())));
        return S3Reply.noContent();
    }
}
