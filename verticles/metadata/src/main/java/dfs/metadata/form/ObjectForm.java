package dfs.metadata.form;

import dfs.core.checksum.Checksum;
import dfs.core.checksum.ChecksumAlgorithm;
import dfs.core.checksum.ChecksumType;
import dfs.core.name.ObjectKey;
import dfs.core.name.VersionId;
import dfs.core.record.Content;
import dfs.core.record.ObjectMetadata;
import dfs.core.record.ObjectRecord;
import dfs.protocol.metadata.Query.ListedObject;
import dfs.protocol.metadata.Query.ListedVersion;
import java.util.Optional;

/** The binary form of an object version. What listings show stands first, so that they need not read the rest. */
public final class ObjectForm {

    private static final int DELETE_MARKER = 1;
    private static final int NULL_VERSION = 2;
    private static final int HAS_CHECKSUM = 4;
    private static final int IS_BESIDE = 8;

    private ObjectForm() {}

    /** A version as stored; its key stands in the row's key. */
    public static byte[] write(ObjectRecord object) {
        ByteWriter out = Records.begin();
        write(out, object);
        return out.toBytes();
    }

    static void write(ByteWriter out, ObjectRecord object) {
        int flags = (object.isDeleteMarker() ? DELETE_MARKER : 0)
                | (object.versionId().isNull() ? NULL_VERSION : 0)
                | (object.checksum().isPresent() ? HAS_CHECKSUM : 0)
                | (object.content() instanceof Content.Beside ? IS_BESIDE : 0);
        out.octet(flags)
                .number(object.revision())
                .number(object.modifiedMillis())
                .number(object.sizeBytes())
                .text(object.etag())
                .text(object.ownerId())
                .text(object.metadata().storageClass());
        object.checksum().ifPresent(checksum -> Records.checksum(out, checksum));
        out.map(object.metadata().system()).map(object.metadata().user()).map(object.tags());
        Records.accessList(out, object.metadata().accessList());
        if (!(object.content() instanceof Content.Beside)) {
            Records.content(out, object.content());
        }
    }

    /** Reads a version as stored under {@code key}. */
    public static ObjectRecord read(ObjectKey key, byte[] value) {
        return read(key, Records.begin(value));
    }

    static ObjectRecord read(ObjectKey key, ByteReader in) {
        Head head = Head.read(in);
        var system = in.map();
        var user = in.map();
        var tags = in.map();
        var accessList = Records.accessList(in);
        return new ObjectRecord(
                key,
                head.versionId(),
                head.revision,
                head.modifiedMillis,
                head.ownerId,
                head.is(DELETE_MARKER),
                head.sizeBytes,
                head.etag,
                new ObjectMetadata(system, user, head.storageClass, accessList),
                tags,
                head.checksum,
                head.is(IS_BESIDE) ? new Content.Beside() : Records.content(in));
    }

    /** Reads of a stored version what a listing of objects shows. */
    public static ListedObject listed(ObjectKey key, byte[] value) {
        Head head = Head.read(Records.begin(value));
        return new ListedObject(
                key,
                head.sizeBytes,
                head.etag,
                head.modifiedMillis,
                head.ownerId,
                head.storageClass,
                head.algorithm(),
                head.type());
    }

    /** Reads of a stored version what a listing of versions shows. */
    public static ListedVersion listedVersion(ObjectKey key, byte[] value, boolean isLatest) {
        Head head = Head.read(Records.begin(value));
        boolean isDeleteMarker = head.is(DELETE_MARKER);
        return new ListedVersion(
                key,
                head.versionId(),
                isLatest,
                isDeleteMarker,
                head.sizeBytes,
                head.etag,
                head.modifiedMillis,
                head.ownerId,
                isDeleteMarker ? "" : head.storageClass,
                head.algorithm(),
                head.type());
    }

    private record Head(
            int flags,
            long revision,
            long modifiedMillis,
            long sizeBytes,
            String etag,
            String ownerId,
            String storageClass,
            Optional<Checksum> checksum) {

        static Head read(ByteReader in) {
            int flags = in.octet();
            long revision = in.number();
            long modifiedMillis = in.number();
            long sizeBytes = in.number();
            String etag = in.text();
            String ownerId = in.text();
            String storageClass = in.text();
            Optional<Checksum> checksum =
                    (flags & HAS_CHECKSUM) == 0 ? Optional.empty() : Optional.of(Records.checksum(in));
            return new Head(flags, revision, modifiedMillis, sizeBytes, etag, ownerId, storageClass, checksum);
        }

        boolean is(int flag) {
            return (flags & flag) != 0;
        }

        VersionId versionId() {
            return is(NULL_VERSION) ? VersionId.NULL : new VersionId(revision);
        }

        Optional<ChecksumAlgorithm> algorithm() {
            return checksum.map(Checksum::algorithm);
        }

        Optional<ChecksumType> type() {
            return checksum.map(Checksum::type);
        }
    }
}
