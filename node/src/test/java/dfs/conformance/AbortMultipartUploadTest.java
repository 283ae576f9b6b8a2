package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

@Conformance
class AbortMultipartUploadTest {

    private static Request abort(Bucket bucket, String upload) {
        return bucket.request("DELETE", "a").query("uploadId", upload);
    }

    @Test
    void anAbortedUploadIsGone(Bucket bucket) {
        String upload = bucket.upload("a");
        String tag = bucket.part("a", upload, 1, Caller.utf8("x"));
        abort(bucket, upload).send().answers(204);
        bucket.complete("a", upload, List.of(tag)).send().refuses(404, "NoSuchUpload");
        bucket.request("GET", "a").query("uploadId", upload).send().refuses(404, "NoSuchUpload");
        assertThat(bucket.request("GET").query("uploads").send().values("Upload"))
                .isEmpty();
    }

    @Test
    void anUploadThatNeverWasIsRefused(Bucket bucket) {
        abort(bucket, "nothing").send().refuses(404, "NoSuchUpload");
    }

    @Test
    void theObjectThatWasThereStays(Bucket bucket) {
        bucket.put("a", "there");
        abort(bucket, bucket.upload("a")).send().answers(204);
        assertThat(bucket.get("a").text()).isEqualTo("there");
    }

    @Test
    void anotherUserIsDenied(Bucket bucket) {
        abort(bucket, bucket.upload("a"))
                .as(Others.of(bucket.endpoint()))
                .send()
                .refuses(403, "AccessDenied");
    }
}
