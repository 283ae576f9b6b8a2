package dfs.core.auth;

import java.util.Optional;

/**
 * What has been granted on the resource: the inputs of a decision that are stored with the data. Access lists, bucket
 * policies, public access blocks and object locks are further components of this record.
 *
 * @param bucketOwnerId canonical id of the bucket's owner; absent where there is no bucket yet
 */
public record Grants(Optional<String> bucketOwnerId) {

    /** Nothing granted. */
    public static final Grants NONE = new Grants(Optional.empty());
}
