package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;

@Conformance
class ListBucketsTest {

    @Test
    void ownBucketsAreListedInOrderWithTheirTimes(Bucket first, Bucket second) {
        Reply reply = first.endpoint().request("GET", "/").send().answers(200);
        assertThat(reply.root().getLocalName()).isEqualTo("ListAllMyBucketsResult");
        assertThat(reply.root().getNamespaceURI()).isEqualTo("http://s3.amazonaws.com/doc/2006-03-01/");
        assertThat(reply.names("")).contains("Owner", "Buckets");
        assertThat(reply.value("Owner/ID")).isNotEmpty();
        assertThat(reply.values("Buckets/Bucket/Name")).isSorted().contains(first.name(), second.name());
        assertThat(reply.values("Buckets/Bucket/CreationDate"))
                .allMatch(time -> time.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.000Z"));
    }

    @Test
    void pagesOfOneReachEveryBucketOfAPrefixOnce(S3Endpoint endpoint) {
        String prefix = S3Endpoint.newName().substring(0, 20);
        List<String> names = List.of(prefix + "-1", prefix + "-2", prefix + "-3");
        names.forEach(name -> endpoint.request("PUT", "/" + name).send().answers(200));
        List<String> seen = new ArrayList<>();
        for (ListBucketsResponse page :
                endpoint.s3().listBucketsPaginator(list -> list.prefix(prefix).maxBuckets(1))) {
            assertThat(page.buckets()).hasSizeLessThanOrEqualTo(1);
            page.buckets().forEach(each -> seen.add(each.name()));
        }
        assertThat(seen).isEqualTo(names);
        names.forEach(name -> endpoint.request("DELETE", "/" + name).send().answers(204));
    }

    @Test
    void aPageSizeOutOfRangeIsRefused(S3Endpoint endpoint) {
        for (String size : List.of("0", "10001", "many")) {
            endpoint.request("GET", "/").query("max-buckets", size).send().refuses(400, "InvalidArgument");
        }
    }

    @Test
    void anotherUserDoesNotSeeThem(Bucket bucket) {
        Reply reply = bucket.endpoint()
                .request("GET", "/")
                .as(Others.of(bucket.endpoint()))
                .send()
                .answers(200);
        assertThat(reply.values("Buckets/Bucket/Name")).doesNotContain(bucket.name());
    }

    @Test
    void anonymousCallersAreDenied(S3Endpoint endpoint) {
        endpoint.request("GET", "/").anonymously().send().refuses(403, "AccessDenied");
    }
}
