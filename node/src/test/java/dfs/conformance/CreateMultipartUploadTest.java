package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@Conformance
class CreateMultipartUploadTest {

    @Test
    void eachUploadHasAnIdOfItsOwn(Bucket bucket) {
        Reply reply = bucket.request("POST", "a/b").query("uploads").send().answers(200);
        assertThat(reply.root().getLocalName()).isEqualTo("InitiateMultipartUploadResult");
        assertThat(reply.names("")).containsExactly("Bucket", "Key", "UploadId");
        assertThat(reply.value("Bucket")).isEqualTo(bucket.name());
        assertThat(reply.value("Key")).isEqualTo("a/b");
        assertThat(bucket.upload("a/b")).isNotEqualTo(reply.value("UploadId"));
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    void theChecksumToComeIsNamed(Bucket bucket) {
        Reply reply = bucket.request("POST", "a")
                .query("uploads")
                .header("x-amz-checksum-algorithm", "CRC64NVME")
                .send()
                .answers(200);
        assertThat(reply.header("x-amz-checksum-algorithm")).isEqualTo("CRC64NVME");
        assertThat(reply.header("x-amz-checksum-type")).isEqualTo("FULL_OBJECT");
    }

    @Test
    void aHashCannotBeOfTheWholeObject(Bucket bucket) {
        bucket.request("POST", "a")
                .query("uploads")
                .header("x-amz-checksum-algorithm", "SHA256")
                .header("x-amz-checksum-type", "FULL_OBJECT")
                .send()
                .refuses(400, "InvalidRequest");
    }

    @Test
    void anAbsentBucketTakesNoUploads(S3Endpoint endpoint) {
        endpoint.request("POST", "/" + S3Endpoint.newName() + "/a")
                .query("uploads")
                .send()
                .refuses(404, "NoSuchBucket");
    }

    @Test
    void anotherUserIsDenied(Bucket bucket) {
        bucket.request("POST", "a")
                .query("uploads")
                .as(Others.of(bucket.endpoint()))
                .send()
                .refuses(403, "AccessDenied");
    }
}
