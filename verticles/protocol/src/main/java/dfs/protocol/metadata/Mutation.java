package dfs.protocol.metadata;

import dfs.core.auth.AccessList;
import dfs.core.auth.Role;
import dfs.core.auth.Scope;
import dfs.core.checksum.Checksum;
import dfs.core.checksum.ChecksumAlgorithm;
import dfs.core.checksum.ChecksumType;
import dfs.core.name.BlobId;
import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.core.name.UploadId;
import dfs.core.name.VersionId;
import dfs.core.record.AccessKey;
import dfs.core.record.BucketRecord;
import dfs.core.record.Content;
import dfs.core.record.CorsRule;
import dfs.core.record.ObjectMetadata;
import dfs.core.record.ObjectRecord;
import dfs.core.record.UploadRecord;
import dfs.core.record.User;
import dfs.core.record.Versioning;
import dfs.protocol.cluster.Member;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * A change to the metadata, decided when it is applied: every precondition and every check of existence is part of it.
 *
 * <p>A mutation that is refused changes nothing, but that the blob it was to name is condemned: nobody else knows of it.
 *
 * <p>Where a mutation names a blob for the first time the blob is durable already, and {@code bornAfter} is a revision that
 * the metadata had before any of its bytes were kept. A commit is refused where the blob is condemned, and where garbage that was
 * condemned after that revision is buried already, as the blob may have been among it: see {@link CondemnBlobs}.
 *
 * @param <R> what it makes
 */
public sealed interface Mutation<R> {

    /** Result of a mutation that makes nothing to speak of. */
    enum Done {
        DONE
    }

    // ---- buckets ----

    /** Makes a bucket. Refused: BucketAlreadyOwnedByYou, BucketAlreadyExists. */
    record CreateBucket(
            BucketName name,
            String ownerId,
            String region,
            AccessList accessList,
            Optional<SortedMap<String, String>> tags)
            implements Mutation<BucketRecord> {
        /** One without tags. */
        public CreateBucket(BucketName name, String ownerId, String region, AccessList accessList) {
            this(name, ownerId, region, accessList, Optional.empty());
        }

        /** A private one. */
        public CreateBucket(BucketName name, String ownerId, String region) {
            this(name, ownerId, region, AccessList.PRIVATE);
        }
    }

    /** Removes a bucket. Refused: NoSuchBucket, BucketNotEmpty (objects, versions, delete markers); open uploads go with it. */
    record DeleteBucket(BucketName name) implements Mutation<Done> {}

    /** Switches versioning to ENABLED or SUSPENDED. Refused: NoSuchBucket. */
    record SetVersioning(BucketName name, Versioning versioning) implements Mutation<Done> {}

    /** Replaces or removes a bucket's tag set. Refused: NoSuchBucket. */
    record SetBucketTags(BucketName name, Optional<SortedMap<String, String>> tags) implements Mutation<Done> {}

    /** Replaces a bucket's CORS rules; empty removes them. Refused: NoSuchBucket. */
    record SetCors(BucketName name, List<CorsRule> rules) implements Mutation<Done> {}

    /** Replaces a bucket's access list. Refused: NoSuchBucket. */
    record SetBucketAcl(BucketName name, AccessList accessList) implements Mutation<Done> {}

    // ---- objects ----

    /**
     * What a new version is made of.
     *
     * @param ownerId canonical id of its owner
     * @param sizeBytes bytes of the object
     * @param etag without quotes
     * @param metadata what the client said of it
     * @param tags its tag set
     * @param checksum its checksum, if any
     */
    record NewObject(
            String ownerId,
            long sizeBytes,
            String etag,
            ObjectMetadata metadata,
            SortedMap<String, String> tags,
            Optional<Checksum> checksum) {}

    /**
     * Writes a version whose bytes are inline or in a blob just written. Refused: NoSuchBucket, NoSuchKey (If-Match on an
     * absent key), PreconditionFailed.
     */
    record PutObject(
            BucketName bucket,
            ObjectKey key,
            NewObject object,
            Content content,
            long bornAfter,
            Preconditions preconditions)
            implements Mutation<ObjectRecord> {}

    /**
     * Writes a version that shares the bytes of a version that exists; size, etag and content are taken from the source,
     * a checksum given replaces the source's. Refused: as PutObject, and NoSuchKey where the source's version at
     * {@code sourceRevision} is gone.
     *
     * @param takesTags whether it has the tags that the source has at the commit, and not those of {@code object}; absent for not
     */
    record CopyObject(
            BucketName sourceBucket,
            ObjectKey sourceKey,
            long sourceRevision,
            BucketName bucket,
            ObjectKey key,
            NewObject object,
            Preconditions preconditions,
            Optional<Boolean> takesTags)
            implements Mutation<ObjectRecord> {
        /** One with tags of its own. */
        public CopyObject(
                BucketName sourceBucket,
                ObjectKey sourceKey,
                long sourceRevision,
                BucketName bucket,
                ObjectKey key,
                NewObject object,
                Preconditions preconditions) {
            this(sourceBucket, sourceKey, sourceRevision, bucket, key, object, preconditions, Optional.empty());
        }

        /** Whether it has the source's tags. */
        public boolean isTaggedAsSource() {
            return takesTags.orElse(false);
        }
    }

    /**
     * Deletes: without a version id the current version (a delete marker in a bucket that keeps versions), with one that
     * version. An absent key or version is no error. Refused: NoSuchBucket, PreconditionFailed, NoSuchKey (a condition on
     * an absent key).
     */
    record DeleteObject(BucketName bucket, ObjectKey key, Optional<VersionId> versionId, Preconditions preconditions)
            implements Mutation<Deleted> {}

    /**
     * What a delete did.
     *
     * @param versionId the version deleted or the delete marker made; absent where the bucket never kept versions and no
     *     version was named
     * @param isDeleteMarker whether a delete marker was made or was what was deleted
     */
    record Deleted(Optional<VersionId> versionId, boolean isDeleteMarker) {}

    /** Replaces a version's tags; the result is the version. Refused: NoSuchBucket, NoSuchKey, NoSuchVersion, MethodNotAllowed. */
    record SetObjectTags(
            BucketName bucket, ObjectKey key, Optional<VersionId> versionId, SortedMap<String, String> tags)
            implements Mutation<ObjectRecord> {}

    /**
     * Replaces a version's access list; the result is the version. Refused: as SetObjectTags, and OperationAborted where the version is not
     * the one that its sender was admitted to.
     *
     * @param admitted that one; absent for whichever it is
     */
    record SetObjectAcl(
            BucketName bucket,
            ObjectKey key,
            Optional<VersionId> versionId,
            AccessList accessList,
            Optional<AdmittedVersion> admitted)
            implements Mutation<ObjectRecord> {}

    /**
     * A version that somebody may change.
     *
     * @param bucketId of the bucket it is in
     * @param revision the commit that made it
     */
    record AdmittedVersion(long bucketId, long revision) {}

    // ---- multipart ----

    /** Opens an upload. Refused: NoSuchBucket. */
    record CreateUpload(
            BucketName bucket,
            ObjectKey key,
            String initiatorId,
            ObjectMetadata metadata,
            SortedMap<String, String> tags,
            Optional<ChecksumAlgorithm> checksumAlgorithm,
            ChecksumType checksumType)
            implements Mutation<UploadRecord> {}

    /** Adds or replaces a part. Refused: NoSuchBucket, NoSuchUpload. */
    record PutPart(
            BucketName bucket,
            ObjectKey key,
            UploadId uploadId,
            int number,
            long sizeBytes,
            String etag,
            Optional<Checksum> checksum,
            Content content,
            long bornAfter)
            implements Mutation<Done> {}

    /**
     * One part as a completion names it.
     *
     * @param number its number
     * @param etag without quotes, as answered at its upload
     * @param checksum the value given, base64; absent for none
     */
    record CompletedPart(int number, String etag, Optional<Checksum> checksum) {}

    /**
     * Makes an object of an upload's parts, and closes the upload. Repeating it after it succeeded answers the same
     * object. Refused: NoSuchBucket, NoSuchUpload, InvalidPart, InvalidPartOrder, EntityTooSmall (a part before the last
     * below 5 MiB), BadDigest (checksum given differs), InvalidRequest (size given differs), PreconditionFailed, NoSuchKey.
     *
     * @param checksum value of the whole as the client gives it; absent for none
     * @param sizeBytes size of the whole as the client gives it; absent for none
     */
    record CompleteUpload(
            BucketName bucket,
            ObjectKey key,
            UploadId uploadId,
            List<CompletedPart> parts,
            Optional<Checksum> checksum,
            OptionalLong sizeBytes,
            Preconditions preconditions)
            implements Mutation<ObjectRecord> {}

    /** Closes an upload and forgets its parts. Refused: NoSuchBucket, NoSuchUpload. */
    record AbortUpload(BucketName bucket, ObjectKey key, UploadId uploadId) implements Mutation<Done> {}

    /**
     * A change to what is in a bucket, asked for by somebody who was admitted by what the bucket was when they asked. Refused:
     * OperationAborted, where it is not that bucket any more, or grants other things or keeps versions in another way; and whatever the change
     * itself is refused with. What a change that was aborted brought along is not condemned: whoever is admitted anew commits it after all.
     *
     * @param bucketId of the bucket that they were admitted to
     * @param versioning of it
     * @param access the {@link AccessList#fingerprint} of what it granted
     * @param change what they asked for; never one of these
     */
    record Admitted<R>(BucketName bucket, long bucketId, Versioning versioning, long access, Mutation<R> change)
            implements Mutation<R> {
        /** Checks that it holds a change. */
        public Admitted {
            if (change instanceof Admitted<?>) {
                throw new IllegalArgumentException("admitted twice");
            }
        }

        /** Asked for by somebody who was admitted to {@code bucket}. */
        public Admitted(BucketRecord bucket, Mutation<R> change) {
            this(
                    bucket.name(),
                    bucket.id(),
                    bucket.versioning(),
                    bucket.accessList().fingerprint(),
                    change);
        }

        /** Whether the bucket is what it was, as far as who was admitted is concerned. */
        public boolean holds(BucketRecord now) {
            return now.id() == bucketId
                    && now.versioning() == versioning
                    && now.accessList().fingerprint() == access;
        }
    }

    // ---- garbage ----

    /**
     * Declares blobs garbage that nothing names; the result holds those that are, by this or by an earlier one whose deletion a crash may have
     * undone. A blob named by something is left alone, as is one whose last name went: it may still be read. A condemned blob can never be named again.
     *
     * <p>Nobody knows whether a commit that names one is still on its way, however long ago its bytes were written: uploads are slow, clocks jump,
     * and networks and processes stand still. So they are condemned for {@link #REMEMBERED_MILLIS} before they are listed as such, to be buried; and
     * once they are, no blob is named any more that may be as old as they were, by the order of the commits and not by a clock.
     */
    record CondemnBlobs(List<BlobId> blobs) implements Mutation<List<BlobId>> {
        /** An upload that takes longer than this, a day, is refused in the end where garbage was found while it came. */
        public static final long REMEMBERED_MILLIS = 86_400_000;
    }

    /** Forgets condemned blobs whose bytes are gone everywhere. */
    record BuryBlobs(List<BlobId> blobs) implements Mutation<Done> {}

    /**
     * Releases the blobs of so many parts, at most, of versions, uploads and buckets that are gone; of these, each that has no parts counts
     * as one. The result says how many were released; fewer than asked for where none is left.
     */
    record ReleaseParts(int max) implements Mutation<Integer> {}

    // ---- users ----

    /**
     * What to change of a user; what is absent stays.
     *
     * @param displayName what people read
     * @param email may be empty
     * @param role what kind of user
     * @param scopes the parts of the data the user reaches; empty for no confinement
     * @param isEnabled whether the user's keys work at all
     */
    record UserChange(
            Optional<String> displayName,
            Optional<String> email,
            Optional<Role> role,
            Optional<List<Scope>> scopes,
            Optional<Boolean> isEnabled) {

        /** The user with the change made. */
        public User of(User user) {
            return new User(
                    user.name(),
                    user.id(),
                    displayName.orElse(user.displayName()),
                    email.orElse(user.email()),
                    role.orElse(user.role()),
                    scopes.orElse(user.scopes()),
                    isEnabled.orElse(user.isEnabled()),
                    user.createdMillis());
        }
    }

    /** Adds a user. Refused: EntityAlreadyExists (name, id or e-mail). createdMillis is stamped at commit. */
    record CreateUser(User user) implements Mutation<User> {}

    /** Changes a user. Refused: NoSuchEntity, EntityAlreadyExists (e-mail), InvalidRequest (the last enabled admin). */
    record UpdateUser(String name, UserChange change) implements Mutation<User> {}

    /** Removes a user and all its keys. Refused: NoSuchEntity, InvalidRequest (the last enabled admin, or one who owns buckets). */
    record DeleteUser(String name) implements Mutation<Done> {}

    /** Adds a key to a user. Refused: NoSuchEntity (user), EntityAlreadyExists (id or API token). createdMillis is stamped at commit. */
    record CreateAccessKey(AccessKey key) implements Mutation<AccessKey> {}

    /** Switches a key on or off. Refused: NoSuchEntity. */
    record SetAccessKeyEnabled(String id, boolean isEnabled) implements Mutation<AccessKey> {}

    /** Removes a key. Refused: NoSuchEntity. */
    record DeleteAccessKey(String id) implements Mutation<Done> {}

    // ---- members ----

    /**
     * Makes others the members that keep no metadata. Refused: OperationAborted (they are not {@code from} any more).
     *
     * @param from who they are, in order of their names
     * @param to who they are to be, each node once
     */
    record SetVoiceless(List<Member> from, List<Member> to) implements Mutation<Done> {
        /** Copies the lists. */
        public SetVoiceless {
            from = List.copyOf(from);
            to = List.copyOf(to);
        }
    }
}
