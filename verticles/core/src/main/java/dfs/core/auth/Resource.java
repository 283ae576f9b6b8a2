package dfs.core.auth;

import dfs.core.name.BucketName;
import dfs.core.name.VersionId;
import java.util.Optional;

/**
 * What an action is done to.
 *
 * @param bucket the bucket; absent where the action is about the service
 * @param key the object's key, or for a listing the prefix asked for; absent where the action is about the bucket
 * @param versionId the version of the object; absent for the current one
 */
public record Resource(Optional<BucketName> bucket, Optional<String> key, Optional<VersionId> versionId) {

    /** The service itself. */
    public static final Resource SERVICE = new Resource(Optional.empty(), Optional.empty(), Optional.empty());

    /** A bucket. */
    public static Resource of(BucketName bucket) {
        return new Resource(Optional.of(bucket), Optional.empty(), Optional.empty());
    }

    /** The current version of an object, or the keys under a prefix. */
    public static Resource of(BucketName bucket, String key) {
        return of(bucket, key, Optional.empty());
    }

    /** A version of an object. */
    public static Resource of(BucketName bucket, String key, Optional<VersionId> versionId) {
        return new Resource(Optional.of(bucket), Optional.of(key), versionId);
    }
}
