package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Conformance
class GetObjectTest {

    private static final String PAST = "Sat, 29 Oct 1994 19:43:31 GMT";
    private static final String FUTURE = "Sat, 29 Oct 2095 19:43:31 GMT";

    @Test
    void anAbsentKeyIsNamed(Bucket bucket) {
        Reply reply = bucket.get("no/such key").refuses(404, "NoSuchKey");
        assertThat(reply.value("Key")).isEqualTo("no/such key");
    }

    @Test
    void theReplyDescribesTheObject(Bucket bucket) {
        bucket.put("a", "hello");
        Reply reply = bucket.get("a").answers(200);
        assertThat(reply.header("content-length")).isEqualTo("5");
        assertThat(reply.header("accept-ranges")).isEqualTo("bytes");
        assertThat(reply.header("etag")).isEqualTo("\"5d41402abc4b2a76b9719d911017c592\"");
        assertThat(reply.header("last-modified"))
                .matches("[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 0-0",
        "bytes=2-4, 234, 2-4",
        "bytes=7-, 789, 7-9",
        "bytes=-3, 789, 7-9",
        "bytes=-100, 0123456789, 0-9",
        "bytes=5-100, 56789, 5-9"
    })
    void aRangeIsAnsweredAlone(String range, String text, String answered, Bucket bucket) {
        bucket.put("a", "0123456789");
        Reply reply = bucket.request("GET", "a").header("Range", range).send().answers(206);
        assertThat(reply.text()).isEqualTo(text);
        assertThat(reply.header("content-range")).isEqualTo("bytes " + answered + "/10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=40-50", "bytes=-0"})
    void aRangeBeyondTheEndIsRefused(String range, Bucket bucket) {
        bucket.put("a", "0123456789");
        bucket.request("GET", "a").header("Range", range).send().refuses(416, "InvalidRange");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=4-2", "bytes=a-b", "lines=1-2", "bytes=0-1,3-4"})
    void whatIsNoSingleRangeCountsForNothing(String range, Bucket bucket) {
        bucket.put("a", "0123456789");
        assertThat(bucket.request("GET", "a")
                        .header("Range", range)
                        .send()
                        .answers(200)
                        .text())
                .isEqualTo("0123456789");
    }

    @Test
    void anEmptyObjectHasNoRangeAndItsLastBytesAreAllOfIt(Bucket bucket) {
        bucket.put("a", "");
        for (String range : List.of("bytes=0-", "bytes=0-0", "bytes=-0")) {
            bucket.request("GET", "a").header("Range", range).send().refuses(416, "InvalidRange");
        }
        for (String method : List.of("GET", "HEAD")) {
            Reply reply = bucket.request(method, "a")
                    .header("Range", "bytes=-8")
                    .send()
                    .answers(200);
            assertThat(reply.header("content-length")).isEqualTo("0");
            assertThat(reply.has("content-range")).isFalse();
        }
    }

    @Test
    void aRangeCountsOnlyForTheObjectThatIfRangeNames(Bucket bucket) {
        String tag = bucket.put("a", "0123456789").header("etag");
        Request get = bucket.request("GET", "a").header("Range", "bytes=1-2");
        assertThat(get.header("If-Range", tag).send().answers(206).text()).isEqualTo("12");
        assertThat(get.header("If-Range", "\"other\"").send().answers(200).text())
                .isEqualTo("0123456789");
    }

    @Test
    void conditionsHoldOrDoNot(Bucket bucket) {
        String tag = bucket.put("a", "x").header("etag");
        bucket.request("GET", "a").header("If-Match", tag).send().answers(200);
        bucket.request("GET", "a").header("If-Match", "\"no\"").send().refuses(412, "PreconditionFailed");
        bucket.request("GET", "a").header("If-None-Match", "\"no\"").send().answers(200);
        Reply unchanged =
                bucket.request("GET", "a").header("If-None-Match", tag).send().answers(304);
        assertThat(unchanged.header("etag")).isEqualTo(tag);
        bucket.request("GET", "a").header("If-Modified-Since", PAST).send().answers(200);
        bucket.request("GET", "a").header("If-Unmodified-Since", FUTURE).send().answers(200);
        bucket.request("GET", "a").header("If-Unmodified-Since", PAST).send().refuses(412, "PreconditionFailed");
        String modified = bucket.head("a").header("last-modified");
        bucket.request("GET", "a").header("If-Modified-Since", modified).send().answers(304);
    }

    @Test
    void entityTagsComeBeforeTimes(Bucket bucket) {
        String tag = bucket.put("a", "x").header("etag");
        bucket.request("GET", "a")
                .header("If-Match", tag)
                .header("If-Unmodified-Since", PAST)
                .send()
                .answers(200);
        bucket.request("GET", "a")
                .header("If-None-Match", tag)
                .header("If-Modified-Since", PAST)
                .send()
                .answers(304);
    }

    @Test
    void theCallerMayChangeHeadersOfTheReply(Bucket bucket) {
        bucket.put("a", "x");
        Reply reply = bucket.request("GET", "a")
                .query("response-content-type", "text/plain")
                .query("response-content-disposition", "inline")
                .query("response-content-encoding", "gzip")
                .query("response-content-language", "fr")
                .query("response-cache-control", "no-cache")
                .query("response-expires", FUTURE)
                .send()
                .answers(200);
        assertThat(List.of(
                        reply.header("content-type"),
                        reply.header("content-disposition"),
                        reply.header("content-encoding"),
                        reply.header("content-language"),
                        reply.header("cache-control"),
                        reply.header("expires")))
                .containsExactly("text/plain", "inline", "gzip", "fr", "no-cache", FUTURE);
    }

    @Test
    void onlyKnownCallersMayChangeHeadersOfTheReply(Bucket bucket) {
        bucket.put("a", "x");
        Reply reply = bucket.request("GET", "a")
                .query("response-content-type", "text/plain")
                .anonymously()
                .send();
        assertThat(reply.status()).isIn(400, 403);
    }

    @Test
    void thePartOfAnObjectWrittenAtOnceIsTheWhole(Bucket bucket) {
        bucket.put("a", "hello");
        Reply reply = bucket.request("GET", "a").query("partNumber", "1").send();
        assertThat(reply.status()).isIn(200, 206);
        assertThat(reply.text()).isEqualTo("hello");
        Reply beyond = bucket.request("GET", "a").query("partNumber", "2").send();
        assertThat(List.of(beyond.status() + " " + beyond.value("Code")))
                .containsAnyOf("416 InvalidPartNumber", "400 InvalidPart");
    }

    @Test
    void thePartOfAnEmptyObjectIsNoRange(Bucket bucket) {
        bucket.put("a", "");
        Reply reply = bucket.request("GET", "a").query("partNumber", "1").send().answers(200);
        assertThat(reply.header("content-length")).isEqualTo("0");
        assertThat(reply.has("content-range")).isFalse();
    }

    @Test
    void aVersionIsReadByItsId(Bucket bucket) {
        bucket.versioning("Enabled");
        String first = bucket.putVersion("a", "1");
        String second = bucket.putVersion("a", "2");
        assertThat(bucket.get("a").header("x-amz-version-id")).isEqualTo(second);
        Reply reply = bucket.getVersion("a", first).answers(200);
        assertThat(reply.text()).isEqualTo("1");
        assertThat(reply.header("x-amz-version-id")).isEqualTo(first);
    }

    @Test
    void aDeleteMarkerSaysThatItIsOne(Bucket bucket) {
        bucket.versioning("Enabled");
        bucket.put("a", "1");
        String marker = bucket.delete("a").header("x-amz-version-id");
        Reply current = bucket.get("a").refuses(404, "NoSuchKey");
        assertThat(current.header("x-amz-delete-marker")).isEqualTo("true");
        assertThat(current.header("x-amz-version-id")).isEqualTo(marker);
        Reply byId = bucket.getVersion("a", marker).refuses(405, "MethodNotAllowed");
        assertThat(byId.header("x-amz-delete-marker")).isEqualTo("true");
        assertThat(byId.header("allow")).isEqualTo("DELETE");
    }

    @Test
    void aVersionThatNeverWasIsRefused(Bucket bucket) {
        bucket.put("a", "1");
        bucket.getVersion("a", "no-version-id").refuses(400, "InvalidArgument");
    }

    @Test
    void anotherUserIsDenied(Bucket bucket) {
        bucket.put("a", "1");
        Caller other = Others.of(bucket.endpoint());
        bucket.request("GET", "a").as(other).send().refuses(403, "AccessDenied");
        bucket.request("GET", "absent").as(other).send().refuses(403, "AccessDenied");
        bucket.request("GET", "a").anonymously().send().refuses(403, "AccessDenied");
    }
}
