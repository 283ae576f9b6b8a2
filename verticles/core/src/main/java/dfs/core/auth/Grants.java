package dfs.core.auth;

import java.util.Optional;

/**
 * What has been granted on the resource: the inputs of a decision that are stored with the data. Access lists, bucket
 * policies, public access blocks and object locks are further components of this record.
 *
 * @param bucketOwnerId canonical id of the bucket's owner; absent where there is no bucket yet
 * @param bucketList the bucket's access list
 * @param objectOwnerId canonical id of the object's owner; absent where there is no object, or it was not looked up because
 *     the bucket decides
 * @param objectList the object's access list
 */
public record Grants(
        Optional<String> bucketOwnerId, AccessList bucketList, Optional<String> objectOwnerId, AccessList objectList) {

    /** Nothing granted. */
    public static final Grants NONE = new Grants(Optional.empty());

    /** Of a bucket with this owner and nothing granted to anybody else. */
    public Grants(Optional<String> bucketOwnerId) {
        this(bucketOwnerId, AccessList.PRIVATE, Optional.empty(), AccessList.PRIVATE);
    }
}
