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
    void aRegionThatWasNamedIsSaidEverywhere(S3Endpoint endpoint) {
        String name = S3Endpoint.newName();
        endpoint.request("PUT", "/" + name)
                .body("<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint>"
                        + "</CreateBucketConfiguration>")
                .send()
                .answers(200);
        assertThat(endpoint.request("GET", "/" + name)
                        .query("location")
                        .send()
                        .root()
                        .getTextContent())
                .isEqualTo("eu-west-1");
        assertThat(endpoint.request("HEAD", "/" + name).send().header("x-amz-bucket-region"))
                .isEqualTo("eu-west-1");
        endpoint.request("DELETE", "/" + name).send().answers(204);
    }

    @Test
    void anAbsentBucketHasNone(S3Endpoint endpoint) {
        endpoint.request("GET", "/" + S3Endpoint.newName())
                .query("location")
                .send()
                .refuses(404, "NoSuchBucket");
    }
}
