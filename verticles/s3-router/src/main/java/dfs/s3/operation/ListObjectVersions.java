package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.auth.Resource;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.name.ObjectKey;
import dfs.core.name.VersionId;
import dfs.core.record.ObjectMetadata;
import dfs.protocol.metadata.Query;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.xml.XmlWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Lists all versions and delete markers of a bucket, by key and then newest first.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html">ListObjectVersions</a>
 */
public final class ListObjectVersions implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.LIST_BUCKET_VERSIONS;
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
        int max = Listings.max(request, "max-keys");
        Query.Listing<Query.ListedVersion> page = call.read(new Query.ListVersions(
                request.bucketName(),
                request.query().textOf("prefix"),
                request.query().textOf("delimiter"),
                request.query().textOf("key-marker"),
                versionMarker(request),
                max));
        XmlWriter xml = XmlWriter.document("ListVersionsResult")
                .text("Name", request.bucketName().text());
        Listings.repeatKey(xml, "Prefix", request, "prefix");
        Listings.repeatKey(xml, "KeyMarker", request, "key-marker");
        xml.text("VersionIdMarker", request.query().textOf("version-id-marker"));
        Listings.writeNext(
                xml,
                page,
                isUrlEncoded,
                "NextVersionIdMarker",
                Query.ListedVersion::key,
                version -> version.versionId().text());
        xml.number("MaxKeys", max);
        Listings.repeatForm(xml, request);
        xml.flag("IsTruncated", page.hasMore());
        page.entries().forEach(version -> write(xml, call, version, isUrlEncoded));
        Listings.writePrefixes(xml, page.prefixes(), isUrlEncoded);
        return S3Reply.xml(xml.finish());
    }

    private static Optional<VersionId> versionMarker(S3Request request) {
        String marker = request.query().textOf("version-id-marker");
        if (marker.isEmpty()) {
            return Optional.empty();
        }
        String keyMarker = request.query().textOf("key-marker");
        if (keyMarker.isEmpty()) {
            throw invalid("A version-id marker cannot be specified without a key marker.", marker);
        }
        VersionId version = VersionId.parse(marker).orElseThrow(() -> invalid("Invalid version id specified", marker));
        // Text too long for a key marks a place between keys, where no version is.
        boolean canBeKey = keyMarker.getBytes(StandardCharsets.UTF_8).length <= ObjectKey.LENGTH_BYTES_MAX;
        return canBeKey ? Optional.of(version) : Optional.empty();
    }

    private static dfs.core.error.S3Failure invalid(String message, String marker) {
        return S3Error.of(ErrorCode.INVALID_ARGUMENT, message)
                .with("ArgumentName", "version-id-marker")
                .with("ArgumentValue", marker)
                .failure();
    }

    private static void write(XmlWriter xml, S3Call call, Query.ListedVersion version, boolean isUrlEncoded) {
        xml.open(version.isDeleteMarker() ? "DeleteMarker" : "Version")
                .key("Key", version.key().text(), isUrlEncoded)
                .text("VersionId", version.versionId().text())
                .flag("IsLatest", version.isLatest())
                .time("LastModified", version.modifiedMillis());
        if (!version.isDeleteMarker()) {
            xml.etag("ETag", version.etag());
            version.checksumAlgorithm().ifPresent(algorithm -> xml.text("ChecksumAlgorithm", algorithm.name()));
            version.checksumType().ifPresent(type -> xml.text("ChecksumType", type.name()));
            xml.number("Size", version.sizeBytes());
        }
        Listings.writeOwner(xml, call, version.ownerId());
        if (!version.isDeleteMarker()) {
            xml.text(
                    "StorageClass",
                    version.storageClass().isEmpty() ? ObjectMetadata.STANDARD : version.storageClass());
        }
        xml.close();
    }
}
