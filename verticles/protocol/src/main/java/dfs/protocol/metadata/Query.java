package dfs.protocol.metadata;

import dfs.core.Bytes;
import dfs.core.checksum.ChecksumAlgorithm;
import dfs.core.checksum.ChecksumType;
import dfs.core.name.BlobId;
import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.core.name.UploadId;
import dfs.core.name.VersionId;
import dfs.core.record.AccessKey;
import dfs.core.record.BucketRecord;
import dfs.core.record.ObjectRecord;
import dfs.core.record.PartRecord;
import dfs.core.record.UploadRecord;
import dfs.core.record.Usage;
import dfs.core.record.User;
import dfs.protocol.cluster.Member;
import java.util.List;
import java.util.Optional;

/**
 * A read of the metadata. Queries about a bucket fail with {@code NoSuchBucket} where there is none.
 *
 * @param <A> its answer
 */
public sealed interface Query<A> {

    /** The most entries one page of any listing holds. */
    int PAGE_MAX = 1000;

    // ---- buckets ----

    /** Finds a bucket; empty where there is none. */
    record FindBucket(BucketName name) implements Query<Optional<BucketRecord>> {}

    /**
     * Lists buckets by name.
     *
     * @param ownerId whose; absent for everybody's
     * @param prefix what names begin with
     * @param after names come after this one; empty for the first page
     * @param max most entries, 1 to 10,000
     */
    record ListBuckets(Optional<String> ownerId, String prefix, String after, int max)
            implements Query<Page<BucketRecord>> {}

    /** Reads what a bucket holds. */
    record FindUsage(BucketName bucket) implements Query<Usage> {}

    // ---- objects ----

    /**
     * Finds a version: the one named, or else the current one, which may be a delete marker. Empty where there is none.
     */
    record FindObject(BucketName bucket, ObjectKey key, Optional<VersionId> versionId)
            implements Query<Optional<ObjectRecord>> {}

    /** Finds the parts of a multi-part object, in order. Empty where the version they were of is gone. */
    record FindManifest(BucketName bucket, long manifestId) implements Query<Optional<List<PartRecord>>> {}

    /**
     * Lists current objects, in order of the bytes of their keys, folding keys that share a prefix up to the delimiter.
     *
     * @param prefix what keys begin with; empty for all
     * @param delimiter up to which keys are folded; empty for no folding
     * @param after entries come after this key or common prefix; empty for the first page. An after that is a common
     *     prefix (as NextMarker gives it) skips everything under it
     * @param max most entries and prefixes together, 0 to {@link #PAGE_MAX}
     */
    record ListObjects(BucketName bucket, String prefix, String delimiter, String after, int max)
            implements Query<Listing<ListedObject>> {}

    /**
     * What a listing shows of an object.
     *
     * @param checksumAlgorithm and {@code checksumType}: of its checksum, if any
     */
    record ListedObject(
            ObjectKey key,
            long sizeBytes,
            String etag,
            long modifiedMillis,
            String ownerId,
            String storageClass,
            Optional<ChecksumAlgorithm> checksumAlgorithm,
            Optional<ChecksumType> checksumType) {}

    /**
     * Lists all versions and delete markers, by key and then newest first.
     *
     * @param afterKey entries come after this key; empty for the first page
     * @param afterVersion within {@code afterKey}, entries come after this version; absent to skip the key as a whole
     */
    record ListVersions(
            BucketName bucket,
            String prefix,
            String delimiter,
            String afterKey,
            Optional<VersionId> afterVersion,
            int max)
            implements Query<Listing<ListedVersion>> {}

    /**
     * What a listing of versions shows.
     *
     * @param isLatest whether it is the key's current version
     * @param storageClass empty for a delete marker, as is {@code etag}
     */
    record ListedVersion(
            ObjectKey key,
            VersionId versionId,
            boolean isLatest,
            boolean isDeleteMarker,
            long sizeBytes,
            String etag,
            long modifiedMillis,
            String ownerId,
            String storageClass,
            Optional<ChecksumAlgorithm> checksumAlgorithm,
            Optional<ChecksumType> checksumType) {}

    // ---- multipart ----

    /** Finds an open upload; empty where there is none of this id for this key. */
    record FindUpload(BucketName bucket, ObjectKey key, UploadId uploadId) implements Query<Optional<UploadRecord>> {}

    /** Lists the parts of an open upload whose numbers are above {@code afterNumber}. Fails: NoSuchUpload. */
    record ListParts(BucketName bucket, ObjectKey key, UploadId uploadId, int afterNumber, int max)
            implements Query<Page<PartRecord>> {}

    /** Lists open uploads by key, then by the time they were opened. */
    record ListUploads(
            BucketName bucket,
            String prefix,
            String delimiter,
            String afterKey,
            Optional<UploadId> afterUpload,
            int max)
            implements Query<Listing<UploadRecord>> {}

    // ---- garbage ----

    /**
     * Lists blobs that were condemned before a time and not buried yet, in order, after the one given. Those that never had a name count as
     * condemned so much later: see {@link Mutation.CondemnBlobs}.
     *
     * @param beforeMillis milliseconds since 1970; readers that began before it may still need younger ones
     */
    record ListCondemned(Optional<BlobId> after, long beforeMillis, int max) implements Query<Page<BlobId>> {}

    /** Of the blobs given, those that something names. */
    record FindNamedBlobs(List<BlobId> blobs) implements Query<List<BlobId>> {}

    /** Lists blobs that something names, in order, after the one given. */
    record ListNamedBlobs(Optional<BlobId> after, int max) implements Query<Page<BlobId>> {}

    // ---- users ----

    /** A credential and the user it speaks for. */
    record Credential(AccessKey key, User user) {}

    /** Finds a signing key and its user; empty where there is no such key. */
    record FindAccessKey(String id) implements Query<Optional<Credential>> {}

    /** Finds an API token by its SHA-256. */
    record FindApiKey(Bytes sha256) implements Query<Optional<Credential>> {}

    /** Finds a user by name. */
    record FindUser(String name) implements Query<Optional<User>> {}

    /** Finds a user by canonical id. */
    record FindUserById(String id) implements Query<Optional<User>> {}

    /** Lists users by name, after the one given. */
    record ListUsers(String after, int max) implements Query<Page<User>> {}

    /** Lists keys by id, of one user or of all. */
    record ListAccessKeys(Optional<String> userName, String after, int max) implements Query<Page<AccessKey>> {}

    /** Lists the members that keep no metadata, in order of their names. */
    record ListVoiceless() implements Query<List<Member>> {}

    /** Asks whether there is anything for {@link Mutation.ReleaseParts} to do. */
    record FindLetGo() implements Query<Boolean> {}

    /** Reads how far the metadata is. */
    record FindProgress() implements Query<Progress> {}

    /**
     * How far the metadata is.
     *
     * @param revision the newest revision applied
     * @param appliedIndex the log entry applied last
     * @param buckets how many buckets there are
     * @param total what all buckets hold together
     * @param condemnedBlobs how many blobs wait for their deletion
     */
    record Progress(long revision, long appliedIndex, long buckets, Usage total, long condemnedBlobs) {}

    /**
     * A page of a plain listing.
     *
     * @param entries in order
     * @param hasMore whether a next page, asked for after the last entry, would hold more
     */
    record Page<E>(List<E> entries, boolean hasMore) {
        /** Copies the list. */
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /**
     * A page of a listing with folding.
     *
     * @param entries in order
     * @param prefixes common prefixes, in order
     * @param hasMore whether more would follow
     * @param last the key or common prefix that ends the page in order: what a next page is asked for after; empty where
     *     the page is empty
     */
    record Listing<E>(List<E> entries, List<String> prefixes, boolean hasMore, String last) {
        /** Copies the lists. */
        public Listing {
            entries = List.copyOf(entries);
            prefixes = List.copyOf(prefixes);
        }
    }
}
