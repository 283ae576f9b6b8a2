package dfs.core.record;

import dfs.core.checksum.ChecksumAlgorithm;
import dfs.core.checksum.ChecksumType;
import dfs.core.name.ObjectKey;
import dfs.core.name.UploadId;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A multipart upload that is open.
 *
 * @param key the key it will be written to
 * @param id its name
 * @param initiatorId canonical id of the user who opened it and will own the object
 * @param initiatedMillis milliseconds since 1970
 * @param metadata what the client said of the object to be
 * @param tags the object's tags to be
 * @param checksumAlgorithm the algorithm its parts are checked with, if one was named
 * @param checksumType what the object's checksum will cover; meaningless without an algorithm
 */
public record UploadRecord(
        ObjectKey key,
        UploadId id,
        String initiatorId,
        long initiatedMillis,
        ObjectMetadata metadata,
        SortedMap<String, String> tags,
        Optional<ChecksumAlgorithm> checksumAlgorithm,
        ChecksumType checksumType) {

    /** Freezes a copy of the tags. */
    public UploadRecord {
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    }
}
