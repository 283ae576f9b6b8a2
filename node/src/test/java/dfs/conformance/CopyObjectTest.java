package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@Conformance
class CopyObjectTest {

    private static Request copy(Bucket bucket, String from, String to) {
        return bucket.request("PUT", to).header("x-amz-copy-source", bucket.path(from));
    }

    @Test
    void aCopyHasTheBytesAndTheHeaders(Bucket bucket) {
        bucket.request("PUT", "a")
                .header("Content-Type", "text/x-own")
                .header("x-amz-meta-m", "v")
                .header("x-amz-tagging", "k=v")
                .body("hello")
                .send()
                .answers(200);
        Reply reply = copy(bucket, "a", "b").send().answers(200);
        assertThat(reply.root().getLocalName()).isEqualTo("CopyObjectResult");
        assertThat(reply.value("ETag")).isEqualTo("\"5d41402abc4b2a76b9719d911017c592\"");
        assertThat(reply.value("LastModified")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.000Z");
        Reply copied = bucket.get("b");
        assertThat(copied.text()).isEqualTo("hello");
        assertThat(copied.header("content-type")).isEqualTo("text/x-own");
        assertThat(copied.header("x-amz-meta-m")).isEqualTo("v");
        assertThat(copied.header("x-amz-tagging-count")).isEqualTo("1");
    }

    @Test
    void headersAndTagsAreReplacedWhereTheCallerSaysSo(Bucket bucket) {
        bucket.request("PUT", "a")
                .header("x-amz-meta-old", "1")
                .header("x-amz-tagging", "old=1&more=2")
                .body("hello")
                .send()
                .answers(200);
        copy(bucket, "a", "b")
                .header("x-amz-metadata-directive", "REPLACE")
                .header("x-amz-tagging-directive", "REPLACE")
                .header("x-amz-meta-new", "2")
                .header("x-amz-tagging", "new=1")
                .send()
                .answers(200);
        Reply copied = bucket.get("b");
        assertThat(copied.has("x-amz-meta-old")).isFalse();
        assertThat(copied.header("x-amz-meta-new")).isEqualTo("2");
        assertThat(copied.header("x-amz-tagging-count")).isEqualTo("1");
        copy(bucket, "a", "b").header("x-amz-metadata-directive", "SWAP").send().refuses(400, "InvalidArgument");
    }

    @Test
    void ontoItselfSomethingMustChange(Bucket bucket) {
        bucket.put("a", "hello");
        copy(bucket, "a", "a").send().refuses(400, "InvalidRequest");
        copy(bucket, "a", "a")
                .header("x-amz-metadata-directive", "REPLACE")
                .header("x-amz-meta-m", "v")
                .send()
                .answers(200);
        assertThat(bucket.get("a").header("x-amz-meta-m")).isEqualTo("v");
        assertThat(bucket.get("a").text()).isEqualTo("hello");
    }

    @Test
    void theSourceIsDecodedOnce(Bucket bucket) {
        bucket.put("a+b %2F?c", "hello");
        copy(bucket, "a+b %2F?c", "b").send().answers(200);
        assertThat(bucket.get("b").text()).isEqualTo("hello");
    }

    @Test
    void theSourceMayBeInAnotherBucket(Bucket from, Bucket to) {
        from.put("a", "hello");
        to.request("PUT", "b")
                .header("x-amz-copy-source", from.path("a").substring(1))
                .send()
                .answers(200);
        assertThat(to.get("b").text()).isEqualTo("hello");
    }

    @Test
    void anAbsentSourceIsNamedByItsKind(Bucket bucket) {
        copy(bucket, "absent", "b").send().refuses(404, "NoSuchKey");
        bucket.request("PUT", "b")
                .header("x-amz-copy-source", "/" + S3Endpoint.newName() + "/a")
                .send()
                .refuses(404, "NoSuchBucket");
    }

    @Test
    void conditionsSpeakOfTheSource(Bucket bucket) {
        String tag = bucket.put("a", "hello").header("etag");
        copy(bucket, "a", "b").header("x-amz-copy-source-if-match", tag).send().answers(200);
        copy(bucket, "a", "b")
                .header("x-amz-copy-source-if-match", "\"no\"")
                .send()
                .refuses(412, "PreconditionFailed");
        copy(bucket, "a", "b")
                .header("x-amz-copy-source-if-none-match", tag)
                .send()
                .refuses(412, "PreconditionFailed");
        copy(bucket, "a", "b")
                .header("x-amz-copy-source-if-none-match", "\"no\"")
                .send()
                .answers(200);
    }

    @Test
    void conditionsMaySpeakOfTheTarget(Bucket bucket) {
        bucket.put("a", "hello");
        copy(bucket, "a", "b").header("If-None-Match", "*").send().answers(200);
        copy(bucket, "a", "b").header("If-None-Match", "*").send().refuses(412, "PreconditionFailed");
    }

    @Test
    void aVersionOfTheSourceIsCopied(Bucket bucket) {
        bucket.versioning("Enabled");
        String first = bucket.putVersion("a", "1");
        bucket.put("a", "2");
        Reply reply = bucket.request("PUT", "b")
                .header("x-amz-copy-source", bucket.path("a") + "?versionId=" + first)
                .send()
                .answers(200);
        assertThat(reply.header("x-amz-copy-source-version-id")).isEqualTo(first);
        assertThat(reply.header("x-amz-version-id")).isNotEmpty();
        assertThat(bucket.get("b").text()).isEqualTo("1");
    }

    @Test
    void aLargeObjectIsCopiedByteForByteAndOutlivesItsSource(Bucket bucket) {
        byte[] bytes = Bytes.random(2 << 20);
        bucket.request("PUT", "a").body(bytes).send().answers(200);
        copy(bucket, "a", "b").send().answers(200);
        bucket.delete("a");
        assertThat(bucket.get("b").bytes()).isEqualTo(bytes);
    }

    @Test
    void whatAnotherUserOwnsIsNotCopied(Bucket bucket) {
        bucket.put("a", "x");
        copy(bucket, "a", "b").as(Others.of(bucket.endpoint())).send().refuses(403, "AccessDenied");
    }
}
