package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Conformance
class ListObjectsTest {

    private static void fill(Bucket bucket) {
        for (String key : List.of("a", "b/1", "b/2", "c", "d/1")) {
            bucket.put(key, key);
        }
    }

    @Test
    void everyObjectTellsItsOwner(Bucket bucket) {
        fill(bucket);
        Reply reply = bucket.request("GET").send().answers(200);
        assertThat(reply.names("")).containsSubsequence("Name", "Prefix", "Marker", "MaxKeys", "IsTruncated");
        assertThat(reply.values("Contents/Key")).containsExactly("a", "b/1", "b/2", "c", "d/1");
        assertThat(reply.values("Contents/Owner/ID")).hasSize(5);
        assertThat(reply.names("")).doesNotContain("KeyCount", "NextMarker");
    }

    @Test
    void aMarkerNeedNotBeAKey(Bucket bucket) {
        fill(bucket);
        Reply reply = bucket.request("GET").query("marker", "b/11").send();
        assertThat(reply.values("Contents/Key")).containsExactly("b/2", "c", "d/1");
        assertThat(reply.value("Marker")).isEqualTo("b/11");
    }

    @Test
    void aPageWithADelimiterNamesTheNextMarker(Bucket bucket) {
        fill(bucket);
        Reply page = bucket.request("GET")
                .query("delimiter", "/")
                .query("max-keys", "2")
                .send()
                .answers(200);
        assertThat(page.values("Contents/Key")).containsExactly("a");
        assertThat(page.values("CommonPrefixes/Prefix")).containsExactly("b/");
        assertThat(page.value("NextMarker")).isEqualTo("b/");
        assertThat(page.value("IsTruncated")).isEqualTo("true");
        Reply rest = bucket.request("GET")
                .query("delimiter", "/")
                .query("marker", "b/")
                .send();
        assertThat(rest.values("Contents/Key")).containsExactly("c");
        assertThat(rest.values("CommonPrefixes/Prefix")).containsExactly("d/");
    }

    @Test
    void aPageWithoutADelimiterGoesOnAfterItsLastKey(Bucket bucket) {
        fill(bucket);
        Reply page = bucket.request("GET").query("max-keys", "2").send();
        assertThat(page.values("Contents/Key")).containsExactly("a", "b/1");
        assertThat(page.value("IsTruncated")).isEqualTo("true");
        Reply next = bucket.request("GET").query("marker", "b/1").send();
        assertThat(next.values("Contents/Key")).containsExactly("b/2", "c", "d/1");
    }

    @ParameterizedTest
    @CsvSource({"a+b/, a%2Bb/", "100%/, 100%25/"})
    void aPrefixThatDecodingWouldChangeIsEncodedAsKeysAre(String prefix, String encoded, Bucket bucket) {
        bucket.put(prefix + "1", "x");
        Reply reply = bucket.request("GET")
                .query("prefix", prefix)
                .query("encoding-type", "url")
                .send()
                .answers(200);
        assertThat(reply.value("Prefix")).isEqualTo(encoded);
        assertThat(reply.values("Contents/Key")).containsExactly(encoded + "1");
        Reply plain = bucket.request("GET").query("prefix", prefix).send().answers(200);
        assertThat(plain.value("Prefix")).isEqualTo(prefix);
    }

    @Test
    void aPrefixThatNothingHasListsNothing(Bucket bucket) {
        fill(bucket);
        Reply reply = bucket.request("GET").query("prefix", "x").send().answers(200);
        assertThat(reply.value("Prefix")).isEqualTo("x");
        assertThat(reply.values("Contents")).isEmpty();
    }
}
