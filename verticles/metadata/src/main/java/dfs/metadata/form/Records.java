package dfs.metadata.form;

import dfs.core.auth.AccessList;
import dfs.core.auth.AccessList.Grant;
import dfs.core.auth.AccessList.Grantee;
import dfs.core.auth.AccessList.Permission;
import dfs.core.auth.Role;
import dfs.core.auth.Scope;
import dfs.core.checksum.Checksum;
import dfs.core.checksum.ChecksumAlgorithm;
import dfs.core.checksum.ChecksumType;
import dfs.core.name.BlobId;
import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.core.name.UploadId;
import dfs.core.record.AccessKey;
import dfs.core.record.BucketRecord;
import dfs.core.record.Content;
import dfs.core.record.CorsRule;
import dfs.core.record.ObjectMetadata;
import dfs.core.record.PartRecord;
import dfs.core.record.UploadRecord;
import dfs.core.record.Usage;
import dfs.core.record.User;
import dfs.core.record.Versioning;
import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.Member;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Binary forms of the records of {@code dfs.core.record}, but for object versions, which {@link ObjectForm} writes. */
public final class Records {

    private static final int VERSION = 1;

    private Records() {}

    /** Begins a stored value with its version. */
    static ByteWriter begin() {
        return new ByteWriter().octet(VERSION);
    }

    /** Begins to read a stored value, and refuses a version that is not known. */
    static ByteReader begin(byte[] value) {
        ByteReader in = new ByteReader(value);
        int version = in.octet();
        if (version != VERSION) {
            throw new IllegalArgumentException("stored form of version " + version + " is not known");
        }
        return in;
    }

    /** A bucket as stored. */
    public static byte[] bucket(BucketRecord bucket) {
        ByteWriter out = begin();
        bucket(out, bucket);
        return out.toBytes();
    }

    /** Reads a bucket as stored. */
    public static BucketRecord bucket(byte[] value) {
        return bucket(begin(value));
    }

    static void bucket(ByteWriter out, BucketRecord bucket) {
        out.text(bucket.name().text())
                .number(bucket.id())
                .text(bucket.ownerId())
                .number(bucket.createdMillis())
                .text(bucket.region())
                .constant(bucket.versioning())
                .optional(bucket.tags(), ByteWriter::map)
                .list(bucket.cors(), Records::corsRule)
                .list(bucket.accessList().grants(), Records::grant);
    }

    static BucketRecord bucket(ByteReader in) {
        return new BucketRecord(
                new BucketName(in.text()),
                in.number(),
                in.text(),
                in.number(),
                in.text(),
                in.constant(Versioning.values()),
                in.optional(ByteReader::map),
                in.list(Records::corsRule),
                accessList(in));
    }

    static void corsRule(ByteWriter out, CorsRule rule) {
        out.optional(rule.id(), ByteWriter::text)
                .list(rule.allowedMethods(), ByteWriter::text)
                .list(rule.allowedOrigins(), ByteWriter::text)
                .list(rule.allowedHeaders(), ByteWriter::text)
                .list(rule.exposeHeaders(), ByteWriter::text)
                .flag(rule.maxAgeSeconds().isPresent())
                .number(rule.maxAgeSeconds().orElse(0));
    }

    static CorsRule corsRule(ByteReader in) {
        Optional<String> id = in.optional(ByteReader::text);
        var methods = in.list(ByteReader::text);
        var origins = in.list(ByteReader::text);
        var headers = in.list(ByteReader::text);
        var exposed = in.list(ByteReader::text);
        boolean hasAge = in.flag();
        int age = in.integer();
        return new CorsRule(id, methods, origins, headers, exposed, hasAge ? OptionalInt.of(age) : OptionalInt.empty());
    }

    static void metadata(ByteWriter out, ObjectMetadata metadata) {
        out.map(metadata.system())
                .map(metadata.user())
                .text(metadata.storageClass())
                .list(metadata.accessList().grants(), Records::grant);
    }

    static ObjectMetadata metadata(ByteReader in) {
        return new ObjectMetadata(in.map(), in.map(), in.text(), accessList(in));
    }

    static void accessList(ByteWriter out, AccessList list) {
        out.list(list.grants(), Records::grant);
    }

    static AccessList accessList(ByteReader in) {
        List<Grant> grants = in.list(Records::grant);
        return grants.isEmpty() ? AccessList.PRIVATE : new AccessList(grants);
    }

    private static void grant(ByteWriter out, Grant grant) {
        switch (grant.grantee()) {
            case Grantee.User user -> out.octet(1).text(user.id());
            case Grantee.Everybody everybody -> out.octet(2);
            case Grantee.EveryUser everyUser -> out.octet(3);
        }
        out.constant(grant.permission());
    }

    private static Grant grant(ByteReader in) {
        int kind = in.octet();
        Grantee grantee = switch (kind) {
            case 1 -> new Grantee.User(in.text());
            case 2 -> new Grantee.Everybody();
            case 3 -> new Grantee.EveryUser();
            default -> throw new IllegalArgumentException("grantee of kind " + kind + " is not known");
        };
        return new Grant(grantee, in.constant(Permission.values()));
    }

    static void checksum(ByteWriter out, Checksum checksum) {
        out.constant(checksum.algorithm()).constant(checksum.type()).text(checksum.value());
    }

    static Checksum checksum(ByteReader in) {
        return new Checksum(in.constant(ChecksumAlgorithm.values()), in.constant(ChecksumType.values()), in.text());
    }

    static void blobId(ByteWriter out, BlobId id) {
        out.fixed(id.high()).fixed(id.low());
    }

    static BlobId blobId(ByteReader in) {
        return new BlobId(in.fixed(), in.fixed());
    }

    static void content(ByteWriter out, Content content) {
        switch (content) {
            case Content.Inline inline -> out.octet(0).bytes(inline.bytes());
            case Content.Blob blob -> blobId(out.octet(1), blob.id());
            case Content.Parts parts -> out.octet(2).number(parts.manifestId()).number(parts.partCount());
            case Content.Beside beside -> throw new IllegalArgumentException("only a version has a row beside its own");
        }
    }

    static Content content(ByteReader in) {
        int kind = in.octet();
        return switch (kind) {
            case 0 -> new Content.Inline(in.bytes());
            case 1 -> new Content.Blob(blobId(in));
            case 2 -> new Content.Parts(in.number(), in.integer());
            default -> throw new IllegalArgumentException("content of kind " + kind + " is not known");
        };
    }

    /** A part as stored. */
    public static byte[] part(PartRecord part) {
        ByteWriter out = begin();
        part(out, part);
        return out.toBytes();
    }

    /** Reads a part as stored. */
    public static PartRecord part(byte[] value) {
        return part(begin(value));
    }

    static void part(ByteWriter out, PartRecord part) {
        out.number(part.number())
                .number(part.sizeBytes())
                .text(part.etag())
                .optional(part.checksum(), Records::checksum)
                .number(part.modifiedMillis());
        content(out, part.content());
    }

    static PartRecord part(ByteReader in) {
        return new PartRecord(
                in.integer(), in.number(), in.text(), in.optional(Records::checksum), in.number(), content(in));
    }

    /** An open upload as stored. */
    public static byte[] upload(UploadRecord upload) {
        ByteWriter out = begin();
        upload(out, upload);
        return out.toBytes();
    }

    /** Reads an open upload as stored. */
    public static UploadRecord upload(byte[] value) {
        return upload(begin(value));
    }

    static void upload(ByteWriter out, UploadRecord upload) {
        out.text(upload.key().text())
                .number(upload.id().revision())
                .text(upload.initiatorId())
                .number(upload.initiatedMillis());
        metadata(out, upload.metadata());
        out.map(upload.tags())
                .optional(upload.checksumAlgorithm(), (to, algorithm) -> to.constant(algorithm))
                .constant(upload.checksumType());
    }

    static UploadRecord upload(ByteReader in) {
        return new UploadRecord(
                new ObjectKey(in.text()),
                new UploadId(in.number()),
                in.text(),
                in.number(),
                metadata(in),
                in.map(),
                in.optional(from -> from.constant(ChecksumAlgorithm.values())),
                in.constant(ChecksumType.values()));
    }

    /** A bucket's counters as stored. */
    public static byte[] usage(Usage usage) {
        return begin().number(usage.objects())
                .number(usage.versions())
                .number(usage.deleteMarkers())
                .number(usage.bytes())
                .number(usage.uploads())
                .number(usage.uploadBytes())
                .toBytes();
    }

    /** Reads a bucket's counters as stored. */
    public static Usage usage(byte[] value) {
        ByteReader in = begin(value);
        return new Usage(in.number(), in.number(), in.number(), in.number(), in.number(), in.number());
    }

    /** A user as stored. */
    public static byte[] user(User user) {
        ByteWriter out = begin();
        user(out, user);
        return out.toBytes();
    }

    /** Reads a user as stored. */
    public static User user(byte[] value) {
        return user(begin(value));
    }

    static void scope(ByteWriter out, Scope scope) {
        out.text(scope.bucket()).text(scope.prefix());
    }

    static Scope scope(ByteReader in) {
        return new Scope(in.text(), in.text());
    }

    static void user(ByteWriter out, User user) {
        out.text(user.name())
                .text(user.id())
                .text(user.displayName())
                .text(user.email())
                .constant(user.role())
                .list(user.scopes(), Records::scope)
                .flag(user.isEnabled())
                .number(user.createdMillis());
    }

    static User user(ByteReader in) {
        return new User(
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                in.constant(Role.values()),
                in.list(Records::scope),
                in.flag(),
                in.number());
    }

    /** A key as stored. */
    public static byte[] accessKey(AccessKey key) {
        ByteWriter out = begin();
        accessKey(out, key);
        return out.toBytes();
    }

    /** Reads a key as stored. */
    public static AccessKey accessKey(byte[] value) {
        return accessKey(begin(value));
    }

    static void accessKey(ByteWriter out, AccessKey key) {
        out.text(key.id())
                .text(key.userName())
                .constant(key.kind())
                .bytes(key.sealedSecret())
                .flag(key.isEnabled())
                .number(key.createdMillis());
    }

    static AccessKey accessKey(ByteReader in) {
        return new AccessKey(
                in.text(), in.text(), in.constant(AccessKey.Kind.values()), in.bytes(), in.flag(), in.number());
    }

    /** A member of the cluster as stored. */
    public static byte[] member(Member member) {
        ByteWriter out = begin();
        member(out, member);
        return out.toBytes();
    }

    /** Reads a member as stored. */
    public static Member member(byte[] value) {
        return member(begin(value));
    }

    static void member(ByteWriter out, Member member) {
        endpoint(out.text(member.nodeId()).text(member.incarnation()), member.raft());
        endpoint(out, member.peer());
        out.flag(member.hasVoice()).flag(member.keepsBytes());
    }

    static Member member(ByteReader in) {
        return new Member(in.text(), in.text(), endpoint(in), endpoint(in), in.flag(), in.flag());
    }

    private static void endpoint(ByteWriter out, Endpoint endpoint) {
        out.text(endpoint.host()).number(endpoint.port());
    }

    private static Endpoint endpoint(ByteReader in) {
        return new Endpoint(in.text(), in.integer());
    }
}
