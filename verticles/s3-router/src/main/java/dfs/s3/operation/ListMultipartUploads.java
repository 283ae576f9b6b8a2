package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.auth.Resource;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.name.UploadId;
import dfs.core.record.UploadRecord;
import dfs.protocol.metadata.Query;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.xml.XmlWriter;
import java.util.Optional;

/**
 * Lists the open multipart uploads of a bucket, by key and then oldest first.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html">ListMultipartUploads</a>
 */
public final class ListMultipartUploads implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.LIST_BUCKET_MULTIPART_UPLOADS;
    }

    @Override
    public Resource resource(S3Request request) {
        return Resource.of(request.bucketName(), request.query().textOf("prefix"));
    }

    @Override
    public boolean isListing() {
        return true;
    }

    @Override
    public S3Reply answer(S3Call call) {
        S3Request request = call.request();
        boolean isUrlEncoded = Listings.isUrlEncoded(request);
        int max = Listings.max(request, "max-uploads");
        String keyMarker = request.query().textOf("key-marker");
        Query.Listing<UploadRecord> page = call.read(new Query.ListUploads(
                request.bucketName(),
                request.query().textOf("prefix"),
                request.query().textOf("delimiter"),
                keyMarker,
                keyMarker.isEmpty() ? Optional.empty() : uploadMarker(request),
                max));
        XmlWriter xml = XmlWriter.document("ListMultipartUploadsResult")
                .text("Bucket", request.bucketName().text());
        Listings.repeatKey(xml, "KeyMarker", request, "key-marker");
        xml.text("UploadIdMarker", request.query().textOf("upload-id-marker"));
        Listings.writeNext(
                xml,
                page,
                isUrlEncoded,
                "NextUploadIdMarker",
                UploadRecord::key,
                upload -> upload.id().text());
        Listings.repeatKey(xml, "Prefix", request, "prefix");
        Listings.repeatForm(xml, request);
        xml.number("MaxUploads", max).flag("IsTruncated", page.hasMore());
        page.entries().forEach(upload -> write(xml, call, upload, isUrlEncoded));
        Listings.writePrefixes(xml, page.prefixes(), isUrlEncoded);
        return S3Reply.xml(xml.finish());
    }

    private static Optional<UploadId> uploadMarker(S3Request request) {
        String marker = request.query().textOf("upload-id-marker");
        if (marker.isEmpty()) {
            return Optional.empty();
        }
        Optional<UploadId> id = UploadId.parse(marker);
        if (id.isEmpty()) {
            throw S3Error.of(ErrorCode.INVALID_ARGUMENT, "Invalid uploadId marker")
                    .with("ArgumentName", "upload-id-marker")
                    .with("ArgumentValue", marker)
                    .failure();
        }
        return id;
    }

    private static void write(XmlWriter xml, S3Call call, UploadRecord upload, boolean isUrlEncoded) {
        xml.open("Upload")
                .key("Key", upload.key().text(), isUrlEncoded)
                .text("UploadId", upload.id().text());
        ListParts.writeInitiator(xml, call, upload);
        xml.text("StorageClass", ListParts.storageClass(upload)).time("Initiated", upload.initiatedMillis());
        upload.checksumAlgorithm()
                .ifPresent(algorithm -> xml.text("ChecksumAlgorithm", algorithm.name())
                        .text("ChecksumType", upload.checksumType().name()));
        xml.close();
    }
}
