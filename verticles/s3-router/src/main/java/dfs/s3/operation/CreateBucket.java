package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.record.BucketRecord;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Query;
import dfs.s3.body.Documents;
import dfs.s3.call.RegionName;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.xml.CreateBucketDocument;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Creates a bucket. As S3's first endpoint does, a node of us-east-1 makes buckets of whatever region is named, and says so of
 * them from then on; they all stand in the one place that there is. A node of another region makes buckets of its own alone.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html">CreateBucket</a>
 */
public final class CreateBucket implements Operation {

    @Override
    public Action action(S3Request request) {
        return Action.CREATE_BUCKET;
    }

    @Override
    public S3Reply answer(S3Call call) {
        CreateBucketDocument document = CreateBucketDocument.parse(Documents.read(call));
        String region = call.services().region();
        Optional<String> other = document.locationConstraint().filter(named -> !named.equals(region));
        if (other.isPresent() && !region.equals(RegionName.UNNAMED)) {
            throw new S3Failure(
                    ErrorCode.ILLEGAL_LOCATION_CONSTRAINT,
                    "The " + other.get()
                            + " location constraint is incompatible for the region specific endpoint this request"
                            + " was sent to: this is " + region + ".");
        }
        if (other.isPresent() && !RegionName.isOne(other.get())) {
            throw new S3Failure(
                    ErrorCode.INVALID_ARGUMENT,
                    "A location constraint is the name of a region: up to 64 letters, digits and hyphens.");
        }
        Optional<SortedMap<String, String>> tags = Optional.of(document.tags()).filter(given -> !given.isEmpty());
        BucketRecord bucket = create(call, other.orElse(region.equals(RegionName.UNNAMED) ? "" : region), tags);
        return S3Reply.ok().header("Location", "/" + bucket.name().text());
    }

    /** In the region that clients do not name, S3 takes it well when an owner creates a bucket again, and changes nothing. */
    private static BucketRecord create(S3Call call, String region, Optional<SortedMap<String, String>> tags) {
        S3Request request = call.request();
        String ownerId = call.user().id();
        try {
            return call.commit(new Mutation.CreateBucket(
                    request.bucketName(), ownerId, region, AccessLists.given(call, ownerId), tags));
        } catch (S3Failure failure) {
            if (failure.code() != ErrorCode.BUCKET_ALREADY_OWNED_BY_YOU || !region.isEmpty()) {
                throw failure;
            }
            return call.read(new Query.FindBucket(request.bucketName())).orElseThrow(() -> failure);
        }
    }
}
