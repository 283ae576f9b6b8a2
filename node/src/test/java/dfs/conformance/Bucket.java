package dfs.conformance;

import dfs.core.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A bucket of one test.
 *
 * @param endpoint where it is
 * @param name its name
 */
record Bucket(S3Endpoint endpoint, String name) {

    /** S3 takes no part smaller than this, but for the last. */
    static final int PART_BYTES = 5 << 20;

    S3Client s3() {
        return endpoint.s3();
    }

    Request request(String method) {
        return endpoint.request(method, "/" + name);
    }

    Request request(String method, String key) {
        return endpoint.request(method, path(key));
    }

    /** The key's path, encoded as S3's clients do. */
    String path(String key) {
        return "/" + name + "/" + Caller.percent(key).replace("%2F", "/");
    }

    @CanIgnoreReturnValue
    Reply put(String key, String text) {
        return request("PUT", key).body(text).send().answers(200);
    }

    /** Writes and returns the version's id. */
    @CanIgnoreReturnValue
    String putVersion(String key, String text) {
        return put(key, text).header("x-amz-version-id");
    }

    Reply get(String key) {
        return request("GET", key).send();
    }

    Reply getVersion(String key, String version) {
        return request("GET", key).query("versionId", version).send();
    }

    Reply head(String key) {
        return request("HEAD", key).send();
    }

    @CanIgnoreReturnValue
    Reply delete(String key) {
        return request("DELETE", key).send().answers(204);
    }

    /** The keys in the order in which they are listed. */
    List<String> keys() {
        List<String> keys = new ArrayList<>();
        s3().listObjectsV2Paginator(list -> list.bucket(name)).contents().forEach(each -> keys.add(each.key()));
        return keys;
    }

    /** A document as a sub-resource of the bucket. */
    Reply configure(String what, String xml) {
        return request("PUT").query(what).body(xml).send();
    }

    void versioning(String status) {
        configure("versioning", "<VersioningConfiguration><Status>" + status + "</Status></VersioningConfiguration>")
                .answers(200);
    }

    /** Begins an upload and returns its id. */
    String upload(String key) {
        return request("POST", key).query("uploads").send().answers(200).value("UploadId");
    }

    /** Uploads a part and returns its entity tag. */
    @CanIgnoreReturnValue
    String part(String key, String upload, int number, byte[] bytes) {
        return request("PUT", key)
                .query("partNumber", "" + number)
                .query("uploadId", upload)
                .body(bytes)
                .send()
                .answers(200)
                .header("etag");
    }

    /** A request that completes an upload of parts with these entity tags, numbered from 1. */
    Request complete(String key, String upload, List<String> tags) {
        StringBuilder xml = new StringBuilder("<CompleteMultipartUpload>");
        for (int i = 0; i < tags.size(); i++) {
            xml.append("<Part><PartNumber>" + (i + 1) + "</PartNumber><ETag>" + tags.get(i) + "</ETag></Part>");
        }
        return request("POST", key).query("uploadId", upload).body(xml + "</CompleteMultipartUpload>");
    }

    /** Deletes all that is in it, and it. */
    void remove() {
        s3().listMultipartUploads(list -> list.bucket(name))
                .uploads()
                .forEach(each -> s3().abortMultipartUpload(
                                abort -> abort.bucket(name).key(each.key()).uploadId(each.uploadId())));
        s3().listObjectVersionsPaginator(list -> list.bucket(name)).stream().forEach(page -> {
            page.versions().forEach(each -> removeVersion(each.key(), each.versionId()));
            page.deleteMarkers().forEach(each -> removeVersion(each.key(), each.versionId()));
        });
        s3().deleteBucket(delete -> delete.bucket(name));
    }

    private void removeVersion(String key, String version) {
        s3().deleteObject(delete -> delete.bucket(name).key(key).versionId(version));
    }
}
