package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How refusals look. */
@Conformance
class ErrorsTest {

    @Test
    void anErrorIsADocumentThatNamesTheRequest(Bucket bucket) {
        Reply reply = bucket.get("absent").refuses(404, "NoSuchKey");
        assertThat(reply.header("content-type")).isEqualTo("application/xml");
        assertThat(reply.root().getLocalName()).isEqualTo("Error");
        assertThat(reply.root().getNamespaceURI()).isNull();
        assertThat(reply.names("")).startsWith("Code", "Message").contains("RequestId", "HostId");
        assertThat(reply.value("RequestId")).isEqualTo(reply.header("x-amz-request-id"));
        assertThat(reply.value("HostId")).isEqualTo(reply.header("x-amz-id-2"));
    }

    @Test
    void whoAsksForJsonGetsJson(Bucket bucket) {
        Others.apiKey(bucket.endpoint());
        Reply reply = bucket.request("GET", "absent")
                .header("Accept", "application/json")
                .send()
                .answers(404);
        assertThat(reply.header("content-type")).startsWith("application/json");
        assertThat(reply.text()).contains("NoSuchKey");
    }

    @Test
    void everyReplyHasAnIdOfItsOwn(Bucket bucket) {
        Set<String> ids = new HashSet<>();
        ids.add(bucket.put("a", "x").header("x-amz-request-id"));
        ids.add(bucket.get("a").header("x-amz-request-id"));
        ids.add(bucket.head("absent").header("x-amz-request-id"));
        ids.add(bucket.delete("a").header("x-amz-request-id"));
        ids.add(bucket.request("GET").anonymously().send().header("x-amz-request-id"));
        assertThat(ids).hasSize(5).doesNotContain("");
    }

    @Test
    void anAbsentBucketIsNamed(S3Endpoint endpoint) {
        String name = S3Endpoint.newName();
        Reply reply = endpoint.request("GET", "/" + name + "/a").send().refuses(404, "NoSuchBucket");
        assertThat(reply.value("BucketName")).isEqualTo(name);
    }

    @Test
    void aMethodThatS3DoesNotHaveIsNotAllowed(Bucket bucket) {
        Reply reply = bucket.request("PATCH", "a").send();
        assertThat(reply.status()).isIn(405, 501);
    }

    @Test
    void whatIsNotAllowedIsToldWhatIs(Bucket bucket) {
        Reply object = bucket.request("POST", "a").body("x").send().refuses(405, "MethodNotAllowed");
        assertThat(object.header("allow").split(", ?")).contains("GET", "HEAD", "PUT", "DELETE");
    }
}
