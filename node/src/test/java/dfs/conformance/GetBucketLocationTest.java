package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@Conformance
class GetBucketLocationTest {

    @Test
    void theFirstRegionIsAnEmptyElement(Bucket bucket) {
        Reply reply = bucket.request("GET").query("location").send().answers(200);
        assertThat(reply.root().getLocalName()).isEqualTo("LocationConstraint");
        assertThat(reply.root().getNamespaceURI()).isEqualTo("http://s3.amazonaws.com/doc/2006-03-01/");
        assertThat(reply.root().getTextContent()).isEmpty();
    }

    @Test
    void anAbsentBucketHasNone(S3Endpoint endpoint) {
        endpoint.request("GET", "/" + S3Endpoint.newName())
                .query("location")
                .send()
                .refuses(404, "NoSuchBucket");
    }
}
