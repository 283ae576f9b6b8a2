package dfs.metadata.rules;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.ObjectKey;
import dfs.core.name.VersionId;
import dfs.core.record.BucketRecord;
import dfs.core.record.Content;
import dfs.core.record.ObjectMetadata;
import dfs.core.record.ObjectRecord;
import dfs.core.record.Usage;
import dfs.core.record.Versioning;
import dfs.metadata.form.Manifest;
import dfs.metadata.form.ObjectForm;
import dfs.metadata.index.Keys;
import dfs.metadata.index.Table;
import dfs.protocol.metadata.Mutation.AdmittedVersion;
import dfs.protocol.metadata.Mutation.CopyObject;
import dfs.protocol.metadata.Mutation.DeleteObject;
import dfs.protocol.metadata.Mutation.Deleted;
import dfs.protocol.metadata.Mutation.NewObject;
import dfs.protocol.metadata.Mutation.PutObject;
import dfs.protocol.metadata.Mutation.SetObjectAcl;
import dfs.protocol.metadata.Mutation.SetObjectTags;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes, deletes and retags object versions. Every check comes before the first write. */
final class ObjectRules {

    private final Change change;
    private final BlobRules blobs;

    ObjectRules(Change change, BlobRules blobs) {
        this.change = change;
        this.blobs = blobs;
    }

    ObjectRecord put(PutObject put) {
        BucketRecord bucket = change.bucket(put.bucket());
        Versions versions = new Versions(change.index(), bucket, put.key());
        put.preconditions().check(versions::current);
        blobs.checkFresh(put.content(), put.bornAfter());
        blobs.name(put.content());
        NewObject object = put.object();
        return install(
                bucket, put.key(), object, object.sizeBytes(), object.etag(), put.content(), change.nextRevision());
    }

    ObjectRecord copy(CopyObject copy) {
        BucketRecord from = change.bucket(copy.sourceBucket());
        BucketRecord to = change.bucket(copy.bucket());
        ObjectRecord source = new Versions(change.index(), from, copy.sourceKey())
                .atRevision(copy.sourceRevision())
                .filter(version -> !version.isDeleteMarker())
                .map(version -> InlineBytes.with(change.index(), version))
                .orElseThrow(() -> Change.refused(ErrorCode.NO_SUCH_KEY));
        copy.preconditions().check(new Versions(change.index(), to, copy.key())::current);
        long revision = change.nextRevision();
        blobs.name(source.content());
        Content content = source.content();
        if (content instanceof Content.Parts parts) {
            Manifest manifest = new Manifest(
                    to.id(),
                    copy.key().text(),
                    revision,
                    blobs.manifest(parts.manifestId()).parts());
            change.index().put(Table.MANIFESTS, Keys.number(revision), manifest.write());
            content = new Content.Parts(revision, parts.partCount());
        }
        NewObject object = copy.object();
        NewObject complete = new NewObject(
                object.ownerId(),
                source.sizeBytes(),
                source.etag(),
                object.metadata(),
                copy.isTaggedAsSource() ? source.tags() : object.tags(),
                object.checksum().or(source::checksum));
        return install(to, copy.key(), complete, source.sizeBytes(), source.etag(), content, revision);
    }

    Deleted delete(DeleteObject delete) {
        BucketRecord bucket = change.bucket(delete.bucket());
        Versions versions = new Versions(change.index(), bucket, delete.key());
        Optional<ObjectRecord> meant = delete.versionId().isPresent()
                ? versions.named(delete.versionId().get())
                : versions.current();
        delete.preconditions().check(() -> meant.filter(version -> !version.isDeleteMarker()));
        if (delete.versionId().isPresent()) {
            return deleteVersion(bucket, delete.key(), delete.versionId().get(), meant);
        }
        if (bucket.versioning() == Versioning.NEVER) {
            if (meant.isPresent()) {
                change.nextRevision();
                removeCurrent(bucket, versions, meant.get());
            }
            return new Deleted(Optional.empty(), false);
        }
        VersionId marker = mark(bucket, delete.key());
        return new Deleted(Optional.of(marker), true);
    }

    ObjectRecord setTags(SetObjectTags set) {
        Versions versions = new Versions(change.index(), change.bucket(set.bucket()), set.key());
        ObjectRecord old = addressed(versions, set.versionId());
        return rewrite(versions, old, old.metadata(), set.tags());
    }

    ObjectRecord setAcl(SetObjectAcl set) {
        BucketRecord bucket = change.bucket(set.bucket());
        checkAdmitted(set.admitted().map(AdmittedVersion::bucketId), bucket.id());
        Versions versions = new Versions(change.index(), bucket, set.key());
        ObjectRecord old = addressed(versions, set.versionId());
        checkAdmitted(set.admitted().map(AdmittedVersion::revision), old.revision());
        return rewrite(versions, old, old.metadata().withAccessList(set.accessList()), old.tags());
    }

    private static void checkAdmitted(Optional<Long> admitted, long found) {
        if (admitted.isPresent() && admitted.get() != found) {
            throw new S3Failure(
                    ErrorCode.OPERATION_ABORTED, "The object was changed while the request was under way; retry it.");
        }
    }

    /** The version that something is to be said of. */
    private static ObjectRecord addressed(Versions versions, Optional<VersionId> versionId) {
        ObjectRecord version = (versionId.isPresent() ? versions.named(versionId.get()) : versions.newest())
                .orElseThrow(() ->
                        Change.refused(versionId.isPresent() ? ErrorCode.NO_SUCH_VERSION : ErrorCode.NO_SUCH_KEY));
        if (version.isDeleteMarker()) {
            throw Change.refused(versionId.isPresent() ? ErrorCode.METHOD_NOT_ALLOWED : ErrorCode.NO_SUCH_KEY);
        }
        return version;
    }

    /** Replaces what is said of a version, and leaves the version what it is. */
    private ObjectRecord rewrite(
            Versions versions, ObjectRecord old, ObjectMetadata metadata, SortedMap<String, String> tags) {
        ObjectRecord rewritten = new ObjectRecord(
                old.key(),
                old.versionId(),
                old.revision(),
                old.modifiedMillis(),
                old.ownerId(),
                false,
                old.sizeBytes(),
                old.etag(),
                metadata,
                tags,
                old.checksum(),
                old.content());
        change.nextRevision();
        boolean isCurrent = versions.current()
                .filter(current -> current.revision() == old.revision())
                .isPresent();
        if (isCurrent) {
            change.index().put(Table.CURRENT, versions.currentRow(), ObjectForm.write(rewritten));
        } else {
            change.index().put(Table.VERSIONS, versions.versionRow(old.revision()), ObjectForm.write(rewritten));
        }
        return rewritten;
    }

    /** Makes a version current. Its blobs are named already, its manifest is written; all checks were made. */
    ObjectRecord install(
            BucketRecord bucket,
            ObjectKey key,
            NewObject object,
            long sizeBytes,
            String etag,
            Content content,
            long revision) {
        Versions versions = new Versions(change.index(), bucket, key);
        boolean isVersioned = bucket.versioning() == Versioning.ENABLED;
        ObjectRecord installed = new ObjectRecord(
                key,
                isVersioned ? new VersionId(revision) : VersionId.NULL,
                revision,
                change.stampMillis(),
                object.ownerId(),
                false,
                sizeBytes,
                etag,
                object.metadata(),
                object.tags(),
                object.checksum(),
                InlineBytes.keep(change.index(), content, revision));
        if (!isVersioned) {
            removeNull(bucket, versions);
        }
        demoteCurrent(bucket, versions);
        change.index().put(Table.CURRENT, versions.currentRow(), ObjectForm.write(installed));
        change.count(bucket.id(), new Usage(1, 1, 0, sizeBytes, 0, 0));
        return installed;
    }

    private VersionId mark(BucketRecord bucket, ObjectKey key) {
        Versions versions = new Versions(change.index(), bucket, key);
        long revision = change.nextRevision();
        boolean isVersioned = bucket.versioning() == Versioning.ENABLED;
        ObjectRecord marker = new ObjectRecord(
                key,
                isVersioned ? new VersionId(revision) : VersionId.NULL,
                revision,
                change.stampMillis(),
                bucket.ownerId(),
                true,
                0,
                "",
                ObjectMetadata.NONE,
                new TreeMap<>(),
                Optional.empty(),
                Content.Inline.EMPTY);
        if (!isVersioned) {
            removeNull(bucket, versions);
        }
        demoteCurrent(bucket, versions);
        putNoncurrent(versions, marker);
        change.count(bucket.id(), new Usage(0, 0, 1, 0, 0, 0));
        return marker.versionId();
    }

    private Deleted deleteVersion(BucketRecord bucket, ObjectKey key, VersionId id, Optional<ObjectRecord> meant) {
        if (meant.isEmpty()) {
            return new Deleted(Optional.of(id), false);
        }
        ObjectRecord version = meant.get();
        Versions versions = new Versions(change.index(), bucket, key);
        change.nextRevision();
        boolean isCurrent = versions.current()
                .filter(current -> current.revision() == version.revision())
                .isPresent();
        if (isCurrent) {
            removeCurrent(bucket, versions, version);
        } else {
            removeNoncurrent(bucket, versions, version);
        }
        if (bucket.versioning() != Versioning.NEVER) {
            promote(bucket, versions);
        }
        return new Deleted(Optional.of(id), version.isDeleteMarker());
    }

    /** Where no version is current, the newest one becomes it, unless it is a delete marker. */
    private void promote(BucketRecord bucket, Versions versions) {
        if (versions.current().isPresent()) {
            return;
        }
        Optional<ObjectRecord> next = versions.newestNoncurrent().filter(version -> !version.isDeleteMarker());
        if (next.isEmpty()) {
            return;
        }
        dropNoncurrentRow(versions, next.get());
        change.index().put(Table.CURRENT, versions.currentRow(), ObjectForm.write(next.get()));
        change.count(bucket.id(), new Usage(1, 0, 0, 0, 0, 0));
    }

    /** Moves the current version, where there is one, among the noncurrent ones. */
    private void demoteCurrent(BucketRecord bucket, Versions versions) {
        Optional<ObjectRecord> current = versions.current();
        if (current.isEmpty()) {
            return;
        }
        change.index().delete(Table.CURRENT, versions.currentRow());
        putNoncurrent(versions, current.get());
        change.count(bucket.id(), new Usage(-1, 0, 0, 0, 0, 0));
    }

    /** Removes the null version wherever it stands. */
    private void removeNull(BucketRecord bucket, Versions versions) {
        Optional<ObjectRecord> current =
                versions.current().filter(version -> version.versionId().isNull());
        if (current.isPresent()) {
            removeCurrent(bucket, versions, current.get());
        } else {
            versions.noncurrentNull().ifPresent(version -> removeNoncurrent(bucket, versions, version));
        }
    }

    private void removeCurrent(BucketRecord bucket, Versions versions, ObjectRecord current) {
        release(current);
        change.index().delete(Table.CURRENT, versions.currentRow());
        change.count(bucket.id(), new Usage(-1, -1, 0, -current.sizeBytes(), 0, 0));
    }

    private void removeNoncurrent(BucketRecord bucket, Versions versions, ObjectRecord version) {
        release(version);
        dropNoncurrentRow(versions, version);
        change.count(
                bucket.id(),
                version.isDeleteMarker()
                        ? new Usage(0, 0, -1, 0, 0, 0)
                        : new Usage(0, -1, 0, -version.sizeBytes(), 0, 0));
    }

    private void release(ObjectRecord version) {
        blobs.release(version.content());
        InlineBytes.drop(change.index(), version);
    }

    private void putNoncurrent(Versions versions, ObjectRecord version) {
        change.index().put(Table.VERSIONS, versions.versionRow(version.revision()), ObjectForm.write(version));
        if (version.versionId().isNull()) {
            change.index().put(Table.NULLS, versions.currentRow(), Keys.number(version.revision()));
        }
    }

    private void dropNoncurrentRow(Versions versions, ObjectRecord version) {
        change.index().delete(Table.VERSIONS, versions.versionRow(version.revision()));
        if (version.versionId().isNull()) {
            change.index().delete(Table.NULLS, versions.currentRow());
        }
    }
}
