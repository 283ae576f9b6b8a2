package dfs.core.record;

import dfs.core.auth.AccessList;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a client says of an object beside its bytes.
 *
 * @param system S3's system headers by lower-case name ({@code content-type}, {@code cache-control},
 *     {@code content-disposition}, {@code content-encoding}, {@code content-language}, {@code expires},
 *     {@code x-amz-website-redirect-location}), values as given
 * @param user user metadata by lower-case name without {@code x-amz-meta-}
 * @param storageClass the storage class as S3 names it, {@code STANDARD} by default
 * @param accessList who may do what with the object, beside its owner
 */
public record ObjectMetadata(
        SortedMap<String, String> system, SortedMap<String, String> user, String storageClass, AccessList accessList) {

    /** The storage class of an object whose client names none. */
    public static final String STANDARD = "STANDARD";

    /** Nothing said, storage class {@code STANDARD}. */
    public static final ObjectMetadata NONE =
            new ObjectMetadata(new TreeMap<>(), new TreeMap<>(), STANDARD, AccessList.PRIVATE);

    /** Freezes copies of the maps. */
    public ObjectMetadata {
        system = Collections.unmodifiableSortedMap(new TreeMap<>(system));
        user = Collections.unmodifiableSortedMap(new TreeMap<>(user));
    }

    /** The same with another access list. */
    public ObjectMetadata withAccessList(AccessList list) {
        return new ObjectMetadata(system, user, storageClass, list);
    }
}
