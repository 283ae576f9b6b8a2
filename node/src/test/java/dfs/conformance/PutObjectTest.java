package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@Conformance
class PutObjectTest {

    @Test
    void aConditionThatNamesNothingDoesNotHold(Bucket bucket) {
        bucket.put("a", "old");
        for (String nothing : List.of("\"\"", ",", "W/\"\"")) {
            bucket.request("PUT", "a")
                    .header("If-Match", nothing)
                    .body("new")
                    .send()
                    .refuses(412, "PreconditionFailed");
        }
        assertThat(bucket.get("a").text()).isEqualTo("old");
    }

    private static final int WRITERS = 16;

    @Test
    void theReplyTagsTheBytes(Bucket bucket) {
        Reply reply = bucket.put("a", "hello");
        assertThat(reply.header("etag")).isEqualTo("\"5d41402abc4b2a76b9719d911017c592\"");
        assertThat(reply.text()).isEmpty();
        assertThat(reply.has("x-amz-version-id")).isFalse();
        assertThat(bucket.get("a").text()).isEqualTo("hello");
    }

    @Test
    void anEmptyObjectIsAnObject(Bucket bucket) {
        bucket.put("a", "");
        Reply reply = bucket.get("a").answers(200);
        assertThat(reply.header("content-length")).isEqualTo("0");
        assertThat(reply.header("etag")).isEqualTo("\"d41d8cd98f00b204e9800998ecf8427e\"");
    }

    @Test
    void aLargerObjectComesBackByteForByte(Bucket bucket) {
        byte[] bytes = Bytes.random(3 << 20);
        bucket.request("PUT", "a").body(bytes).send().answers(200);
        assertThat(bucket.get("a").bytes()).isEqualTo(bytes);
    }

    @Test
    void aSecondWriteReplacesAllOfTheFirst(Bucket bucket) {
        bucket.request("PUT", "a")
                .header("x-amz-meta-old", "1")
                .body("long text")
                .send()
                .answers(200);
        bucket.put("a", "new");
        Reply reply = bucket.get("a");
        assertThat(reply.text()).isEqualTo("new");
        assertThat(reply.has("x-amz-meta-old")).isFalse();
    }

    @Test
    void headersComeBackAsTheyWereGiven(Bucket bucket) {
        bucket.request("PUT", "a")
                .header("Content-Type", "text/x-own; charset=utf-8")
                .header("Cache-Control", "max-age=7")
                .header("Content-Disposition", "attachment; filename=\"b\"")
                .header("Content-Encoding", "gzip")
                .header("Content-Language", "de")
                .header("Expires", "Thu, 01 Dec 2033 16:00:00 GMT")
                .header("x-amz-meta-Some-Name", "some value")
                .body("x")
                .send()
                .answers(200);
        for (Reply reply : List.of(bucket.get("a"), bucket.head("a"))) {
            assertThat(reply.header("content-type")).isEqualTo("text/x-own; charset=utf-8");
            assertThat(reply.header("cache-control")).isEqualTo("max-age=7");
            assertThat(reply.header("content-disposition")).isEqualTo("attachment; filename=\"b\"");
            assertThat(reply.header("content-encoding")).isEqualTo("gzip");
            assertThat(reply.header("content-language")).isEqualTo("de");
            assertThat(reply.header("expires")).isEqualTo("Thu, 01 Dec 2033 16:00:00 GMT");
            assertThat(reply.header("x-amz-meta-some-name")).isEqualTo("some value");
        }
    }

    @Test
    void withoutAContentTypeItIsBytes(Bucket bucket) {
        bucket.put("a", "x");
        assertThat(bucket.get("a").header("content-type")).isEqualTo("binary/octet-stream");
    }

    @Test
    void metadataOfMoreThanTwoKibibytesIsRefused(Bucket bucket) {
        bucket.request("PUT", "a")
                .header("x-amz-meta-m", "v".repeat(2048))
                .send()
                .refuses(400, "MetadataTooLarge");
        bucket.request("PUT", "a")
                .header("x-amz-meta-m", "v".repeat(2047))
                .send()
                .answers(200);
    }

    @Test
    void theStorageClassIsEchoedUnlessItIsTheUsualOne(Bucket bucket) {
        bucket.request("PUT", "a")
                .header("x-amz-storage-class", "STANDARD_IA")
                .send()
                .answers(200);
        assertThat(bucket.head("a").header("x-amz-storage-class")).isEqualTo("STANDARD_IA");
        bucket.put("b", "x");
        assertThat(bucket.head("b").has("x-amz-storage-class")).isFalse();
        bucket.request("PUT", "c")
                .header("x-amz-storage-class", "MARBLE")
                .send()
                .refuses(400, "InvalidStorageClass");
    }

    @Test
    void tagsMayComeInAHeader(Bucket bucket) {
        bucket.request("PUT", "a")
                .header("x-amz-tagging", "k=v&other=a%20b")
                .send()
                .answers(200);
        Reply tags = bucket.request("GET", "a").query("tagging").send().answers(200);
        assertThat(tags.values("TagSet/Tag/Key")).containsExactly("k", "other");
        assertThat(tags.values("TagSet/Tag/Value")).containsExactly("v", "a b");
        assertThat(bucket.head("a").header("x-amz-tagging-count")).isEqualTo("2");
    }

    @Test
    void theMd5IsChecked(Bucket bucket) {
        String right = Base64.getEncoder().encodeToString(Caller.digest("MD5", Caller.utf8("hello")));
        String wrong = Base64.getEncoder().encodeToString(Caller.digest("MD5", Caller.utf8("other")));
        Request put = bucket.request("PUT", "a").body("hello");
        put.header("Content-MD5", wrong).send().refuses(400, "BadDigest");
        put.header("Content-MD5", "no base64").send().refuses(400, "InvalidDigest");
        put.header("Content-MD5", "YWJj").send().refuses(400, "InvalidDigest");
        bucket.get("a").refuses(404, "NoSuchKey");
        put.header("Content-MD5", right).send().answers(200);
    }

    @Test
    void bytesThatAreNotThoseSignedAreRefused(Bucket bucket) {
        bucket.request("PUT", "a")
                .payload(Caller.sha256(Caller.utf8("other")))
                .body("hello")
                .send()
                .refuses(400, "XAmzContentSHA256Mismatch");
        bucket.get("a").refuses(404, "NoSuchKey");
    }

    @Test
    void aBodyNeedNotBeSigned(Bucket bucket) {
        bucket.request("PUT", "a")
                .payload(Request.UNSIGNED)
                .body("hello")
                .send()
                .answers(200);
        assertThat(bucket.get("a").text()).isEqualTo("hello");
    }

    @Test
    void ifNoneMatchWritesOnlyWhereNothingIs(Bucket bucket) {
        Request put = bucket.request("PUT", "a").header("If-None-Match", "*");
        put.body("first").send().answers(200);
        put.body("second").send().refuses(412, "PreconditionFailed");
        assertThat(bucket.get("a").text()).isEqualTo("first");
    }

    @Test
    void ifNoneMatchWritesOverADeleteMarker(Bucket bucket) {
        bucket.versioning("Enabled");
        bucket.put("a", "first");
        bucket.delete("a");
        bucket.request("PUT", "a")
                .header("If-None-Match", "*")
                .body("second")
                .send()
                .answers(200);
    }

    @Test
    void ifMatchWritesOnlyOverWhatWasSeen(Bucket bucket) {
        String seen = bucket.put("a", "first").header("etag");
        bucket.request("PUT", "a").header("If-Match", "\"0123\"").send().refuses(412, "PreconditionFailed");
        bucket.request("PUT", "a")
                .header("If-Match", seen)
                .body("second")
                .send()
                .answers(200);
        bucket.request("PUT", "a").header("If-Match", seen).body("third").send().refuses(412, "PreconditionFailed");
        assertThat(bucket.get("a").text()).isEqualTo("second");
        bucket.request("PUT", "absent").header("If-Match", seen).send().refuses(404, "NoSuchKey");
    }

    @Test
    void ofWritersThatRaceForAnAbsentKeyExactlyOneWins(Bucket bucket) throws Exception {
        List<Future<Integer>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < WRITERS; i++) {
                String text = "writer " + i;
                answers.add(threads.submit(() -> bucket.request("PUT", "a")
                        .header("If-None-Match", "*")
                        .body(text)
                        .send()
                        .status()));
            }
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> answer : answers) {
            statuses.add(answer.get());
        }
        assertThat(statuses).containsOnlyOnce(200);
        assertThat(statuses).allMatch(status -> status == 200 || status == 412 || status == 409);
        assertThat(bucket.get("a").text()).isEqualTo("writer " + statuses.indexOf(200));
    }

    @Test
    void anAbsentBucketTakesNothing(S3Endpoint endpoint) {
        endpoint.request("PUT", "/" + S3Endpoint.newName() + "/a")
                .body("x")
                .send()
                .refuses(404, "NoSuchBucket");
    }

    @Test
    void aLengthIsNeeded(Bucket bucket) {
        try (Connection connection = new Connection(bucket.endpoint().uri())) {
            Request put = bucket.request("PUT", "a").payload(Request.UNSIGNED);
            String head = new String(put.head(), java.nio.charset.StandardCharsets.UTF_8);
            connection.write(Caller.utf8(head.replace("content-length: 0\r\n", "")));
            connection.read("PUT").refuses(411, "MissingContentLength");
        }
    }

    @Test
    void anotherUserIsDenied(Bucket bucket) {
        bucket.request("PUT", "a")
                .as(Others.of(bucket.endpoint()))
                .body("x")
                .send()
                .refuses(403, "AccessDenied");
    }
}
