package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.checksum.BodyDigests;
import dfs.core.checksum.Checksum;
import dfs.core.checksum.ChecksumAlgorithm;
import dfs.core.checksum.ChecksumType;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.record.ObjectMetadata;
import dfs.core.record.ObjectRecord;
import dfs.protocol.metadata.Layout;
import dfs.protocol.metadata.Mutation;
import dfs.s3.body.Intake;
import dfs.s3.body.PieceStream;
import dfs.s3.call.ByteSource;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.headers.MetadataHeaders;
import dfs.s3.headers.ReadConditions;
import dfs.s3.headers.VersionHeaders;
import dfs.s3.headers.WriteConditions;
import dfs.s3.xml.XmlWriter;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes an object with the bytes of another one, mostly without reading them: both share their blobs.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html">CopyObject</a>
 */
public final class CopyObject implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.PUT_OBJECT;
    }

    /** How often a source is read again that was replaced before the commit. */
    private static final int ATTEMPTS_MAX = 5;

    private static final String REDIRECT = "x-amz-website-redirect-location";

    @Override
    public S3Reply answer(S3Call call) {
        CopySource copied = CopySource.of(call.request());
        for (int attempt = 1; ; attempt++) {
            ObjectRecord source = copied.find(call);
            try {
                return copy(call, copied, source);
            } catch (S3Failure failure) {
                // The version that was read may be gone at the commit; what is current then may be copied as well. It
                // is
                // the destination that is absent where the source is still what it was.
                boolean isSourceGone = failure.code() == ErrorCode.NO_SUCH_KEY
                        && copied.find(call).revision() != source.revision();
                if (!isSourceGone || attempt == ATTEMPTS_MAX) {
                    throw failure;
                }
            }
        }
    }

    private static S3Reply copy(S3Call call, CopySource copied, ObjectRecord source) {
        S3Request request = call.request();
        ReadConditions.checkCopySource(request, source);
        CopySource.checkSize(source.sizeBytes());
        boolean isReplaced = isReplace(request, "x-amz-metadata-directive");
        checkChangesSomething(request, copied, isReplaced);
        SortedMap<String, String> tags = isRetagged(request) ? PutObject.tags(call) : source.tags();
        ObjectMetadata metadata = metadata(call, source, isReplaced);
        ObjectRecord written = call.commit(
                sharesBlobs(call, copied)
                        ? sharing(call, copied, source, metadata, tags)
                        : anew(call, copied, source, metadata, tags));
        XmlWriter xml = XmlWriter.document("CopyObjectResult")
                .time("LastModified", written.modifiedMillis())
                .etag("ETag", written.etag());
        Checksums.write(xml, written.checksum());
        written.checksum()
                .ifPresent(value -> xml.text("ChecksumType", value.type().name()));
        S3Reply reply = S3Reply.xml(xml.finish());
        VersionHeaders.writeMade(reply, call.bucket(), written.versionId());
        copied.writeVersion(reply, source);
        return reply;
    }

    /** Blobs are counted by the group of the metadata that names them: what is in another one cannot name them too. */
    private static boolean sharesBlobs(S3Call call, CopySource copied) {
        Layout layout = call.services().layout();
        return layout.groupOf(copied.bucket()) == layout.groupOf(call.request().bucketName());
    }

    private static Mutation<ObjectRecord> sharing(
            S3Call call,
            CopySource copied,
            ObjectRecord source,
            ObjectMetadata metadata,
            SortedMap<String, String> tags) {
        return new Mutation.CopyObject(
                copied.bucket(),
                copied.key(),
                source.revision(),
                call.request().bucketName(),
                call.request().objectKey(),
                new Mutation.NewObject(
                        call.ownerId(),
                        source.sizeBytes(),
                        source.etag(),
                        metadata,
                        tags,
                        newChecksum(call, copied, source)),
                WriteConditions.of(call.request()),
                Optional.of(!isRetagged(call.request())));
    }

    /** Writes the bytes anew, as one run: its tag is that of an object written at once, whatever parts the source was made of. */
    private static Mutation<ObjectRecord> anew(
            S3Call call,
            CopySource copied,
            ObjectRecord source,
            ObjectMetadata metadata,
            SortedMap<String, String> tags) {
        Optional<ChecksumAlgorithm> algorithm =
                Checksums.algorithm(call.request()).or(() -> source.checksum().map(Checksum::algorithm));
        try (PieceStream bytes = bytes(call, copied, source)) {
            ByteSource slices = () -> bytes.nextBytes(PieceStream.SLICE_BYTES_MAX);
            Intake.Taken taken = Intake.takeCopy(slices, source.sizeBytes(), algorithm, call);
            return new Mutation.PutObject(
                    call.request().bucketName(),
                    call.request().objectKey(),
                    new Mutation.NewObject(
                            call.ownerId(), taken.sizeBytes(), taken.md5Hex(), metadata, tags, taken.checksum()),
                    taken.content(),
                    call.admittedRevision(),
                    WriteConditions.of(call.request()));
        }
    }

    private static PieceStream bytes(S3Call call, CopySource copied, ObjectRecord source) {
        return PieceStream.open(
                call.services().blobs(), StoredObject.pieces(call, copied.bucket(), source, 0, source.sizeBytes()));
    }

    private static boolean isRetagged(S3Request request) {
        return isReplace(request, "x-amz-tagging-directive");
    }

    private static boolean isReplace(S3Request request, String header) {
        return request.header(header).filter("REPLACE"::equals).isPresent();
    }

    private static void checkChangesSomething(S3Request request, CopySource copied, boolean isReplaced) {
        boolean isOnItself = copied.versionId().isEmpty()
                && copied.bucket().equals(request.bucketName())
                && copied.key().equals(request.objectKey());
        boolean changes = isReplaced || request.hasHeader("x-amz-storage-class") || request.hasHeader(REDIRECT);
        if (isOnItself && !changes) {
            throw new S3Failure(
                    ErrorCode.INVALID_REQUEST,
                    "This copy request is illegal because it is trying to copy an object to itself without changing the"
                            + " object's metadata, storage class, website redirect location or encryption attributes.");
        }
    }

    /** Storage class, redirect and access list are the copy's own; the rest is the source's unless it is replaced. */
    private static ObjectMetadata metadata(S3Call call, ObjectRecord source, boolean isReplaced) {
        ObjectMetadata given = MetadataHeaders.read(call.request());
        ObjectMetadata described = isReplaced ? given : source.metadata();
        SortedMap<String, String> system = new TreeMap<>(described.system());
        system.remove(REDIRECT);
        call.request().header(REDIRECT).ifPresent(target -> system.put(REDIRECT, target));
        return new ObjectMetadata(
                system, described.user(), given.storageClass(), AccessLists.given(call, call.ownerId()));
    }

    /** The checksum asked for, where the source has not just that one. */
    private static Optional<Checksum> newChecksum(S3Call call, CopySource copied, ObjectRecord source) {
        Optional<ChecksumAlgorithm> asked = Checksums.algorithm(call.request());
        boolean isThere = source.checksum()
                .filter(kept -> kept.type() == ChecksumType.FULL_OBJECT
                        && asked.filter(kept.algorithm()::equals).isPresent())
                .isPresent();
        if (asked.isEmpty() || isThere) {
            return Optional.empty();
        }
        BodyDigests digests = new BodyDigests(asked);
        try (PieceStream bytes = bytes(call, copied, source)) {
            for (Optional<ByteBuffer> next = bytes.nextBytes(PieceStream.SLICE_BYTES_MAX);
                    next.isPresent();
                    next = bytes.nextBytes(PieceStream.SLICE_BYTES_MAX)) {
                digests.update(next.get());
            }
        }
        return digests.checksum();
    }
}
