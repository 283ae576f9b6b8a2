package dfs.metadata.form;

import dfs.core.CanIgnoreReturnValue;
import dfs.core.auth.Role;
import dfs.core.checksum.ChecksumAlgorithm;
import dfs.core.checksum.ChecksumType;
import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.core.name.UploadId;
import dfs.core.name.VersionId;
import dfs.core.record.Versioning;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Mutation.AdmittedVersion;
import dfs.protocol.metadata.Mutation.CompletedPart;
import dfs.protocol.metadata.Mutation.NewObject;
import dfs.protocol.metadata.Preconditions;
import java.util.Optional;

/**
 * The binary form of each mutation. A number tells which one it is; numbers are never used again. What carries something that others of its
 * kind lack has a number of its own.
 */
final class MutationForm {

    private static final int ADMITTED = 25;

    private MutationForm() {}

    static void write(ByteWriter out, Mutation<?> mutation) {
        switch (mutation) {
            case Mutation.CreateBucket m -> createBucket(out, m);
            case Mutation.DeleteBucket m -> out.octet(2).text(m.name().text());
            case Mutation.SetVersioning m -> out.octet(3).text(m.name().text()).constant(m.versioning());
            case Mutation.SetBucketTags m -> out.octet(4).text(m.name().text()).optional(m.tags(), ByteWriter::map);
            case Mutation.SetCors m -> out.octet(5).text(m.name().text()).list(m.rules(), Records::corsRule);
            case Mutation.PutObject m -> put(out.octet(6), m);
            case Mutation.CopyObject m -> copy(out.octet(m.isTaggedAsSource() ? 28 : 7), m);
            case Mutation.DeleteObject m -> {
                at(out.octet(8), m.bucket(), m.key()).optional(m.versionId(), MutationForm::version);
                preconditions(out, m.preconditions());
            }
            case Mutation.SetObjectTags m ->
                at(out.octet(9), m.bucket(), m.key())
                        .optional(m.versionId(), MutationForm::version)
                        .map(m.tags());
            case Mutation.CreateUpload m -> createUpload(out.octet(10), m);
            case Mutation.PutPart m -> putPart(out.octet(11), m);
            case Mutation.CompleteUpload m -> complete(out.octet(12), m);
            case Mutation.AbortUpload m ->
                at(out.octet(13), m.bucket(), m.key()).number(m.uploadId().revision());
            case Mutation.CondemnBlobs m -> out.octet(14).list(m.blobs(), Records::blobId);
            case Mutation.BuryBlobs m -> out.octet(15).list(m.blobs(), Records::blobId);
            case Mutation.ReleaseParts m -> out.octet(24).number(m.max());
            case Mutation.CreateUser m -> Records.user(out.octet(16), m.user());
            case Mutation.UpdateUser m -> userChange(out.octet(17).text(m.name()), m.change());
            case Mutation.DeleteUser m -> out.octet(18).text(m.name());
            case Mutation.CreateAccessKey m -> Records.accessKey(out.octet(19), m.key());
            case Mutation.SetAccessKeyEnabled m -> out.octet(20).text(m.id()).flag(m.isEnabled());
            case Mutation.DeleteAccessKey m -> out.octet(21).text(m.id());
            case Mutation.SetVoiceless m ->
                out.octet(26).list(m.from(), Records::member).list(m.to(), Records::member);
            case Mutation.SetBucketAcl m ->
                Records.accessList(out.octet(22).text(m.name().text()), m.accessList());
            case Mutation.SetObjectAcl m -> setObjectAcl(out, m);
            case Mutation.Admitted<?> m -> {
                out.octet(ADMITTED)
                        .text(m.bucket().text())
                        .number(m.bucketId())
                        .constant(m.versioning())
                        .fixed(m.access());
                write(out, m.change());
            }
        }
    }

    static Mutation<?> read(ByteReader in) {
        int kind = in.octet();
        return kind == ADMITTED
                ? new Mutation.Admitted<>(
                        bucket(in), in.number(), in.constant(Versioning.values()), in.fixed(), read(in.octet(), in))
                : read(kind, in);
    }

    private static Mutation<?> read(int kind, ByteReader in) {
        return switch (kind) {
            case 1 -> new Mutation.CreateBucket(bucket(in), in.text(), in.text(), Records.accessList(in));
            case 2 -> new Mutation.DeleteBucket(bucket(in));
            case 3 -> new Mutation.SetVersioning(bucket(in), in.constant(Versioning.values()));
            case 4 -> new Mutation.SetBucketTags(bucket(in), in.optional(ByteReader::map));
            case 5 -> new Mutation.SetCors(bucket(in), in.list(Records::corsRule));
            case 6 ->
                new Mutation.PutObject(
                        bucket(in), key(in), newObject(in), Records.content(in), in.number(), preconditions(in));
            case 7 -> copy(in, Optional.empty());
            case 8 ->
                new Mutation.DeleteObject(bucket(in), key(in), in.optional(MutationForm::version), preconditions(in));
            case 9 -> new Mutation.SetObjectTags(bucket(in), key(in), in.optional(MutationForm::version), in.map());
            case 10, 11, 12, 13 -> readMultipart(kind, in);
            case 14 -> new Mutation.CondemnBlobs(in.list(Records::blobId));
            case 15 -> new Mutation.BuryBlobs(in.list(Records::blobId));
            case 16 -> new Mutation.CreateUser(Records.user(in));
            case 17 -> new Mutation.UpdateUser(in.text(), userChange(in));
            case 18 -> new Mutation.DeleteUser(in.text());
            case 19 -> new Mutation.CreateAccessKey(Records.accessKey(in));
            case 20 -> new Mutation.SetAccessKeyEnabled(in.text(), in.flag());
            case 21 -> new Mutation.DeleteAccessKey(in.text());
            case 22 -> new Mutation.SetBucketAcl(bucket(in), Records.accessList(in));
            case 23 ->
                new Mutation.SetObjectAcl(
                        bucket(in),
                        key(in),
                        in.optional(MutationForm::version),
                        Records.accessList(in),
                        Optional.empty());
            case 24 -> new Mutation.ReleaseParts(in.integer());
            case 26 -> new Mutation.SetVoiceless(in.list(Records::member), in.list(Records::member));
            case 27 ->
                new Mutation.CreateBucket(
                        bucket(in), in.text(), in.text(), Records.accessList(in), Optional.of(in.map()));
            case 28 -> copy(in, Optional.of(true));
            case 29 ->
                new Mutation.SetObjectAcl(
                        bucket(in),
                        key(in),
                        in.optional(MutationForm::version),
                        Records.accessList(in),
                        Optional.of(new AdmittedVersion(in.number(), in.number())));
            default -> throw new IllegalArgumentException("mutation of kind " + kind + " is not known");
        };
    }

    private static void createBucket(ByteWriter out, Mutation.CreateBucket m) {
        out.octet(m.tags().isPresent() ? 27 : 1)
                .text(m.name().text())
                .text(m.ownerId())
                .text(m.region());
        Records.accessList(out, m.accessList());
        m.tags().ifPresent(out::map);
    }

    private static void setObjectAcl(ByteWriter out, Mutation.SetObjectAcl m) {
        at(out.octet(m.admitted().isPresent() ? 29 : 23), m.bucket(), m.key())
                .optional(m.versionId(), MutationForm::version);
        Records.accessList(out, m.accessList());
        m.admitted().ifPresent(version -> out.number(version.bucketId()).number(version.revision()));
    }

    private static void userChange(ByteWriter out, Mutation.UserChange change) {
        out.optional(change.displayName(), ByteWriter::text)
                .optional(change.email(), ByteWriter::text)
                .optional(change.role(), ByteWriter::constant)
                .optional(change.scopes(), (to, scopes) -> to.list(scopes, Records::scope))
                .optional(change.isEnabled(), ByteWriter::flag);
    }

    private static Mutation.UserChange userChange(ByteReader in) {
        return new Mutation.UserChange(
                in.optional(ByteReader::text),
                in.optional(ByteReader::text),
                in.optional(from -> from.constant(Role.values())),
                in.optional(from -> from.list(Records::scope)),
                in.optional(ByteReader::flag));
    }

    private static Mutation<?> readMultipart(int kind, ByteReader in) {
        return switch (kind) {
            case 10 ->
                new Mutation.CreateUpload(
                        bucket(in),
                        key(in),
                        in.text(),
                        Records.metadata(in),
                        in.map(),
                        in.optional(from -> from.constant(ChecksumAlgorithm.values())),
                        in.constant(ChecksumType.values()));
            case 11 ->
                new Mutation.PutPart(
                        bucket(in),
                        key(in),
                        upload(in),
                        in.integer(),
                        in.number(),
                        in.text(),
                        in.optional(Records::checksum),
                        Records.content(in),
                        in.number());
            case 12 ->
                new Mutation.CompleteUpload(
                        bucket(in),
                        key(in),
                        upload(in),
                        in.list(MutationForm::completedPart),
                        in.optional(Records::checksum),
                        in.optionalNumber(),
                        preconditions(in));
            case 13 -> new Mutation.AbortUpload(bucket(in), key(in), upload(in));
            default -> throw new IllegalArgumentException("mutation of kind " + kind + " is not known");
        };
    }

    private static void put(ByteWriter out, Mutation.PutObject m) {
        at(out, m.bucket(), m.key());
        newObject(out, m.object());
        Records.content(out, m.content());
        out.number(m.bornAfter());
        preconditions(out, m.preconditions());
    }

    private static void copy(ByteWriter out, Mutation.CopyObject m) {
        at(out, m.sourceBucket(), m.sourceKey()).number(m.sourceRevision());
        at(out, m.bucket(), m.key());
        newObject(out, m.object());
        preconditions(out, m.preconditions());
    }

    private static Mutation.CopyObject copy(ByteReader in, Optional<Boolean> takesTags) {
        return new Mutation.CopyObject(
                bucket(in), key(in), in.number(), bucket(in), key(in), newObject(in), preconditions(in), takesTags);
    }

    private static void createUpload(ByteWriter out, Mutation.CreateUpload m) {
        at(out, m.bucket(), m.key()).text(m.initiatorId());
        Records.metadata(out, m.metadata());
        out.map(m.tags())
                .optional(m.checksumAlgorithm(), (to, algorithm) -> to.constant(algorithm))
                .constant(m.checksumType());
    }

    private static void putPart(ByteWriter out, Mutation.PutPart m) {
        at(out, m.bucket(), m.key())
                .number(m.uploadId().revision())
                .number(m.number())
                .number(m.sizeBytes())
                .text(m.etag())
                .optional(m.checksum(), Records::checksum);
        Records.content(out, m.content());
        out.number(m.bornAfter());
    }

    private static void complete(ByteWriter out, Mutation.CompleteUpload m) {
        at(out, m.bucket(), m.key())
                .number(m.uploadId().revision())
                .list(m.parts(), MutationForm::completedPart)
                .optional(m.checksum(), Records::checksum)
                .optional(m.sizeBytes());
        preconditions(out, m.preconditions());
    }

    @CanIgnoreReturnValue
    private static ByteWriter at(ByteWriter out, BucketName bucket, ObjectKey key) {
        return out.text(bucket.text()).text(key.text());
    }

    private static BucketName bucket(ByteReader in) {
        return new BucketName(in.text());
    }

    private static ObjectKey key(ByteReader in) {
        return new ObjectKey(in.text());
    }

    private static UploadId upload(ByteReader in) {
        return new UploadId(in.number());
    }

    static void version(ByteWriter out, VersionId id) {
        out.number(id.revision());
    }

    static VersionId version(ByteReader in) {
        return new VersionId(in.number());
    }

    private static void newObject(ByteWriter out, NewObject object) {
        out.text(object.ownerId()).number(object.sizeBytes()).text(object.etag());
        Records.metadata(out, object.metadata());
        out.map(object.tags()).optional(object.checksum(), Records::checksum);
    }

    private static NewObject newObject(ByteReader in) {
        return new NewObject(
                in.text(), in.number(), in.text(), Records.metadata(in), in.map(), in.optional(Records::checksum));
    }

    private static void completedPart(ByteWriter out, CompletedPart part) {
        out.number(part.number()).text(part.etag()).optional(part.checksum(), Records::checksum);
    }

    private static CompletedPart completedPart(ByteReader in) {
        return new CompletedPart(in.integer(), in.text(), in.optional(Records::checksum));
    }

    private static void preconditions(ByteWriter out, Preconditions conditions) {
        out.list(conditions.ifMatch(), ByteWriter::text)
                .list(conditions.ifNoneMatch(), ByteWriter::text)
                .optional(conditions.modifiedMillis())
                .optional(conditions.sizeBytes());
    }

    private static Preconditions preconditions(ByteReader in) {
        return new Preconditions(
                in.list(ByteReader::text), in.list(ByteReader::text), in.optionalNumber(), in.optionalNumber());
    }
}
