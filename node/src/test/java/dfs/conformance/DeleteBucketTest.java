package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

@Conformance
class DeleteBucketTest {

    @Test
    void anEmptyBucketGoes(S3Endpoint endpoint) {
        Bucket bucket = endpoint.newBucket();
        bucket.request("DELETE").send().answers(204);
        bucket.request("GET").send().refuses(404, "NoSuchBucket");
        bucket.request("DELETE").send().refuses(404, "NoSuchBucket");
    }

    @Test
    void aBucketWithAnObjectStays(Bucket bucket) {
        bucket.put("a", "x");
        bucket.request("DELETE").send().refuses(409, "BucketNotEmpty");
        assertThat(bucket.keys()).isEqualTo(List.of("a"));
    }

    @Test
    void aBucketWithOnlyADeleteMarkerStays(Bucket bucket) {
        bucket.versioning("Enabled");
        bucket.delete("a");
        bucket.request("DELETE").send().refuses(409, "BucketNotEmpty");
    }

    @Test
    void nothingOfAFormerBucketIsInItsSuccessor(S3Endpoint endpoint) {
        Bucket bucket = endpoint.newBucket();
        bucket.versioning("Enabled");
        bucket.request("DELETE").send().answers(204);
        bucket.request("PUT").send().answers(200);
        assertThat(bucket.request("GET").query("versioning").send().answers(200).names(""))
                .isEmpty();
        bucket.request("DELETE").send().answers(204);
    }
}
