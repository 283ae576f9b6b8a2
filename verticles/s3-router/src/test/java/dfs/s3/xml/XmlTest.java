package dfs.s3.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class XmlTest {

    @Test
    void aDocumentIsWrittenAsS3WritesIt() {
        byte[] document = XmlWriter.document("ListBucketResult")
                .text("Name", "b")
                .number("MaxKeys", 1000)
                .flag("IsTruncated", false)
                .open("Contents")
                .key("Key", "a b/\u00e9&<>\"'", false)
                .time("LastModified", 1_255_369_830_000L)
                .etag("ETag", "abc")
                .close()
                .finish();
        assertThat(text(document))
                .isEqualTo("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        + "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>b</Name>"
                        + "<MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated><Contents>"
                        + "<Key>a b/\u00e9&amp;&lt;&gt;&quot;'</Key><LastModified>2009-10-12T17:50:30.000Z</LastModified>"
                        + "<ETag>&quot;abc&quot;</ETag></Contents></ListBucketResult>");
    }

    @Test
    void controlCharactersAreWrittenAsReferences() {
        byte[] document =
                XmlWriter.plain("E").content("a\u0001\r\n\t\u007F\uFFFF").finish();
        assertThat(text(document)).endsWith("<E>a&#x1;&#xd;\n\t&#x7f;&#xffff;</E>");
    }

    @Test
    void charactersNextToThoseThatXmlLacksAreWrittenAsTheyAre() {
        byte[] document = XmlWriter.plain("E")
                .content("\u0080\uE000\uFFFD\uFFFE\uFFBF\uFEFF\uD83D\uDE00\uFFFF\uFFFF\uF7BE")
                .finish();
        assertThat(text(document))
                .endsWith("<E>\u0080\uE000\uFFFD&#xfffe;\uFFBF\uFEFF\uD83D\uDE00&#xffff;&#xffff;\uF7BE</E>");
    }

    @Test
    void timesAreOfIso8601InWholeSeconds() {
        DateTimeFormatter iso =
                DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'.000Z'").withZone(ZoneOffset.UTC);
        Random random = new Random(4);
        for (int round = 0; round < 1000; round++) {
            long millis = random.nextLong(-62_167_219_200_000L, 253_402_300_800_000L); // the years 0 to 9999
            byte[] document = XmlWriter.plain("T").time("At", millis).finish();
            assertThat(text(document)).contains("<At>" + iso.format(Instant.ofEpochMilli(millis)) + "</At>");
        }
    }

    @Test
    void granteesHaveAType() throws Exception {
        byte[] document = XmlWriter.document("AccessControlPolicy")
                .openTyped("Grantee", "CanonicalUser")
                .text("ID", "1")
                .finish();
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(document))
                        .getElementsByTagName("Grantee")
                        .getLength())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"a b, a%20b", "a+b, a%2Bb", "a/b, a/b", "(3), %283%29", "*-_., *-_.", "~, %7E", "\u00e9, %C3%A9"})
    void keysAreEncodedForUrls(String key, String expected) {
        assertThat(UrlEncoding.encode(key)).isEqualTo(expected);
    }

    @Test
    void whatIsWrittenIsReadBack() {
        Random random = new Random(9);
        for (int round = 0; round < 500; round++) {
            StringBuilder key = new StringBuilder();
            for (int i = random.nextInt(20); i >= 0; i--) {
                key.appendCodePoint(
                        switch (random.nextInt(4)) {
                            case 0 -> 1 + random.nextInt(0x80);
                            case 1 -> 0x1F600 + random.nextInt(50);
                            case 2 -> "&<>\"'\r\n\t]".charAt(random.nextInt(9));
                            default -> 0x80 + random.nextInt(0x3000);
                        });
            }
            byte[] document =
                    XmlWriter.document("A").text("Key", key.toString()).finish();
            assertThat(XmlReader.read(document, "A").textOf("Key")).contains(key.toString());
        }
    }

    @Test
    void namespacesPrefixesCommentsAndCdataArePassedOver() {
        String document = "\uFEFF<?xml version='1.0'?><!-- c --><s:A xmlns:s=\"u\" x='>'><s:K a = \"/\">x<![CDATA[<&]]>"
                + "&#65;&#x1F600;&amp;&apos;<!-- - -->y</s:K ><E/><?pi ?></s:A>\n<!-- end -->";
        XmlElement root = XmlReader.read(document.getBytes(StandardCharsets.UTF_8), "A");
        assertThat(root.textOf("K")).contains("x<&A\uD83D\uDE00&'y");
        assertThat(root.textOf("E")).contains("");
        assertThat(root.textOf("F")).isEmpty();
    }

    @Test
    void lineEndsAreAsXmlHasThem() {
        assertThat(XmlReader.read("<A>a\r\nb\rc&#13;</A>".getBytes(StandardCharsets.UTF_8), "A")
                        .text())
                .isEqualTo("a\nb\nc\r");
    }

    @Test
    void rawControlCharactersAreRead() {
        assertThat(XmlReader.read("<A>\u0001&#x2;&#0;</A>".getBytes(StandardCharsets.UTF_8), "A")
                        .text())
                .isEqualTo("\u0001\u0002\u0000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "x",
                "<",
                "<A",
                "<A>",
                "<A></B>",
                "<A></A",
                "<A></A>x",
                "<A/><A/>",
                "<B/>",
                "<A><B></A></B>",
                "<A>&x;</A>",
                "<A>&</A>",
                "<A>& ;</A>",
                "<A>&#xD800;</A>",
                "<A>&#x110000;</A>",
                "<A>&#99999999999;</A>",
                "<A>&#x;</A>",
                "<!DOCTYPE A><A/>",
                "<A><!ENTITY x 'y'></A>",
                "<A b></A>",
                "<A b=c></A>",
                "<A b=\"c></A>",
                "<A><![CDATA[x</A>",
                "<A><!-- x</A>",
                "<A><?x</A>",
                "< A/>",
                "<A / >",
                "<A>a<</A>",
                "<?xml",
                "</A>"
            })
    void whatIsNotWellFormedIsRefused(String document) {
        assertRefused(document.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void otherEncodingsAreRefused() {
        assertRefused("<A>\u00e9</A>".getBytes(StandardCharsets.ISO_8859_1));
        assertRefused("<A/>".getBytes(StandardCharsets.UTF_16));
    }

    @Test
    void depthAndNumberOfElementsAreLimitedAndTheLimitIsNamed() {
        byte[] deep = "<A>".repeat(XmlReader.DEPTH_MAX + 1).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> XmlReader.read(deep, "A")).hasMessageContaining("16");
        byte[] many = ("<A>" + "<B/>".repeat(XmlReader.ELEMENTS_MAX) + "</A>").getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> XmlReader.read(many, "A")).hasMessageContaining("120000");
        byte[] entities =
                "<!DOCTYPE A [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><A>&x;</A>".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> XmlReader.read(entities, "A")).hasMessageContaining("document types");
    }

    @Test
    void noGarbageIsMoreThanAnError() {
        Random random = new Random(13);
        String document = "<?xml version=\"1.0\"?><A x='y'><K>a&amp;b</K><!-- c --><![CDATA[d]]><E/></A>";
        for (int round = 0; round < 5000; round++) {
            StringBuilder changed = new StringBuilder(document);
            for (int i = random.nextInt(4); i >= 0; i--) {
                changed.setCharAt(random.nextInt(changed.length()), "<>/&;!?-[]\"'= x".charAt(random.nextInt(15)));
            }
            changed.setLength(random.nextInt(3) == 0 ? random.nextInt(changed.length()) : changed.length());
            try {
                assertThat(XmlReader.read(changed.toString().getBytes(StandardCharsets.UTF_8), "A")
                                .name())
                        .isEqualTo("A");
            } catch (S3Failure expected) {
                assertThat(expected.code()).isEqualTo(ErrorCode.MALFORMED_XML);
            }
        }
    }

    private static void assertRefused(byte[] document) {
        assertThatThrownBy(() -> XmlReader.read(document, "A"))
                .isInstanceOfSatisfying(
                        S3Failure.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.MALFORMED_XML));
    }

    private static String text(byte[] document) {
        return new String(document, StandardCharsets.UTF_8);
    }

    @Test
    void littleOfADocumentIsTold() {
        byte[] document = ("<" + "N".repeat(100_000) + "/>").getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> XmlReader.read(document, "Delete"))
                .hasMessageContaining("the root element is NNN")
                .satisfies(failure -> assertThat(failure.getMessage()).hasSizeLessThan(400));
    }
}
