package dfs.core.record;

import dfs.core.checksum.Checksum;
import dfs.core.name.ObjectKey;
import dfs.core.name.VersionId;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One version of an object, or a delete marker.
 *
 * @param key the object's key
 * @param versionId how clients name the version; {@link VersionId#NULL} where versioning was not enabled
 * @param revision the commit that made it; greater is newer
 * @param modifiedMillis milliseconds since 1970, stamped at commit
 * @param ownerId canonical id of the user who owns it
 * @param isDeleteMarker whether this version says that the object is deleted
 * @param sizeBytes bytes of the object
 * @param etag the entity tag without quotes: MD5 in hexadecimal, for multipart followed by a dash and the part count;
 *     empty text for a delete marker
 * @param metadata what the client said of it
 * @param tags its tag set; empty for none
 * @param checksum its stored checksum, if it has one
 * @param content where its bytes are
 */
public record ObjectRecord(
        ObjectKey key,
        VersionId versionId,
        long revision,
        long modifiedMillis,
        String ownerId,
        boolean isDeleteMarker,
        long sizeBytes,
        String etag,
        ObjectMetadata metadata,
        SortedMap<String, String> tags,
        Optional<Checksum> checksum,
        Content content) {

    /** Freezes a copy of the tags. */
    public ObjectRecord {
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    }

    /** The same version with its bytes elsewhere. */
    public ObjectRecord withContent(Content other) {
        return new ObjectRecord(
                key,
                versionId,
                revision,
                modifiedMillis,
                ownerId,
                isDeleteMarker,
                sizeBytes,
                etag,
                metadata,
                tags,
                checksum,
                other);
    }
}
