package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.record.ObjectMetadata;
import dfs.core.record.PartRecord;
import dfs.core.record.UploadRecord;
import dfs.protocol.metadata.Query;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.xml.XmlWriter;

/**
 * Lists the parts of an open multipart upload.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html">ListParts</a>
 */
public final class ListParts implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.LIST_MULTIPART_UPLOAD_PARTS;
    }

    @Override
    public boolean isListing() {
        return true;
    }

    @Override
    public S3Reply answer(S3Call call) {
        S3Request request = call.request();
        UploadRecord upload = Uploads.require(call);
        int marker = (int) Numbers.parameter(request, "part-number-marker", 0, PartRecord.NUMBER_MAX);
        int max = Listings.max(request, "max-parts");
        Query.Page<PartRecord> page =
                call.read(new Query.ListParts(request.bucketName(), request.objectKey(), upload.id(), marker, max));
        XmlWriter xml = XmlWriter.document("ListPartsResult")
                .text("Bucket", request.bucketName().text())
                .text("Key", request.objectKey().text())
                .text("UploadId", upload.id().text());
        writeInitiator(xml, call, upload);
        xml.text("StorageClass", storageClass(upload)).number("PartNumberMarker", marker);
        // S3 names the last part of a page even where no page follows it.
        xml.number(
                        "NextPartNumberMarker",
                        page.entries().isEmpty() ? 0 : page.entries().getLast().number())
                .number("MaxParts", max)
                .flag("IsTruncated", page.hasMore() && max > 0);
        upload.checksumAlgorithm()
                .ifPresent(algorithm -> xml.text("ChecksumAlgorithm", algorithm.name())
                        .text("ChecksumType", upload.checksumType().name()));
        for (PartRecord part : page.entries()) {
            xml.open("Part")
                    .number("PartNumber", part.number())
                    .time("LastModified", part.modifiedMillis())
                    .etag("ETag", part.etag())
                    .number("Size", part.sizeBytes());
            Checksums.write(xml, part.checksum());
            xml.close();
        }
        return S3Reply.xml(xml.finish());
    }

    /** Writes who opened an upload and who will own its object: the same user. */
    static void writeInitiator(XmlWriter xml, S3Call call, UploadRecord upload) {
        xml.open("Initiator")
                .text("ID", upload.initiatorId())
                .text("DisplayName", call.displayNameOf(upload.initiatorId()))
                .close();
        Listings.writeOwner(xml, call, upload.initiatorId());
    }

    /** The storage class that the object will have. */
    static String storageClass(UploadRecord upload) {
        String named = upload.metadata().storageClass();
        return named.isEmpty() ? ObjectMetadata.STANDARD : named;
    }
}
