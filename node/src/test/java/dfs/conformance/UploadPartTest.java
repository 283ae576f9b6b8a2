package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Conformance
class UploadPartTest {

    private static Request part(Bucket bucket, String upload, String number) {
        return bucket.request("PUT", "a")
                .query("partNumber", number)
                .query("uploadId", upload)
                .body("hello");
    }

    @Test
    void theReplyTagsThePart(Bucket bucket) {
        Reply reply = part(bucket, bucket.upload("a"), "1").send().answers(200);
        assertThat(reply.header("etag")).isEqualTo("\"5d41402abc4b2a76b9719d911017c592\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "10001", "one"})
    void partsAreNumberedFromOneToTenThousand(String number, Bucket bucket) {
        part(bucket, bucket.upload("a"), number).send().refuses(400, "InvalidArgument");
    }

    @Test
    void anUploadOfAnotherKeyIsNoUpload(Bucket bucket) {
        part(bucket, bucket.upload("b"), "1").send().refuses(404, "NoSuchUpload");
        part(bucket, "nothing", "1").send().refuses(404, "NoSuchUpload");
    }

    @Test
    void aChecksumIsCheckedAndAnswered(Bucket bucket) {
        String upload = bucket.upload("a");
        part(bucket, upload, "1")
                .header("x-amz-checksum-crc32", "AAAAAA==")
                .send()
                .refuses(400, "BadDigest");
        Reply reply = part(bucket, upload, "1")
                .header("x-amz-checksum-crc32", "NhCmhg==")
                .send()
                .answers(200);
        assertThat(reply.header("x-amz-checksum-crc32")).isEqualTo("NhCmhg==");
    }

    @Test
    void theMd5IsChecked(Bucket bucket) {
        part(bucket, bucket.upload("a"), "1")
                .header("Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg==")
                .send()
                .refuses(400, "BadDigest");
    }

    @Test
    void aPartMayComeInChunks(Bucket bucket) {
        String upload = bucket.upload("a");
        String tag = part(bucket, upload, "1")
                .chunks(Request.PLAIN_CHUNKS_AND_TRAILER, 2)
                .trailer("x-amz-checksum-crc32", "NhCmhg==")
                .send()
                .answers(200)
                .header("etag");
        bucket.complete("a", upload, java.util.List.of(tag)).send().answers(200);
        assertThat(bucket.get("a").text()).isEqualTo("hello");
    }
}
