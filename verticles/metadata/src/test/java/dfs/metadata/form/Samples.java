package dfs.metadata.form;

import dfs.core.Bytes;
import dfs.core.auth.AccessList;
import dfs.core.auth.AccessList.Grant;
import dfs.core.auth.AccessList.Grantee;
import dfs.core.auth.AccessList.Permission;
import dfs.core.auth.Role;
import dfs.core.auth.Scope;
import dfs.core.checksum.Checksum;
import dfs.core.checksum.ChecksumAlgorithm;
import dfs.core.checksum.ChecksumType;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
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
import dfs.core.record.PartRecord;
import dfs.core.record.UploadRecord;
import dfs.core.record.Usage;
import dfs.core.record.User;
import dfs.core.record.Versioning;
import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.Member;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Mutation.CompletedPart;
import dfs.protocol.metadata.Mutation.NewObject;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Preconditions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** One value of everything that is stored, with every field set. Golden files hold their forms: do not change them. */
final class Samples {

    static final BucketName BUCKET = new BucketName("a-bucket");
    static final ObjectKey KEY = new ObjectKey("k/\0\u00e9\ud83d\ude00");
    static final BlobId BLOB = new BlobId(0x0123456789ABCDEFL, 0xFEDCBA9876543210L);
    static final String ETAG = "900150983cd24fb0d6963f7d28e17f72";
    static final Member VOICELESS =
            new Member("node4", "0a1b2c3d", new Endpoint("node4", 0), new Endpoint("::1", 7001), false, true);
    static final SortedMap<String, String> TAGS = new TreeMap<>(Map.of("project", "blue", "empty", ""));
    static final AccessList ACL = new AccessList(List.of(
            new Grant(new Grantee.Everybody(), Permission.READ),
            new Grant(new Grantee.EveryUser(), Permission.values()[1]),
            new Grant(new Grantee.User("id-1"), Permission.values()[2])));
    static final ObjectMetadata METADATA = new ObjectMetadata(
            new TreeMap<>(Map.of("content-type", "text/plain")), new TreeMap<>(Map.of("color", "red")), "GLACIER", ACL);
    static final Checksum CHECKSUM =
            new Checksum(ChecksumAlgorithm.CRC64NVME, ChecksumType.FULL_OBJECT, "AAAAAAAAAAA=");
    static final Preconditions CONDITIONS = new Preconditions(
            List.of(ETAG, "*"), List.of("x"), OptionalLong.of(1_700_000_000_000L), OptionalLong.of(5));
    static final CorsRule CORS = new CorsRule(
            Optional.of("rule"),
            List.of("GET"),
            List.of("https://*.example.com"),
            List.of("x-*"),
            List.of("etag"),
            OptionalInt.of(3000));
    static final NewObject NEW_OBJECT = new NewObject("owner", 3, ETAG, METADATA, TAGS, Optional.of(CHECKSUM));
    static final User USER = new User(
            "ann", "id-1", "Ann", "ann@example.com", Role.WRITER, List.of(new Scope("a-bucket", "k/")), true, 1_000);
    static final AccessKey ACCESS_KEY =
            new AccessKey("AKID", "ann", AccessKey.Kind.S3, Bytes.wrap(new byte[] {1, 2, (byte) 0xFF}), true, 2_000);

    private static final Mutation.UserChange USER_CHANGE = new Mutation.UserChange(
            Optional.of("Ann"),
            Optional.empty(),
            Optional.of(USER.role()),
            Optional.of(USER.scopes()),
            Optional.of(false));

    private Samples() {}

    /** One of every kind of result, and refusals. */
    static List<Outcome<?>> outcomes() {
        return List.of(
                new Outcome.Done<>(Mutation.Done.DONE, 1),
                new Outcome.Done<>(bucket(), 2),
                new Outcome.Done<>(object(new Content.Inline(Bytes.wrap(new byte[] {0, 1, 2}))), 3),
                new Outcome.Done<>(object(new Content.Beside()), 4),
                new Outcome.Done<>(deleteMarker(), 5),
                new Outcome.Done<>(new Mutation.Deleted(Optional.of(new VersionId(77)), true), 6),
                new Outcome.Done<>(new Mutation.Deleted(Optional.empty(), false), 7),
                new Outcome.Done<>(upload(), 8),
                new Outcome.Done<>(List.of(BLOB), 9),
                new Outcome.Done<>(List.of(), 10),
                new Outcome.Done<>(1_000, 11),
                new Outcome.Done<>(USER, 12),
                new Outcome.Done<>(ACCESS_KEY, Long.MAX_VALUE),
                new Outcome.Refused<>(S3Error.of(ErrorCode.NO_SUCH_BUCKET)),
                new Outcome.Refused<>(
                        S3Error.of(ErrorCode.PRECONDITION_FAILED, "It does not hold.")
                                .with("Condition", "If-Match")
                                .with("Key", "k"),
                        13));
    }

    static List<Mutation<?>> mutations() {
        UploadId upload = new UploadId(300);
        Optional<VersionId> version = Optional.of(new VersionId(77));
        return List.of(
                new Mutation.CreateBucket(BUCKET, "owner", "eu-west-1", ACL),
                new Mutation.DeleteBucket(BUCKET),
                new Mutation.SetVersioning(BUCKET, Versioning.SUSPENDED),
                new Mutation.SetBucketTags(BUCKET, Optional.of(TAGS)),
                new Mutation.SetCors(BUCKET, List.of(CORS)),
                new Mutation.SetBucketAcl(BUCKET, ACL),
                new Mutation.PutObject(
                        BUCKET,
                        KEY,
                        NEW_OBJECT,
                        new Content.Inline(Bytes.wrap(new byte[] {0, 1, 2})),
                        9_000,
                        CONDITIONS),
                new Mutation.CopyObject(BUCKET, KEY, 77, BUCKET, KEY, NEW_OBJECT, CONDITIONS),
                new Mutation.DeleteObject(BUCKET, KEY, version, CONDITIONS),
                new Mutation.SetObjectTags(BUCKET, KEY, version, TAGS),
                new Mutation.SetObjectAcl(BUCKET, KEY, version, ACL, Optional.empty()),
                new Mutation.CreateUpload(
                        BUCKET,
                        KEY,
                        "initiator",
                        METADATA,
                        TAGS,
                        Optional.of(ChecksumAlgorithm.SHA256),
                        ChecksumType.COMPOSITE),
                new Mutation.PutPart(
                        BUCKET,
                        KEY,
                        upload,
                        10_000,
                        5L << 30,
                        ETAG,
                        Optional.of(CHECKSUM),
                        new Content.Blob(BLOB),
                        9_000),
                new Mutation.CompleteUpload(
                        BUCKET,
                        KEY,
                        upload,
                        List.of(new CompletedPart(10_000, ETAG, Optional.of(CHECKSUM))),
                        Optional.of(CHECKSUM),
                        OptionalLong.of(5L << 30),
                        CONDITIONS),
                new Mutation.AbortUpload(BUCKET, KEY, upload),
                new Mutation.CondemnBlobs(List.of(BLOB)),
                new Mutation.BuryBlobs(List.of(BLOB)),
                new Mutation.CreateUser(USER),
                new Mutation.UpdateUser("ann", USER_CHANGE),
                new Mutation.ReleaseParts(1000),
                new Mutation.DeleteUser("ann"),
                new Mutation.CreateAccessKey(ACCESS_KEY),
                new Mutation.SetAccessKeyEnabled("AKID", true),
                new Mutation.DeleteAccessKey("AKID"),
                new Mutation.SetVoiceless(List.of(), List.of(VOICELESS, VOICELESS.keepingBytes(false))),
                new Mutation.Admitted<>(bucket(), new Mutation.AbortUpload(BUCKET, KEY, upload)));
    }

    /** Mutations of kinds that have several numbers, with what gives them another one, by what that is. */
    static SortedMap<String, Mutation<?>> fullerMutations() {
        return new TreeMap<>(Map.of(
                "CreateBucketWithTags",
                new Mutation.CreateBucket(BUCKET, "owner", "eu-west-1", ACL, Optional.of(TAGS)),
                "CopyObjectWithTags",
                new Mutation.CopyObject(BUCKET, KEY, 77, BUCKET, KEY, NEW_OBJECT, CONDITIONS, Optional.of(true)),
                "SetObjectAclOfAdmittedVersion",
                new Mutation.SetObjectAcl(
                        BUCKET, KEY, Optional.empty(), ACL, Optional.of(new Mutation.AdmittedVersion(5, 77)))));
    }

    static BucketRecord bucket() {
        return new BucketRecord(
                BUCKET, 5, "owner", 1_000, "eu-west-1", Versioning.ENABLED, Optional.of(TAGS), List.of(CORS), ACL);
    }

    static ObjectRecord object(Content content) {
        return new ObjectRecord(
                KEY,
                new VersionId(77),
                77,
                1_000,
                "owner",
                false,
                3,
                ETAG,
                METADATA,
                TAGS,
                Optional.of(CHECKSUM),
                content);
    }

    static ObjectRecord deleteMarker() {
        return new ObjectRecord(
                KEY,
                VersionId.NULL,
                78,
                1_000,
                "owner",
                true,
                0,
                "",
                ObjectMetadata.NONE,
                new TreeMap<>(),
                Optional.empty(),
                Content.Inline.EMPTY);
    }

    static PartRecord part() {
        return new PartRecord(10_000, 5L << 30, ETAG, Optional.of(CHECKSUM), 1_000, new Content.Blob(BLOB));
    }

    static UploadRecord upload() {
        return new UploadRecord(
                KEY,
                new UploadId(300),
                "initiator",
                1_000,
                METADATA,
                TAGS,
                Optional.of(ChecksumAlgorithm.SHA256),
                ChecksumType.COMPOSITE);
    }

    static Usage usage() {
        return new Usage(1, 2, 3, 1L << 40, 4, 5);
    }

    static Manifest manifest() {
        return new Manifest(5, KEY.text(), 77, List.of(part()));
    }
}
