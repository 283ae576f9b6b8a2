package dfs.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.name.BucketName;
import dfs.core.record.Revisions;
import dfs.protocol.metadata.Layout;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Buckets whose metadata is in different groups: what is copied between them is written anew, and cannot be told from what is not. */
class CopyAcrossGroupsTest {

    private static final Layout LAYOUT = new Layout(3);
    private static final String FROM = in(0);
    private static final String TO = in(2);
    private static final String LARGE = "0123456789".repeat(10_000);

    private static Surface surface;

    @BeforeAll
    static void open() {
        surface = new Surface(LAYOUT);
        for (String bucket : new String[] {FROM, TO}) {
            assertThat(surface.send("PUT", "/" + bucket).status()).isEqualTo(200);
        }
    }

    @AfterAll
    static void close() {
        surface.close();
    }

    private static String in(int group) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> new BucketName("bucket-" + i))
                .filter(name -> LAYOUT.groupOf(name) == group)
                .findFirst()
                .orElseThrow()
                .text();
    }

    private static Wire.Reply copy(String from, String to, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "x-amz-copy-source";
        all[1] = from;
        System.arraycopy(headers, 0, all, 2, headers.length);
        return surface.send("PUT", to, all);
    }

    @Test
    void bytesTagMetadataAndTagsAreTheSources() {
        for (String body : new String[] {"", "short", LARGE}) {
            Wire.Reply put = surface.send(
                    "PUT",
                    "/" + FROM + "/source",
                    "x-amz-meta-colour",
                    "blue",
                    "x-amz-tagging",
                    "a=b",
                    "x-amz-checksum-algorithm",
                    "CRC32",
                    "Content-Type",
                    "text/x-test",
                    body);
            assertThat(put.status()).isEqualTo(200);
            Wire.Reply copied = copy(FROM + "/source", "/" + TO + "/copy");
            assertThat(copied.status()).isEqualTo(200);
            assertThat(Wire.element(copied.text(), "ETag"))
                    .contains(put.header("etag").replace("\"", ""));
            surface.send("DELETE", "/" + FROM + "/source");
            Wire.Reply get = surface.send("GET", "/" + TO + "/copy", "x-amz-checksum-mode", "ENABLED");
            assertThat(get.text()).isEqualTo(body);
            assertThat(get.header("etag")).isEqualTo(put.header("etag"));
            assertThat(get.header("content-type")).isEqualTo("text/x-test");
            assertThat(get.header("x-amz-meta-colour")).isEqualTo("blue");
            assertThat(get.header("x-amz-tagging-count")).isEqualTo("1");
        }
    }

    @Test
    void conditionsAreDecidedAtTheCommit() {
        surface.send("PUT", "/" + FROM + "/conditional", LARGE);
        assertThat(copy(FROM + "/conditional", "/" + TO + "/once", "If-None-Match", "*")
                        .status())
                .isEqualTo(200);
        assertThat(copy(FROM + "/conditional", "/" + TO + "/once", "If-None-Match", "*")
                        .code())
                .isEqualTo("PreconditionFailed");
        assertThat(copy(FROM + "/absent", "/" + TO + "/absent").code()).isEqualTo("NoSuchKey");
    }

    /** As in S3, and unlike a copy within a group: the copy is one run of bytes, and its tag that of such a one. */
    @Test
    void aCopyOfPartsIsOneRunOfBytes() {
        String upload =
                Wire.element(surface.send("POST", "/" + FROM + "/parts?uploads").text(), "UploadId");
        String etag = surface.send("PUT", "/" + FROM + "/parts?partNumber=1&uploadId=" + upload, LARGE)
                .header("etag");
        Wire.Reply completed = surface.send(
                "POST",
                "/" + FROM + "/parts?uploadId=" + upload,
                "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>" + etag
                        + "</ETag></Part></CompleteMultipartUpload>");
        assertThat(completed.status()).isEqualTo(200);
        assertThat(copy(FROM + "/parts", "/" + TO + "/whole").status()).isEqualTo(200);
        Wire.Reply get = surface.send("GET", "/" + TO + "/whole");
        assertThat(get.text()).isEqualTo(LARGE);
        assertThat(get.header("etag")).isEqualTo(etag);
    }

    @Test
    void aSessionNamesEachGroupThatWasSeen() {
        String session = surface.send("PUT", "/" + TO + "/session", "value").header("x-dfs-session");
        Revisions seen = Revisions.parse(session).orElseThrow();
        assertThat(seen.at(LAYOUT.groupOf(new BucketName(TO)))).isPositive();
        Wire.Reply first =
                surface.send("GET", "/" + TO + "/session", "X-Consistency-Level", "session", "X-DFS-Session", session);
        assertThat(first.status()).isEqualTo(200);
        Wire.Reply other =
                surface.send("PUT", "/" + FROM + "/session", "X-DFS-Session", first.header("x-dfs-session"), "value");
        Revisions both = Revisions.parse(other.header("x-dfs-session")).orElseThrow();
        assertThat(both.at(LAYOUT.groupOf(new BucketName(TO)))).isPositive();
        assertThat(Long.parseLong(other.header("x-dfs-revision")))
                .isEqualTo(both.at(LAYOUT.groupOf(new BucketName(FROM))));
        assertThat(surface.send("GET", "/" + TO + "/session", "X-DFS-Session", "64:1")
                        .status())
                .isEqualTo(400);
    }
}
