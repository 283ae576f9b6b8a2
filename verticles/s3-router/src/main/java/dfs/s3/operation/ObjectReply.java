package dfs.s3.operation;

import dfs.core.checksum.Checksum;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.core.record.Content;
import dfs.core.record.ObjectRecord;
import dfs.core.record.PartRecord;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.headers.ByteRange;
import dfs.s3.headers.HttpDates;
import dfs.s3.headers.MetadataHeaders;
import dfs.s3.headers.ReadConditions;
import dfs.s3.headers.VersionHeaders;
import java.util.List;
import java.util.Optional;

/**
 * The head of a reply to GET and HEAD of an object, and which of its bytes it is about.
 *
 * @param reply status and headers; the body is still to be set
 * @param range the bytes; of length 0 for an empty object
 * @param isNotModified whether the reply is a 304
 */
record ObjectReply(S3Reply reply, ByteRange range, boolean isNotModified) {

    /** Which bytes are asked for: all, a range, or a part. */
    private record Selection(ByteRange range, boolean isPartial, Optional<Checksum> checksum, int partCount) {}

    /** Whether there are no bytes to send. */
    boolean isBodiless() {
        return isNotModified || range.length() == 0;
    }

    /**
     * Makes the head.
     *
     * @throws S3Failure {@code PreconditionFailed}, {@code InvalidRange}, {@code InvalidPart} and what broken
     *     parameters are answered with
     */
    static ObjectReply of(S3Call call, ObjectRecord object) {
        S3Request request = call.request();
        if (ReadConditions.isNotModified(request, object)) {
            S3Reply reply = S3Reply.of(304);
            identify(reply, call, object);
            return new ObjectReply(reply, new ByteRange(0, 0), true);
        }
        Selection selection = select(call, object);
        S3Reply reply = S3Reply.of(selection.isPartial() ? 206 : 200);
        identify(reply, call, object);
        reply.header("Accept-Ranges", "bytes");
        if (selection.isPartial()) {
            reply.header("Content-Range", selection.range().contentRange(object.sizeBytes()));
        }
        MetadataHeaders.write(reply, object.metadata(), MetadataHeaders.overrides(request, call.isSigned()));
        if (!object.tags().isEmpty()) {
            reply.header("x-amz-tagging-count", Integer.toString(object.tags().size()));
        }
        if (selection.partCount() > 0) {
            reply.header("x-amz-mp-parts-count", Integer.toString(selection.partCount()));
        }
        if (request.header("x-amz-checksum-mode")
                .filter("ENABLED"::equalsIgnoreCase)
                .isPresent()) {
            selection.checksum().ifPresent(checksum -> VersionHeaders.writeChecksum(reply, checksum));
        }
        return new ObjectReply(reply, selection.range(), false);
    }

    private static void identify(S3Reply reply, S3Call call, ObjectRecord object) {
        reply.header("Last-Modified", HttpDates.format(object.modifiedMillis()));
        reply.header("ETag", VersionHeaders.quoted(object.etag()));
        VersionHeaders.writeVersion(reply, call.bucket(), object.versionId());
    }

    private static Selection select(S3Call call, ObjectRecord object) {
        S3Request request = call.request();
        String partNumber = request.query().textOf("partNumber");
        if (!partNumber.isEmpty()) {
            if (request.hasHeader("Range")) {
                throw new S3Failure(
                        ErrorCode.INVALID_REQUEST, "Cannot specify both Range header and partNumber query parameter");
            }
            return part(call, object, Integer.parseInt(partNumber));
        }
        Optional<ByteRange> range = ByteRange.of(request, object);
        return range.map(bytes -> new Selection(bytes, true, Optional.empty(), 0))
                .orElseGet(() -> new Selection(new ByteRange(0, object.sizeBytes()), false, object.checksum(), 0));
    }

    private static Selection part(S3Call call, ObjectRecord object, int number) {
        List<PartRecord> parts = StoredObject.parts(call, call.request().bucketName(), object);
        long offset = 0;
        for (PartRecord part : parts) {
            if (part.number() == number) {
                int count = object.content() instanceof Content.Parts ? parts.size() : 0;
                // A part of no bytes is no range that Content-Range could tell.
                boolean isPartial = part.sizeBytes() > 0;
                return new Selection(new ByteRange(offset, part.sizeBytes()), isPartial, checksum(object, part), count);
            }
            offset += part.sizeBytes();
        }
        throw S3Error.of(ErrorCode.INVALID_PART, "The requested part number is beyond the parts of the object.")
                .with("ActualPartCount", Integer.toString(parts.size()))
                .with("PartNumberRequested", Integer.toString(number))
                .failure();
    }

    /** A part's checksum, shown under the type that the object's has. */
    private static Optional<Checksum> checksum(ObjectRecord object, PartRecord part) {
        return part.checksum()
                .map(own -> new Checksum(
                        own.algorithm(), object.checksum().map(Checksum::type).orElse(own.type()), own.value()));
    }
}
