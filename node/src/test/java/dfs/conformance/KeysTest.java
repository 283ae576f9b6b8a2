package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any text of 1 to 1,024 bytes is a key, and each is another one. */
@Conformance
class KeysTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".",
                "..",
                "a/../b",
                "./a",
                "../../etc/passwd",
                "/leading",
                "//",
                "a//b",
                "a/",
                "trailing spaces  ",
                " leading",
                "+",
                "a+b c",
                "%",
                "%2F",
                "%252F",
                "%00",
                "a%20b",
                "\uD83D\uDE00/\uD83D\uDC69\u200D\uD83D\uDCBB",
                "\u00e9",
                "e\u0301",
                "\u202Eright",
                "\t",
                "a\nb\r",
                "?versions",
                "a?b=c&d#e",
                "\"quoted\"<&>'",
                "a\\b",
                "*~!()@:;=,$",
                "CON",
                "con",
                "null"
            })
    void eachIsWrittenReadListedAndDeleted(String key, Bucket bucket) {
        bucket.put(key, "text of " + key.length());
        assertThat(bucket.get(key).answers(200).text()).isEqualTo("text of " + key.length());
        bucket.head(key).answers(200);
        assertThat(bucket.keys()).containsExactly(key);
        bucket.delete(key);
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    void controlCharactersAreKeysToo(Bucket bucket) {
        String key = "\u0001\u0000\u001F\u007F";
        bucket.put(key, "x");
        assertThat(bucket.get(key).answers(200).text()).isEqualTo("x");
        Reply list = bucket.request("GET")
                .query("list-type", "2")
                .query("encoding-type", "url")
                .send()
                .answers(200);
        assertThat(list.value("Contents/Key")).isEqualTo("%01%00%1F%7F");
        bucket.delete(key);
        bucket.get(key).answers(404);
    }

    @Test
    void aKeyMayStandBelowAnother(Bucket bucket) {
        bucket.put("a/b", "1");
        bucket.put("a/b/c", "2");
        bucket.put("a", "3");
        bucket.put("a/", "4");
        assertThat(bucket.get("a/b").text()).isEqualTo("1");
        assertThat(bucket.get("a/b/c").text()).isEqualTo("2");
        assertThat(bucket.get("a").text()).isEqualTo("3");
        assertThat(bucket.get("a/").text()).isEqualTo("4");
        assertThat(bucket.keys()).containsExactly("a", "a/", "a/b", "a/b/c");
    }

    @Test
    void keysThatLookAlikeAreNotTheSame(Bucket bucket) {
        String[] alike = {"a b", "a+b", "a%20b", "a/./b", "a/b", "a//b", "A b"};
        for (String key : alike) {
            bucket.put(key, key);
        }
        for (String key : alike) {
            assertThat(bucket.get(key).text()).isEqualTo(key);
        }
        assertThat(bucket.keys()).containsExactlyInAnyOrder(alike);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x/b", "x%2Fb", "x%2fb", "%78/%62"})
    void anEncodedSlashIsASlash(String encoded, Bucket bucket) {
        bucket.put("x/b", "text");
        assertThat(bucket.endpoint()
                        .request("GET", "/" + bucket.name() + "/" + encoded)
                        .send()
                        .status())
                // Who signs another encoding than the canonical one may be told that the signature differs.
                .isIn(200, 403);
    }

    @Test
    void aPlusInAPathIsAPlus(Bucket bucket) {
        bucket.put("a+b", "plus");
        Reply reply = bucket.endpoint()
                .request("GET", "/" + bucket.name() + "/a%2Bb")
                .send()
                .answers(200);
        assertThat(reply.text()).isEqualTo("plus");
    }

    @Test
    void aThousandAndTwentyFourBytesAreTakenAndNoMore(Bucket bucket) {
        String longest = "\u00e9".repeat(512);
        bucket.put(longest, "x");
        assertThat(bucket.keys()).containsExactly(longest);
        bucket.request("PUT", longest + "a").body("x").send().refuses(400, "KeyTooLongError");
    }

    @Test
    void whatIsNoUtf8IsNoKey(Bucket bucket) {
        Reply reply = bucket.endpoint()
                .request("PUT", "/" + bucket.name() + "/%FF%FE")
                .body("x")
                .send();
        assertThat(reply.status()).isEqualTo(400);
    }
}
