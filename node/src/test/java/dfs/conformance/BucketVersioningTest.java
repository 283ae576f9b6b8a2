package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Buckets that keep versions, kept them once, or never did. */
@Conformance
class BucketVersioningTest {

    private static Reply read(Bucket bucket) {
        return bucket.request("GET").query("versioning").send().answers(200);
    }

    @Test
    void aNewBucketHasNoStatus(Bucket bucket) {
        Reply reply = read(bucket);
        assertThat(reply.root().getLocalName()).isEqualTo("VersioningConfiguration");
        assertThat(reply.names("")).isEmpty();
    }

    @Test
    void theStatusIsTheOneGivenLast(Bucket bucket) {
        bucket.versioning("Enabled");
        assertThat(read(bucket).value("Status")).isEqualTo("Enabled");
        bucket.versioning("Suspended");
        assertThat(read(bucket).value("Status")).isEqualTo("Suspended");
    }

    @Test
    void whatIsNoStatusIsRefused(Bucket bucket) {
        bucket.configure("versioning", "<VersioningConfiguration><Status>Maybe</Status></VersioningConfiguration>")
                .refuses(400, "MalformedXML");
        bucket.configure("versioning", "<VersioningConfiguration>").refuses(400, "MalformedXML");
    }

    @Test
    void whatWasThereBeforeIsTheNullVersion(Bucket bucket) {
        bucket.put("a", "old");
        bucket.versioning("Enabled");
        String version = bucket.putVersion("a", "new");
        assertThat(version).isNotEmpty().isNotEqualTo("null");
        assertThat(bucket.getVersion("a", "null").answers(200).text()).isEqualTo("old");
        assertThat(bucket.get("a").text()).isEqualTo("new");
    }

    @Test
    void whileSuspendedTheNullVersionIsOverwrittenAndTheOthersStay(Bucket bucket) {
        bucket.versioning("Enabled");
        String kept = bucket.putVersion("a", "kept");
        bucket.versioning("Suspended");
        bucket.put("a", "1");
        bucket.put("a", "2");
        assertThat(bucket.get("a").text()).isEqualTo("2");
        Reply versions = bucket.request("GET").query("versions").send();
        assertThat(versions.values("Version/VersionId")).containsExactly("null", kept);
        assertThat(bucket.getVersion("a", kept).text()).isEqualTo("kept");
    }

    @Test
    void whileSuspendedADeleteLeavesANullMarkerInPlaceOfTheNullVersion(Bucket bucket) {
        bucket.versioning("Enabled");
        String kept = bucket.putVersion("a", "kept");
        bucket.versioning("Suspended");
        bucket.put("a", "1");
        Reply deleted = bucket.delete("a");
        assertThat(deleted.header("x-amz-delete-marker")).isEqualTo("true");
        assertThat(deleted.header("x-amz-version-id")).isEqualTo("null");
        Reply versions = bucket.request("GET").query("versions").send();
        assertThat(versions.values("DeleteMarker/VersionId")).containsExactly("null");
        assertThat(versions.values("Version/VersionId")).containsExactly(kept);
        bucket.get("a").refuses(404, "NoSuchKey");
        bucket.request("DELETE", "a").query("versionId", "null").send().answers(204);
        assertThat(bucket.get("a").text()).isEqualTo("kept");
    }

    @Test
    void anUploadOfPartsIsAVersionToo(Bucket bucket) {
        bucket.versioning("Enabled");
        bucket.put("a", "1");
        String upload = bucket.upload("a");
        String tag = bucket.part("a", upload, 1, Caller.utf8("2"));
        Reply reply =
                bucket.complete("a", upload, java.util.List.of(tag)).send().answers(200);
        assertThat(reply.header("x-amz-version-id"))
                .isNotEmpty()
                .isEqualTo(bucket.get("a").header("x-amz-version-id"));
        assertThat(bucket.request("GET").query("versions").send().values("Version"))
                .hasSize(2);
    }

    @Test
    void anotherUserIsDenied(Bucket bucket) {
        bucket.request("GET")
                .query("versioning")
                .as(Others.of(bucket.endpoint()))
                .send()
                .refuses(403, "AccessDenied");
    }
}
