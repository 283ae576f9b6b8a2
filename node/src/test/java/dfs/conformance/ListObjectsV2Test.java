package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

@Conformance
class ListObjectsV2Test {

    private static Request list(Bucket bucket) {
        return bucket.request("GET").query("list-type", "2");
    }

    private static void fill(Bucket bucket, String... keys) {
        for (String key : keys) {
            bucket.put(key, key);
        }
    }

    @Test
    void anEmptyBucketListsNothing(Bucket bucket) {
        Reply reply = list(bucket).send().answers(200);
        assertThat(reply.root().getLocalName()).isEqualTo("ListBucketResult");
        assertThat(reply.root().getNamespaceURI()).isEqualTo("http://s3.amazonaws.com/doc/2006-03-01/");
        assertThat(reply.header("content-type")).isEqualTo("application/xml");
        assertThat(reply.value("Name")).isEqualTo(bucket.name());
        assertThat(reply.value("KeyCount")).isEqualTo("0");
        assertThat(reply.value("MaxKeys")).isEqualTo("1000");
        assertThat(reply.value("IsTruncated")).isEqualTo("false");
        assertThat(reply.names("")).contains("Prefix").doesNotContain("Contents", "NextContinuationToken", "Delimiter");
    }

    @Test
    void keysAreOrderedByTheirBytesAndTellWhatS3Tells(Bucket bucket) {
        fill(bucket, "b", "B", "a", "é", "a/", "\uD83D\uDE00", "\uFF5E", "a0", "a-");
        Reply reply = list(bucket).send().answers(200);
        assertThat(reply.values("Contents/Key"))
                .containsExactly("B", "a", "a-", "a/", "a0", "b", "é", "\uFF5E", "\uD83D\uDE00");
        assertThat(reply.names("Contents")).containsSubsequence("Key", "LastModified", "ETag", "Size", "StorageClass");
        assertThat(reply.names("Contents")).doesNotContain("Owner");
        assertThat(reply.values("Contents/ETag")).allMatch(tag -> tag.matches("\"[0-9a-f]{32}\""));
        assertThat(reply.values("Contents/StorageClass")).containsOnly("STANDARD");
        assertThat(reply.values("Contents/LastModified"))
                .allMatch(time -> time.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.000Z"));
    }

    @Test
    void aDelimiterRollsUpWhatFollowsThePrefix(Bucket bucket) {
        fill(bucket, "a", "a/b", "a/b/c", "a/c/d", "a/c/e", "b");
        Reply top = list(bucket).query("delimiter", "/").send().answers(200);
        assertThat(top.values("Contents/Key")).containsExactly("a", "b");
        assertThat(top.values("CommonPrefixes/Prefix")).containsExactly("a/");
        assertThat(top.value("KeyCount")).isEqualTo("3");
        Reply below = list(bucket).query("delimiter", "/").query("prefix", "a/").send();
        assertThat(below.values("Contents/Key")).containsExactly("a/b");
        assertThat(below.values("CommonPrefixes/Prefix")).containsExactly("a/b/", "a/c/");
    }

    @Test
    void aDelimiterMayBeAnyText(Bucket bucket) {
        fill(bucket, "cab", "caxxb", "caxxc", "d");
        Reply reply = list(bucket).query("delimiter", "xx").send().answers(200);
        assertThat(reply.values("CommonPrefixes/Prefix")).containsExactly("caxx");
        assertThat(reply.values("Contents/Key")).containsExactly("cab", "d");
        assertThat(reply.value("Delimiter")).isEqualTo("xx");
    }

    @Test
    void pagesOfEachSizeReachEverythingOnce(Bucket bucket) {
        fill(bucket, "a/1", "a/2", "b", "c/1", "c/2", "d");
        for (int size = 1; size <= 5; size++) {
            int keysMax = size;
            List<String> seen = new ArrayList<>();
            for (ListObjectsV2Response page : bucket.s3()
                    .listObjectsV2Paginator(
                            list -> list.bucket(bucket.name()).delimiter("/").maxKeys(keysMax))) {
                assertThat(page.keyCount()).isLessThanOrEqualTo(keysMax);
                page.contents().forEach(each -> seen.add(each.key()));
                page.commonPrefixes().forEach(each -> seen.add(each.prefix()));
            }
            assertThat(seen).containsExactlyInAnyOrder("a/", "b", "c/", "d");
        }
    }

    @Test
    void startAfterNeedNotBeAKey(Bucket bucket) {
        fill(bucket, "a", "b", "c");
        assertThat(list(bucket).query("start-after", "a").send().values("Contents/Key"))
                .containsExactly("b", "c");
        Reply between = list(bucket).query("start-after", "bb").send();
        assertThat(between.values("Contents/Key")).containsExactly("c");
        assertThat(between.value("StartAfter")).isEqualTo("bb");
        assertThat(list(bucket).query("start-after", "z").send().values("Contents/Key"))
                .isEmpty();
    }

    @Test
    void noKeysAreAsManyAsAskedFor(Bucket bucket) {
        fill(bucket, "a");
        Reply reply = list(bucket).query("max-keys", "0").send().answers(200);
        assertThat(reply.value("KeyCount")).isEqualTo("0");
        assertThat(reply.value("IsTruncated")).isEqualTo("false");
    }

    @Test
    void moreThanAThousandIsAThousand(Bucket bucket) {
        assertThat(list(bucket).query("max-keys", "5000").send().answers(200).value("MaxKeys"))
                .isEqualTo("1000");
    }

    @Test
    void aPageSizeThatIsNoNumberIsRefused(Bucket bucket) {
        for (String size : List.of("-1", "blah", "99999999999")) {
            list(bucket).query("max-keys", size).send().refuses(400, "InvalidArgument");
        }
    }

    @Test
    void aTokenThatNobodyGaveIsRefused(Bucket bucket) {
        list(bucket).query("continuation-token", "no token").send().refuses(400, "InvalidArgument");
    }

    @Test
    void ownersAreToldWhenAskedFor(Bucket bucket) {
        fill(bucket, "a");
        assertThat(list(bucket).query("fetch-owner", "true").send().value("Contents/Owner/ID"))
                .isNotEmpty();
    }

    @Test
    void keysAreUrlEncodedWhenAskedFor(Bucket bucket) {
        fill(bucket, "a b+c/é", "foo/*~x");
        Reply reply = list(bucket)
                .query("encoding-type", "url")
                .query("delimiter", "/")
                .query("prefix", "")
                .send()
                .answers(200);
        assertThat(reply.value("EncodingType")).isEqualTo("url");
        assertThat(reply.values("CommonPrefixes/Prefix"))
                .allMatch(prefix -> !prefix.contains(" "))
                .extracting(prefix -> URLDecoder.decode(prefix, StandardCharsets.UTF_8))
                .containsExactly("a b+c/", "foo/");
        assertThat(list(bucket).query("encoding-type", "url").send().values("Contents/Key"))
                .first()
                .asString()
                .endsWith("b%2Bc/%C3%A9");
        list(bucket).query("encoding-type", "other").send().refuses(400, "InvalidArgument");
    }

    @Test
    void anAbsentBucketIsNotListed(S3Endpoint endpoint) {
        endpoint.request("GET", "/" + S3Endpoint.newName())
                .query("list-type", "2")
                .send()
                .refuses(404, "NoSuchBucket");
    }

    @Test
    void anotherUserIsDenied(Bucket bucket) {
        list(bucket).as(Others.of(bucket.endpoint())).send().refuses(403, "AccessDenied");
    }
}
