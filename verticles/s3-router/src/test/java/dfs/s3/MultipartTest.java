package dfs.s3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Multipart uploads, and copies of objects into parts and objects, as requests say them. */
class MultipartTest {

    /** CRC-32 of {@code one}, in base64. */
    private static final String CRC32_OF_ONE = "emyG8Q==";

    private static Surface surface;

    @BeforeAll
    static void open() {
        surface = new Surface();
        assertThat(surface.send("PUT", "/parts").status()).isEqualTo(200);
    }

    @AfterAll
    static void close() {
        surface.close();
    }

    @Test
    void aCompletionSentAgainAnswersTheSame() {
        String upload = create("again");
        String etag = part("again", upload, 1, "one").header("etag");
        String document = document(named(1, etag, ""));
        Wire.Reply first = complete("again", upload, document);
        assertThat(first.status()).isEqualTo(200);
        assertThat(Wire.element(first.text(), "Location")).isEqualTo("http://127.0.0.1/parts/again");
        assertThat(complete("again", upload, document).text()).isEqualTo(first.text());
        assertThat(surface.send("GET", "/parts/again").text()).isEqualTo("one");
    }

    @Test
    void aPartOfUndeclaredLengthHasTheChecksumOfItsUpload() {
        String upload = create("undeclared", "x-amz-checksum-algorithm", "CRC32");
        try (Wire wire = surface.connect()) {
            wire.raw("PUT /parts/undeclared?partNumber=1&uploadId=" + upload + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                    + "X-Api-Key: " + Surface.API_KEY + "\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\n\r\n");
            assertThat(wire.read("PUT").header("x-amz-checksum-crc32")).isEqualTo(CRC32_OF_ONE);
        }
    }

    @Test
    void aChecksumNamedOfAPartIsOneValueAndThePartsOwn() {
        String upload = create("composite", "x-amz-checksum-algorithm", "CRC32");
        String etag = part("composite", upload, 1, "one").header("etag");
        Wire.Reply broken = complete("composite", upload, document(named(1, etag, crc32("no base64"))));
        assertThat(broken.code()).isEqualTo("InvalidArgument");

        String sha1 = "<ChecksumSHA1>Kq5sNclPz7QV2+lfQIuc6R7oRu0=</ChecksumSHA1>";
        assertThat(complete("composite", upload, document(named(1, etag, sha1))).code())
                .isEqualTo("BadDigest");
        assertThat(complete("composite", upload, document(named(1, etag, crc32(CRC32_OF_ONE) + sha1)))
                        .code())
                .isEqualTo("InvalidArgument");

        Wire.Reply with = complete("composite", upload, document(named(1, etag, crc32(CRC32_OF_ONE))));
        assertThat(with.status()).isEqualTo(200);
        assertThat(Wire.element(with.text(), "ChecksumCRC32")).endsWith("==-1");
        assertThat(Wire.element(with.text(), "ChecksumType")).isEqualTo("COMPOSITE");
    }

    @Test
    void aChecksumOfTheWholeIsOneValueOfItsAlgorithmAndThatOfTheBytes() {
        String upload = create("whole", "x-amz-checksum-algorithm", "CRC32", "x-amz-checksum-type", "FULL_OBJECT");
        String etag = part("whole", upload, 1, "one").header("etag");
        String document = document(named(1, etag, ""));
        assertThat(complete("whole", upload, document, "x-amz-checksum-crc32", "what")
                        .code())
                .isEqualTo("BadDigest");
        assertThat(complete(
                                "whole",
                                upload,
                                document,
                                "x-amz-checksum-crc32",
                                CRC32_OF_ONE,
                                "x-amz-checksum-crc32c",
                                "AAAAAA==")
                        .code())
                .isEqualTo("InvalidRequest");
        assertThat(complete("whole", upload, document, "x-amz-checksum-crc32", "AAAAAA==")
                        .code())
                .isEqualTo("BadDigest");
        assertThat(complete("whole", upload, document, "x-amz-checksum-type", "COMPOSITE")
                        .code())
                .isEqualTo("InvalidRequest");
        assertThat(complete("whole", upload, document, "x-amz-mp-object-size", "4")
                        .code())
                .isEqualTo("InvalidRequest");
        Wire.Reply made =
                complete("whole", upload, document, "x-amz-checksum-crc32", CRC32_OF_ONE, "x-amz-mp-object-size", "3");
        assertThat(Wire.element(made.text(), "ChecksumCRC32")).isEqualTo(CRC32_OF_ONE);
    }

    @Test
    void partsAreListedPageByPage() {
        String upload = create("listed");
        for (int number = 1; number <= 3; number++) {
            assertThat(part("listed", upload, number, "p" + number).status()).isEqualTo(200);
        }
        String target = "/parts/listed?uploadId=" + upload;
        String first = surface.send("GET", target + "&max-parts=2").text();
        assertThat(first).contains("<IsTruncated>true</IsTruncated>");
        assertThat(Wire.element(first, "NextPartNumberMarker")).isEqualTo("2");
        String second = surface.send("GET", target + "&part-number-marker=2").text();
        assertThat(second).contains("<PartNumber>3</PartNumber>").contains("<IsTruncated>false</IsTruncated>");
        assertThat(Wire.element(second, "NextPartNumberMarker")).isEqualTo("3");
        assertThat(surface.send("GET", target + "&max-parts=0").text()).contains("<IsTruncated>false</IsTruncated>");
        assertThat(surface.send("GET", "/parts?uploads&key-marker=listed&upload-id-marker=what")
                        .code())
                .isEqualTo("InvalidArgument");
    }

    @Test
    void aSourceMayBeNamedInEveryEncoding() {
        assertThat(surface.send("PUT", "/parts/a%20b/c%2Bd", "copied").status()).isEqualTo(200);
        for (String source : new String[] {
            "parts/a%20b/c+d", "/parts/a%20b/c%2Bd", "parts%2Fa%20b%2Fc%2Bd", "%2Fparts%2Fa%20b%2Fc%2Bd"
        }) {
            assertThat(surface.send("PUT", "/parts/copy", "x-amz-copy-source", source)
                            .status())
                    .as(source)
                    .isEqualTo(200);
        }
        for (String source : new String[] {"parts", "parts/", "pa&ts/k", "parts/%ZZ", "%", "parts/k?versionId="}) {
            assertThat(surface.send("PUT", "/parts/copy", "x-amz-copy-source", source)
                            .code())
                    .as(source)
                    .isEqualTo("InvalidArgument");
        }
        assertThat(surface.send("PUT", "/parts/copy", "x-amz-copy-source", "parts/absent")
                        .code())
                .isEqualTo("NoSuchKey");
    }

    @Test
    void aCopyOntoAnAbsentObjectThatMustBeThereIsRefused() {
        assertThat(surface.send("PUT", "/parts/there", "bytes").status()).isEqualTo(200);
        assertThat(surface.send("PUT", "/parts/not-there", "x-amz-copy-source", "parts/there", "If-Match", "*")
                        .code())
                .isEqualTo("NoSuchKey");
    }

    @Test
    void aRedirectIsNotCopied() {
        assertThat(surface.send("PUT", "/parts/redirect", "x-amz-website-redirect-location", "/old", "bytes")
                        .status())
                .isEqualTo(200);
        assertThat(surface.send("PUT", "/parts/redirected", "x-amz-copy-source", "parts/redirect")
                        .status())
                .isEqualTo(200);
        assertThat(surface.send("HEAD", "/parts/redirected").header("x-amz-website-redirect-location"))
                .isEmpty();
    }

    @Test
    void aPartIsCopiedFromARangeWithinItsSource() {
        assertThat(surface.send("PUT", "/parts/source", "0123456789").status()).isEqualTo(200);
        String upload = create("copied");
        for (String range : new String[] {"bytes=5-4", "bytes=-3", "bytes=3-", "0-3", "bytes=0-1,3-4"}) {
            assertThat(copyPart(upload, range).code()).as(range).isEqualTo("InvalidArgument");
        }
        assertThat(copyPart(upload, "bytes=0-10").code()).isEqualTo("InvalidArgument");
        Wire.Reply copied = copyPart(upload, "bytes=3-5");
        assertThat(copied.status()).isEqualTo(200);
        String etag = Wire.element(copied.text(), "ETag").replace("&quot;", "\"");
        assertThat(complete("copied", upload, document(named(1, etag, ""))).status())
                .isEqualTo(200);
        assertThat(surface.send("GET", "/parts/copied").text()).isEqualTo("345");
    }

    private static Wire.Reply copyPart(String upload, String range) {
        return surface.send(
                "PUT",
                "/parts/copied?partNumber=1&uploadId=" + upload,
                "x-amz-copy-source",
                "parts/source",
                "x-amz-copy-source-range",
                range);
    }

    private static String create(String key, String... headers) {
        Wire.Reply reply = surface.send("POST", "/parts/" + key + "?uploads", headers);
        assertThat(reply.status()).isEqualTo(200);
        return Wire.element(reply.text(), "UploadId");
    }

    private static Wire.Reply part(String key, String upload, int number, String body) {
        return surface.send("PUT", "/parts/" + key + "?partNumber=" + number + "&uploadId=" + upload, body);
    }

    private static Wire.Reply complete(String key, String upload, String document, String... headers) {
        String[] headersThenBody = java.util.Arrays.copyOf(headers, headers.length + 1);
        headersThenBody[headers.length] = document;
        return surface.send("POST", "/parts/" + key + "?uploadId=" + upload, headersThenBody);
    }

    private static String document(String parts) {
        return "<CompleteMultipartUpload>" + parts + "</CompleteMultipartUpload>";
    }

    private static String named(int number, String etag, String checksums) {
        return "<Part><PartNumber>" + number + "</PartNumber><ETag>" + etag + "</ETag>" + checksums + "</Part>";
    }

    private static String crc32(String value) {
        return "<ChecksumCRC32>" + value + "</ChecksumCRC32>";
    }
}
