package dfs.core.auth;

import dfs.core.name.BucketName;
import java.util.Optional;

/**
 * What an action is done to.
 *
 * @param bucket the bucket; absent where the action is about the service
 * @param key the object's key, or for a listing the prefix asked for; absent where the action is about the bucket
 */
public record Resource(Optional<BucketName> bucket, Optional<String> key) {

    /** The service itself. */
    public static final Resource SERVICE = new Resource(Optional.empty(), Optional.empty());

    /** A bucket. */
    public static Resource of(BucketName bucket) {
        return new Resource(Optional.of(bucket), Optional.empty());
    }

    /** An object, or the keys under a prefix. */
    public static Resource of(BucketName bucket, String key) {
        return new Resource(Optional.of(bucket), Optional.of(key));
    }
}
