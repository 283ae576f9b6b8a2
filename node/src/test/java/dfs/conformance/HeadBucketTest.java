package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@Conformance
class HeadBucketTest {

    @Test
    void aBucketThatIsThereTellsItsRegion(Bucket bucket) {
        assertThat(bucket.request("HEAD").send().answers(200).header("x-amz-bucket-region"))
                .isEqualTo(Caller.REGION);
    }

    @Test
    void anAbsentBucketAnswers404WithoutABody(S3Endpoint endpoint) {
        Reply reply =
                endpoint.request("HEAD", "/" + S3Endpoint.newName()).send().answers(404);
        assertThat(reply.text()).isEmpty();
        assertThat(reply.header("x-amz-request-id")).isNotEmpty();
    }

    @Test
    void anotherUserIsDenied(Bucket bucket) {
        bucket.request("HEAD").as(Others.of(bucket.endpoint())).send().answers(403);
    }
}
