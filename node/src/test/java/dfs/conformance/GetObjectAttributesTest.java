package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

@Conformance
class GetObjectAttributesTest {

    private static Request attributes(Bucket bucket, String key, String names) {
        return bucket.request("GET", key).query("attributes").header("x-amz-object-attributes", names);
    }

    @Test
    void onlyWhatIsAskedForIsAnswered(Bucket bucket) {
        bucket.put("a", "hello");
        Reply some = attributes(bucket, "a", "ObjectSize").send().answers(200);
        assertThat(some.names("")).containsExactly("ObjectSize");
        assertThat(some.value("ObjectSize")).isEqualTo("5");
        assertThat(some.header("last-modified")).isNotEmpty();
        Reply more = attributes(bucket, "a", "ETag,StorageClass,ObjectSize").send();
        assertThat(more.root().getLocalName()).isEqualTo("GetObjectAttributesResponse");
        assertThat(more.value("ETag")).isEqualTo("5d41402abc4b2a76b9719d911017c592");
        assertThat(more.value("StorageClass")).isEqualTo("STANDARD");
    }

    @Test
    void theChecksumIsTheOneGiven(Bucket bucket) {
        bucket.request("PUT", "a")
                .header("x-amz-checksum-crc32c", "yZRlqg==")
                .body("hello world")
                .send()
                .answers(200);
        Reply reply = attributes(bucket, "a", "Checksum").send().answers(200);
        assertThat(reply.value("Checksum/ChecksumCRC32C")).isEqualTo("yZRlqg==");
        assertThat(reply.value("Checksum/ChecksumType")).isEqualTo("FULL_OBJECT");
    }

    @Test
    void anObjectOfPartsTellsHowMany(Bucket bucket) {
        String upload = bucket.upload("a");
        String first = bucket.part("a", upload, 1, Bytes.random(Bucket.PART_BYTES));
        String second = bucket.part("a", upload, 2, Caller.utf8("end"));
        bucket.complete("a", upload, List.of(first, second)).send().answers(200);
        Reply reply = attributes(bucket, "a", "ObjectParts,ObjectSize").send().answers(200);
        assertThat(reply.value("ObjectParts/PartsCount")).isEqualTo("2");
        assertThat(reply.value("ObjectSize")).isEqualTo("" + (Bucket.PART_BYTES + 3));
    }

    @Test
    void aChecksumOfChecksumsIsToldWithoutTheNumberOfParts(Bucket bucket) {
        String upload = bucket.request("POST", "a")
                .query("uploads")
                .header("x-amz-checksum-algorithm", "SHA256")
                .send()
                .answers(200)
                .value("UploadId");
        byte[] part = Caller.digest("SHA-256", Caller.utf8("hello"));
        String tag = bucket.request("PUT", "a")
                .query("partNumber", "1")
                .query("uploadId", upload)
                .header("x-amz-checksum-sha256", base64(part))
                .body("hello")
                .send()
                .answers(200)
                .header("etag");
        String whole = base64(Caller.digest("SHA-256", part));
        bucket.request("POST", "a")
                .query("uploadId", upload)
                .body("<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>" + tag
                        + "</ETag><ChecksumSHA256>" + base64(part)
                        + "</ChecksumSHA256></Part></CompleteMultipartUpload>")
                .send()
                .answers(200);
        Reply reply = attributes(bucket, "a", "Checksum").send().answers(200);
        assertThat(reply.value("Checksum/ChecksumSHA256")).isEqualTo(whole);
        assertThat(reply.value("Checksum/ChecksumType")).isEqualTo("COMPOSITE");
        Reply head = bucket.request("HEAD", "a")
                .header("x-amz-checksum-mode", "ENABLED")
                .send();
        assertThat(head.header("x-amz-checksum-sha256")).isEqualTo(whole + "-1");
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Test
    void anUnknownAttributeIsRefused(Bucket bucket) {
        bucket.put("a", "x");
        attributes(bucket, "a", "Colour").send().refuses(400, "InvalidArgument");
        Reply reply = bucket.request("GET", "a").query("attributes").send();
        assertThat(reply.status()).isEqualTo(400);
    }

    @Test
    void anAbsentKeyHasNone(Bucket bucket) {
        attributes(bucket, "absent", "ETag").send().refuses(404, "NoSuchKey");
    }
}
