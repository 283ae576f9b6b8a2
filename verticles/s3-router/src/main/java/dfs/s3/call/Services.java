package dfs.s3.call;

import dfs.core.name.BlobId;
import dfs.core.record.BucketRecord;
import dfs.protocol.Bus;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.metadata.Layout;
import dfs.protocol.web.WebOrigins;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * What operations work with.
 *
 * @param bus asks metadata and policy
 * @param blobs keeps bytes
 * @param clock tells the time
 * @param layout how buckets are spread over the groups of the metadata
 * @param blobIds names new blobs
 * @param limits how much is allowed
 * @param memory what requests share of it
 * @param webOrigins the web pages that may call whatever a bucket's own rules say
 * @param region the region of this node, and of buckets that were made without naming one
 */
public record Services(
        Bus bus,
        BlobStore blobs,
        InstantSource clock,
        Layout layout,
        Supplier<BlobId> blobIds,
        Limits limits,
        Memory memory,
        WebOrigins webOrigins,
        String region) {

    /** The region that a bucket is said to be in. */
    public String regionOf(BucketRecord bucket) {
        return bucket.region().isEmpty() ? region : bucket.region();
    }
}
