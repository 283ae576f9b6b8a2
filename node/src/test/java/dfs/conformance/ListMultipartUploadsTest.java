package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@Conformance
class ListMultipartUploadsTest {

    @Test
    void uploadsAreListedByTheirKeys(Bucket bucket) {
        String second = bucket.upload("b");
        String first = bucket.upload("a");
        Reply reply = bucket.request("GET").query("uploads").send().answers(200);
        assertThat(reply.root().getLocalName()).isEqualTo("ListMultipartUploadsResult");
        assertThat(reply.value("Bucket")).isEqualTo(bucket.name());
        assertThat(reply.value("MaxUploads")).isEqualTo("1000");
        assertThat(reply.values("Upload/Key")).containsExactly("a", "b");
        assertThat(reply.values("Upload/UploadId")).containsExactly(first, second);
        assertThat(reply.names("Upload"))
                .contains("Key", "UploadId", "Initiator", "Owner", "StorageClass", "Initiated");
    }

    @Test
    void pagesOfOneReachEveryUploadOnce(Bucket bucket) {
        List<String> begun = List.of(bucket.upload("a"), bucket.upload("a"), bucket.upload("b"));
        List<String> seen = new ArrayList<>();
        bucket.s3()
                .listMultipartUploadsPaginator(
                        list -> list.bucket(bucket.name()).maxUploads(1))
                .uploads()
                .forEach(each -> seen.add(each.uploadId()));
        assertThat(seen).containsExactlyInAnyOrderElementsOf(begun);
    }

    @Test
    void aPrefixAndADelimiterWorkAsForObjects(Bucket bucket) {
        bucket.upload("a/1");
        bucket.upload("a/2");
        bucket.upload("b");
        Reply top =
                bucket.request("GET").query("uploads").query("delimiter", "/").send();
        assertThat(top.values("CommonPrefixes/Prefix")).containsExactly("a/");
        assertThat(top.values("Upload/Key")).containsExactly("b");
        Reply below =
                bucket.request("GET").query("uploads").query("prefix", "a/").send();
        assertThat(below.values("Upload/Key")).containsExactly("a/1", "a/2");
    }
}
