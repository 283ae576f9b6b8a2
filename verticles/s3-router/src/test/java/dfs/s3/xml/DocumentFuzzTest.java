package dfs.s3.xml;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dfs.s3.Foreign;
import java.nio.charset.StandardCharsets;

/**
 * <b>Goal.</b> No bytes are more than a document or a refusal, and a document is never larger in memory than on the wire.
 *
 * <p><b>Method.</b> Any bytes are read as each of the documents that requests carry. What is read and has a form in replies
 * is written and read again; and any text that is written is read back.
 */
class DocumentFuzzTest {

    @FuzzTest
    void aDocumentIsReadOrRefused(byte[] document) {
        Foreign.read(() -> CompleteDocument.parse(document))
                .value()
                .ifPresent(parts -> assertThat(parts).isNotEmpty());
        Foreign.read(() -> CorsDocument.parse(document))
                .value()
                .ifPresent(rules -> assertThat(CorsDocument.parse(CorsDocument.write(rules)))
                        .isEqualTo(rules));
        Foreign.read(() -> CreateBucketDocument.parse(document));
        Foreign.read(() -> DeleteDocument.parse(document))
                .value()
                .ifPresent(delete -> assertThat(delete.entries()).hasSizeBetween(1, DeleteDocument.ENTRIES_MAX));
        Foreign.read(() -> TagSet.parse(document, TagSet.BUCKET_TAGS_MAX))
                .value()
                .ifPresent(tags -> assertThat(TagSet.parse(TagSet.write(tags), TagSet.BUCKET_TAGS_MAX))
                        .isEqualTo(tags));
        Foreign.read(() -> VersioningDocument.parse(document));
        Foreign.read(() -> XmlReader.read(document, "AccessControlPolicy"))
                .value()
                .ifPresent(root -> assertThat(characters(root)).isLessThanOrEqualTo(document.length));
    }

    private static long characters(XmlElement element) {
        return element.name().length()
                + element.text().length()
                + element.children().stream()
                        .mapToLong(DocumentFuzzTest::characters)
                        .sum();
    }

    @FuzzTest
    void textIsReadBackAsItWasWritten(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        byte[] document = XmlWriter.document("Tagging").text("Key", text).finish();
        assertThat(XmlReader.read(document, "Tagging").textOf("Key")).contains(text);
    }

    @FuzzTest
    void aHeaderOfTagsIsReadOrRefused(byte[] header) {
        Foreign.read(() -> TagSet.parseHeader(Foreign.text(header)))
                .value()
                .ifPresent(tags -> assertThat(TagSet.parse(TagSet.write(tags), TagSet.OBJECT_TAGS_MAX))
                        .isEqualTo(tags));
    }
}
