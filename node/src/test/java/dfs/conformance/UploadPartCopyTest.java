package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

@Conformance
class UploadPartCopyTest {

    private static Request copy(Bucket bucket, String upload, int number) {
        return bucket.request("PUT", "a")
                .query("partNumber", "" + number)
                .query("uploadId", upload)
                .header("x-amz-copy-source", bucket.path("source"));
    }

    @Test
    void partsMayBeRangesOfAnObject(Bucket bucket) {
        byte[] bytes = Bytes.random(Bucket.PART_BYTES + 10);
        bucket.request("PUT", "source").body(bytes).send().answers(200);
        String upload = bucket.upload("a");
        Reply first = copy(bucket, upload, 1)
                .header("x-amz-copy-source-range", "bytes=0-" + (Bucket.PART_BYTES - 1))
                .send()
                .answers(200);
        assertThat(first.root().getLocalName()).isEqualTo("CopyPartResult");
        assertThat(first.value("LastModified")).isNotEmpty();
        Reply second = copy(bucket, upload, 2)
                .header("x-amz-copy-source-range", "bytes=5-9")
                .send()
                .answers(200);
        bucket.complete("a", upload, List.of(first.value("ETag"), second.value("ETag")))
                .send()
                .answers(200);
        byte[] expected = Bytes.concat(Arrays.copyOf(bytes, Bucket.PART_BYTES), Arrays.copyOfRange(bytes, 5, 10));
        assertThat(bucket.get("a").bytes()).isEqualTo(expected);
    }

    @Test
    void withoutARangeTheWholeObjectIsThePart(Bucket bucket) {
        bucket.put("source", "hello");
        String upload = bucket.upload("a");
        String tag = copy(bucket, upload, 1).send().answers(200).value("ETag");
        bucket.complete("a", upload, List.of(tag)).send().answers(200);
        assertThat(bucket.get("a").text()).isEqualTo("hello");
    }

    @Test
    void aRangeMustBeWithinTheSource(Bucket bucket) {
        bucket.put("source", "hello");
        String upload = bucket.upload("a");
        Reply beyond = copy(bucket, upload, 1)
                .header("x-amz-copy-source-range", "bytes=0-21")
                .send()
                .refuses(400, "InvalidArgument");
        assertThat(beyond.value("ArgumentName")).isEqualTo("x-amz-copy-source-range");
        assertThat(beyond.value("ArgumentValue")).isEqualTo("bytes=0-21");
        for (String range : List.of("0-2", "bytes=0", "bytes=hello-world")) {
            copy(bucket, upload, 1)
                    .header("x-amz-copy-source-range", range)
                    .send()
                    .refuses(400, "InvalidArgument");
        }
    }

    @Test
    void anAbsentSourceIsNoPart(Bucket bucket) {
        copy(bucket, bucket.upload("a"), 1).send().refuses(404, "NoSuchKey");
    }

    @Test
    void conditionsSpeakOfTheSource(Bucket bucket) {
        bucket.put("source", "hello");
        copy(bucket, bucket.upload("a"), 1)
                .header("x-amz-copy-source-if-match", "\"no\"")
                .send()
                .refuses(412, "PreconditionFailed");
    }
}
