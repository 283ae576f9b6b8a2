package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;

@Conformance
class ListObjectVersionsTest {

    @Test
    void versionsOfAKeyComeNewestFirstAndOneIsTheLatest(Bucket bucket) {
        bucket.versioning("Enabled");
        String first = bucket.putVersion("a", "1");
        String second = bucket.putVersion("a", "22");
        Reply reply = bucket.request("GET").query("versions").send().answers(200);
        assertThat(reply.root().getLocalName()).isEqualTo("ListVersionsResult");
        assertThat(reply.values("Version/VersionId")).containsExactly(second, first);
        assertThat(reply.values("Version/IsLatest")).containsExactly("true", "false");
        assertThat(reply.values("Version/Size")).containsExactly("2", "1");
        assertThat(reply.names("")).contains("KeyMarker", "VersionIdMarker");
        assertThat(reply.names("Version"))
                .contains("Key", "VersionId", "IsLatest", "LastModified", "ETag", "Size", "StorageClass", "Owner");
    }

    @Test
    void deleteMarkersStandAmongTheVersions(Bucket bucket) {
        bucket.versioning("Enabled");
        String version = bucket.putVersion("a", "1");
        String marker = bucket.delete("a").header("x-amz-version-id");
        Reply reply = bucket.request("GET").query("versions").send();
        assertThat(reply.values("DeleteMarker/VersionId")).containsExactly(marker);
        assertThat(reply.values("DeleteMarker/IsLatest")).containsExactly("true");
        assertThat(reply.values("Version/VersionId")).containsExactly(version);
        assertThat(reply.values("Version/IsLatest")).containsExactly("false");
        assertThat(reply.names("DeleteMarker")).doesNotContain("Size", "ETag");
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    void whoDeletesEachPageBeforeTheNextMissesNothing(Bucket bucket) {
        bucket.versioning("Enabled");
        String first = bucket.putVersion("a", "1");
        bucket.versioning("Suspended");
        bucket.put("a", "2");
        bucket.versioning("Enabled");
        bucket.put("a", "3");
        Reply page =
                bucket.request("GET").query("versions").query("max-keys", "2").send();
        List<String> shown = page.values("Version/VersionId");
        assertThat(shown).hasSize(2).contains("null");
        for (String version : shown) {
            bucket.request("DELETE", "a").query("versionId", version).send().answers(204);
        }
        Reply next = bucket.request("GET")
                .query("versions")
                .query("key-marker", page.value("NextKeyMarker"))
                .query("version-id-marker", page.value("NextVersionIdMarker"))
                .send();
        assertThat(next.values("Version/VersionId")).containsExactly(first);
    }

    @Test
    void withoutVersioningEachObjectIsTheNullVersion(Bucket bucket) {
        bucket.put("a", "1");
        Reply reply = bucket.request("GET").query("versions").send();
        assertThat(reply.values("Version/VersionId")).containsExactly("null");
        assertThat(reply.values("Version/IsLatest")).containsExactly("true");
    }

    @Test
    void pagesOfOneReachEveryVersionOnce(Bucket bucket) {
        bucket.versioning("Enabled");
        List<String> written = new ArrayList<>();
        for (String key : List.of("a", "b", "c")) {
            written.add(bucket.putVersion(key, "1"));
            written.add(bucket.putVersion(key, "2"));
            written.add(bucket.delete(key).header("x-amz-version-id"));
        }
        List<String> seen = new ArrayList<>();
        for (ListObjectVersionsResponse page : bucket.s3()
                .listObjectVersionsPaginator(list -> list.bucket(bucket.name()).maxKeys(1))) {
            page.versions().forEach(each -> seen.add(each.versionId()));
            page.deleteMarkers().forEach(each -> seen.add(each.versionId()));
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(written).hasSize(9);
    }

    @Test
    void aDelimiterRollsUpVersionsToo(Bucket bucket) {
        bucket.versioning("Enabled");
        bucket.put("a/1", "x");
        bucket.put("a/1", "y");
        bucket.put("b", "z");
        Reply reply =
                bucket.request("GET").query("versions").query("delimiter", "/").send();
        assertThat(reply.values("CommonPrefixes/Prefix")).containsExactly("a/");
        assertThat(reply.values("Version/Key")).containsExactly("b");
    }

    @Test
    void aVersionMarkerNeedsAKeyMarker(Bucket bucket) {
        bucket.request("GET")
                .query("versions")
                .query("version-id-marker", "null")
                .send()
                .refuses(400, "InvalidArgument");
    }
}
