package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@Conformance
class ListPartsTest {

    private static Request list(Bucket bucket, String upload) {
        return bucket.request("GET", "a").query("uploadId", upload);
    }

    @Test
    void partsAreListedByTheirNumbers(Bucket bucket) {
        String upload = bucket.upload("a");
        String third = bucket.part("a", upload, 3, Caller.utf8("ccc"));
        String first = bucket.part("a", upload, 1, Caller.utf8("a"));
        Reply reply = list(bucket, upload).send().answers(200);
        assertThat(reply.root().getLocalName()).isEqualTo("ListPartsResult");
        assertThat(reply.value("UploadId")).isEqualTo(upload);
        assertThat(reply.value("StorageClass")).isEqualTo("STANDARD");
        assertThat(reply.value("IsTruncated")).isEqualTo("false");
        assertThat(reply.value("Initiator/ID")).isNotEmpty();
        assertThat(reply.value("Owner/ID")).isNotEmpty();
        assertThat(reply.values("Part/PartNumber")).containsExactly("1", "3");
        assertThat(reply.values("Part/Size")).containsExactly("1", "3");
        assertThat(reply.values("Part/ETag")).containsExactly(first, third);
        assertThat(reply.values("Part/LastModified")).hasSize(2);
    }

    @Test
    void pagesOfOneReachEveryPartOnce(Bucket bucket) {
        String upload = bucket.upload("a");
        for (int number = 1; number <= 3; number++) {
            bucket.part("a", upload, number, Caller.utf8("x"));
        }
        List<Integer> seen = new ArrayList<>();
        bucket.s3()
                .listPartsPaginator(list ->
                        list.bucket(bucket.name()).key("a").uploadId(upload).maxParts(1))
                .parts()
                .forEach(each -> seen.add(each.partNumber()));
        assertThat(seen).containsExactly(1, 2, 3);
    }

    @Test
    void anUploadThatNeverWasIsRefused(Bucket bucket) {
        list(bucket, "nothing").send().refuses(404, "NoSuchUpload");
    }
}
