package dfs.core.record;

import dfs.core.auth.AccessList;
import dfs.core.name.BucketName;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A bucket and its configuration.
 *
 * @param name its name
 * @param id its number, never used again after the bucket is deleted
 * @param ownerId canonical id of the user who created it
 * @param createdMillis milliseconds since 1970
 * @param region the location constraint given at creation; empty text for none
 * @param versioning whether it keeps versions
 * @param tags its tag set; absent where none was put
 * @param cors its CORS rules; empty for none
 * @param accessList who may do what with it, beside its owner
 */
public record BucketRecord(
        BucketName name,
        long id,
        String ownerId,
        long createdMillis,
        String region,
        Versioning versioning,
        Optional<SortedMap<String, String>> tags,
        List<CorsRule> cors,
        AccessList accessList) {

    /** Copies the rules. */
    public BucketRecord {
        cors = List.copyOf(cors);
    }
}
