package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@Conformance
class DeleteObjectTest {

    @Test
    void deletingIsTheSameTheSecondTime(Bucket bucket) {
        bucket.put("a", "x");
        bucket.delete("a");
        bucket.get("a").refuses(404, "NoSuchKey");
        assertThat(bucket.delete("a").has("x-amz-delete-marker")).isFalse();
        bucket.delete("never was");
    }

    @Test
    void keysBelowAKeyStay(Bucket bucket) {
        bucket.put("a", "1");
        bucket.put("a/b", "2");
        bucket.put("a/b/c", "3");
        bucket.delete("a/b");
        assertThat(bucket.keys()).containsExactly("a", "a/b/c");
    }

    @Test
    void whereVersionsAreKeptADeleteMarkerIsMade(Bucket bucket) {
        bucket.versioning("Enabled");
        String version = bucket.putVersion("a", "x");
        Reply reply = bucket.delete("a");
        assertThat(reply.header("x-amz-delete-marker")).isEqualTo("true");
        assertThat(reply.header("x-amz-version-id")).isNotEmpty().isNotEqualTo(version);
        assertThat(bucket.getVersion("a", version).text()).isEqualTo("x");
    }

    @Test
    void deletingAMarkerByItsIdBringsTheObjectBack(Bucket bucket) {
        bucket.versioning("Enabled");
        bucket.put("a", "x");
        String marker = bucket.delete("a").header("x-amz-version-id");
        Reply reply =
                bucket.request("DELETE", "a").query("versionId", marker).send().answers(204);
        assertThat(reply.header("x-amz-delete-marker")).isEqualTo("true");
        assertThat(reply.header("x-amz-version-id")).isEqualTo(marker);
        assertThat(bucket.get("a").text()).isEqualTo("x");
    }

    @Test
    void deletingTheCurrentVersionUncoversTheOneBefore(Bucket bucket) {
        bucket.versioning("Enabled");
        String first = bucket.putVersion("a", "1");
        String second = bucket.putVersion("a", "2");
        bucket.request("DELETE", "a").query("versionId", second).send().answers(204);
        Reply reply = bucket.get("a").answers(200);
        assertThat(reply.text()).isEqualTo("1");
        assertThat(reply.header("x-amz-version-id")).isEqualTo(first);
        bucket.getVersion("a", second).refuses(404, "NoSuchVersion");
    }

    @Test
    void onlyWhatWasSeenIsDeletedWhereTheCallerSaysSo(Bucket bucket) {
        String tag = bucket.put("a", "x").header("etag");
        bucket.request("DELETE", "a").header("If-Match", "\"no\"").send().refuses(412, "PreconditionFailed");
        bucket.get("a").answers(200);
        bucket.request("DELETE", "a").header("If-Match", tag).send().answers(204);
        bucket.get("a").answers(404);
    }

    @Test
    void anotherUserIsDenied(Bucket bucket) {
        bucket.put("a", "x");
        bucket.request("DELETE", "a").as(Others.of(bucket.endpoint())).send().refuses(403, "AccessDenied");
        bucket.get("a").answers(200);
    }
}
