package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@Conformance
class HeadObjectTest {

    @Test
    void theHeadersAreThoseOfAGet(Bucket bucket) {
        bucket.put("a", "hello");
        Reply head = bucket.head("a").answers(200);
        Reply get = bucket.get("a");
        for (String name : new String[] {"content-length", "etag", "last-modified", "content-type", "accept-ranges"}) {
            assertThat(head.header(name)).isEqualTo(get.header(name));
        }
    }

    @Test
    void anAbsentKeyAnswers404WithoutABody(Bucket bucket) {
        bucket.head("absent").answers(404);
    }

    @Test
    void conditionsHoldAsForAGet(Bucket bucket) {
        String tag = bucket.put("a", "x").header("etag");
        bucket.request("HEAD", "a").header("If-None-Match", tag).send().answers(304);
        bucket.request("HEAD", "a").header("If-Match", "\"no\"").send().answers(412);
    }

    @Test
    void aRangeTellsItsLength(Bucket bucket) {
        bucket.put("a", "0123456789");
        Reply reply =
                bucket.request("HEAD", "a").header("Range", "bytes=2-4").send().answers(206);
        assertThat(reply.header("content-length")).isEqualTo("3");
        assertThat(reply.header("content-range")).isEqualTo("bytes 2-4/10");
    }

    @Test
    void aPartTellsItsLengthAndHowManyThereAre(Bucket bucket) {
        String upload = bucket.upload("a");
        String first = bucket.part("a", upload, 1, Bytes.random(Bucket.PART_BYTES));
        String second = bucket.part("a", upload, 2, Caller.utf8("end"));
        bucket.complete("a", upload, java.util.List.of(first, second)).send().answers(200);
        Reply reply =
                bucket.request("HEAD", "a").query("partNumber", "2").send().answers(206);
        assertThat(reply.header("content-length")).isEqualTo("3");
        assertThat(reply.header("x-amz-mp-parts-count")).isEqualTo("2");
        assertThat(bucket.request("HEAD", "a").query("partNumber", "3").send().status())
                .isIn(400, 416);
    }
}
