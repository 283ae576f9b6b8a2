package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.auth.Resource;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;

/** Lists the buckets of the sender at the path {@code /buckets}, where S3 leaves it free. */
public final class ListBucketsByName implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.LIST_ALL_MY_BUCKETS;
    }

    @Override
    public Resource resource(S3Request request) {
        return Resource.SERVICE;
    }

    @Override
    public boolean isListing() {
        return true;
    }

    @Override
    public S3Reply answer(S3Call call) {
        return ListBuckets.list(call);
    }
}
