package dfs.protocol.metadata;

import dfs.core.name.BlobId;
import dfs.core.name.BucketName;
import dfs.core.record.Revisions;
import java.nio.charset.StandardCharsets;

/**
 * How the metadata is spread over groups, each of which commits on its own: all of a bucket is in one, by its name; what is the cluster's,
 * users and keys, is in group 0. Fixed when a cluster is founded. That this says where a bucket is, and nothing else does, is what would
 * let a bucket be spread over several.
 *
 * @param groups how many there are, 1 to {@link Revisions#GROUPS_MAX}
 */
public record Layout(int groups) {

    /** All in one group. */
    public static final Layout ONE = new Layout(1);

    private static final long FNV_BASIS = 0xCBF2_9CE4_8422_2325L;
    private static final long FNV_PRIME = 0x0000_0100_0000_01B3L;
    private static final long MIX_1 = 0xFF51_AFD7_ED55_8CCDL;
    private static final long MIX_2 = 0xC4CE_B9FE_1A85_EC53L;
    private static final int MIX_SHIFT = 33;

    /** Checks the range. */
    public Layout {
        if (groups < 1 || groups > Revisions.GROUPS_MAX) {
            throw new IllegalArgumentException(groups + " groups");
        }
    }

    /** Where a bucket is, or would be. */
    public int groupOf(BucketName bucket) {
        return groups == 1 ? 0 : (int) Long.remainderUnsigned(hash(bucket.text()), groups);
    }

    /** Where a blob is named, if it is. */
    public int groupOf(BlobId blob) {
        return blob.group() % groups;
    }

    /** The name that a new blob must have for a bucket to name it, out of one that is like no other. */
    public BlobId blobOf(BucketName bucket, BlobId unlikeAnyOther) {
        return groups == 1 ? unlikeAnyOther : unlikeAnyOther.withGroup(groupOf(bucket));
    }

    /** FNV-1a, mixed: part of what is stored. */
    private static long hash(String text) {
        long hash = FNV_BASIS;
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (each & 0xFF)) * FNV_PRIME;
        }
        hash = (hash ^ (hash >>> MIX_SHIFT)) * MIX_1;
        hash = (hash ^ (hash >>> MIX_SHIFT)) * MIX_2;
        return hash ^ (hash >>> MIX_SHIFT);
    }
}
