package dfs.s3.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagSetTest {

    @Test
    void tagsComeBackAsTheyWent() {
        SortedMap<String, String> tags =
                new TreeMap<>(Map.of("a b", "+-=._:/@", "\u00e9\u4e16", "", "k".repeat(128), "v"));
        assertThat(TagSet.parse(TagSet.write(tags), 10)).isEqualTo(tags);
        assertThat(TagSet.parse(bytes("<Tagging><TagSet/></Tagging>"), 10)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "<TagSet><Tag><Key>a</Key></Tag></TagSet>, MALFORMED_XML",
        "<TagSet><Tag><Value>a</Value></Tag></TagSet>, MALFORMED_XML",
        "<Tag><Key>a</Key><Value>a</Value></Tag>, MALFORMED_XML",
        "<TagSet><Tag><Key></Key><Value>a</Value></Tag></TagSet>, INVALID_TAG",
        "<TagSet><Tag><Key>a&lt;</Key><Value>a</Value></Tag></TagSet>, INVALID_TAG",
        "<TagSet><Tag><Key>a</Key><Value>a!</Value></Tag></TagSet>, INVALID_TAG",
        "<TagSet><Tag><Key>aws:a</Key><Value>a</Value></Tag></TagSet>, INVALID_TAG",
        "<TagSet><Tag><Key>AWS:a</Key><Value>a</Value></Tag></TagSet>, INVALID_TAG",
        "<TagSet><Tag><Key>a</Key><Value>1</Value></Tag><Tag><Key>a</Key><Value>2</Value></Tag></TagSet>, INVALID_TAG"
    })
    void tagsThatBreakARuleAreRefused(String content, ErrorCode expected) {
        byte[] document = bytes("<Tagging>" + content + "</Tagging>");
        assertRefused(expected, document, 10);
    }

    @Test
    void lengthsAndNumbersAreLimited() {
        assertRefused(ErrorCode.INVALID_TAG, TagSet.write(new TreeMap<>(Map.of("k".repeat(129), "v"))), 10);
        assertRefused(ErrorCode.INVALID_TAG, TagSet.write(new TreeMap<>(Map.of("k", "v".repeat(257)))), 10);
        SortedMap<String, String> eleven = new TreeMap<>();
        for (int i = 0; i < 11; i++) {
            eleven.put("k" + i, "v");
        }
        assertRefused(ErrorCode.INVALID_TAG, TagSet.write(eleven), TagSet.OBJECT_TAGS_MAX);
        assertThat(TagSet.parse(TagSet.write(eleven), TagSet.BUCKET_TAGS_MAX)).hasSize(11);
    }

    @Test
    void theHeaderIsEncodedAsAQuery() {
        assertThat(TagSet.parseHeader("foo=bar&empty&a%20b=c%2Fd+e"))
                .isEqualTo(Map.of("foo", "bar", "empty", "", "a b", "c/d e"));
        assertThat(TagSet.parseHeader("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "a=1&a=2, INVALID_ARGUMENT",
        "a=%zz, INVALID_ARGUMENT",
        "a=%FF, INVALID_ARGUMENT",
        "=1, INVALID_TAG",
        "aws:a=1, INVALID_TAG",
        "a=1&b=1&c=1&d=1&e=1&f=1&g=1&h=1&i=1&j=1&k=1, INVALID_TAG"
    })
    void headersThatBreakARuleAreRefused(String header, ErrorCode expected) {
        assertThatThrownBy(() -> TagSet.parseHeader(header))
                .isInstanceOfSatisfying(
                        S3Failure.class, failure -> assertThat(failure.code()).isEqualTo(expected));
    }

    private static void assertRefused(ErrorCode expected, byte[] document, int tagsMax) {
        assertThatThrownBy(() -> TagSet.parse(document, tagsMax))
                .isInstanceOfSatisfying(
                        S3Failure.class, failure -> assertThat(failure.code()).isEqualTo(expected));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
