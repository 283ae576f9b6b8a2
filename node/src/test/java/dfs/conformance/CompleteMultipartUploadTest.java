package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

@Conformance
class CompleteMultipartUploadTest {

    @Test
    void aChecksumThatCannotBeVerifiedIsRefused(Bucket bucket) {
        String upload = bucket.upload("a");
        String tag = bucket.part("a", upload, 1, new byte[10]);
        bucket.complete("a", upload, List.of(tag))
                .header("x-amz-checksum-crc32c", "AAAAAA==")
                .send()
                .refuses(400, "InvalidRequest");
        bucket.complete("a", upload, List.of(tag)).send().answers(200);
    }

    @Test
    void aCompletionOfOtherPartsIsNoRepetition(Bucket bucket) {
        String upload = bucket.upload("a");
        String tag = bucket.part("a", upload, 1, new byte[10]);
        bucket.complete("a", upload, List.of(tag)).send().answers(200);
        bucket.complete("a", upload, List.of(tag)).send().answers(200);
        bucket.complete("a", upload, List.of("\"abc\"")).send().refuses(404, "NoSuchUpload");
    }

    private static final byte[] FIRST = Bytes.random(Bucket.PART_BYTES);
    private static final byte[] LAST = Caller.utf8("the end");

    /** An upload of two parts. */
    private static List<String> parts(Bucket bucket, String upload) {
        return List.of(bucket.part("a", upload, 1, FIRST), bucket.part("a", upload, 2, LAST));
    }

    private static String document(String... parts) {
        return "<CompleteMultipartUpload>" + String.join("", parts) + "</CompleteMultipartUpload>";
    }

    private static String part(int number, String tag) {
        return "<Part><PartNumber>" + number + "</PartNumber><ETag>" + tag + "</ETag></Part>";
    }

    private static Request post(Bucket bucket, String upload, String document) {
        return bucket.request("POST", "a").query("uploadId", upload).body(document);
    }

    @Test
    void thePartsBecomeOneObject(Bucket bucket) {
        String upload = bucket.upload("a");
        List<String> tags = parts(bucket, upload);
        bucket.get("a").refuses(404, "NoSuchKey");
        Reply reply = bucket.complete("a", upload, tags).send().answers(200);
        assertThat(reply.root().getLocalName()).isEqualTo("CompleteMultipartUploadResult");
        assertThat(reply.names("")).containsSubsequence("Location", "Bucket", "Key", "ETag");
        assertThat(reply.value("Bucket")).isEqualTo(bucket.name());
        assertThat(reply.value("Key")).isEqualTo("a");
        byte[] digests = Bytes.concat(Caller.digest("MD5", FIRST), Caller.digest("MD5", LAST));
        String tag = "\"" + java.util.HexFormat.of().formatHex(Caller.digest("MD5", digests)) + "-2\"";
        assertThat(reply.value("ETag")).isEqualTo(tag);
        Reply object = bucket.get("a").answers(200);
        assertThat(object.bytes()).isEqualTo(Bytes.concat(FIRST, LAST));
        assertThat(object.header("etag")).isEqualTo(tag);
    }

    @Test
    void eachPartCanBeReadAndRangesCrossParts(Bucket bucket) {
        String upload = bucket.upload("a");
        bucket.complete("a", upload, parts(bucket, upload)).send().answers(200);
        Reply part = bucket.request("GET", "a").query("partNumber", "2").send().answers(206);
        assertThat(part.text()).isEqualTo("the end");
        assertThat(part.header("x-amz-mp-parts-count")).isEqualTo("2");
        assertThat(part.header("content-range"))
                .isEqualTo(
                        "bytes " + Bucket.PART_BYTES + "-" + (Bucket.PART_BYTES + 6) + "/" + (Bucket.PART_BYTES + 7));
        Reply across = bucket.request("GET", "a")
                .header("Range", "bytes=" + (Bucket.PART_BYTES - 1) + "-" + (Bucket.PART_BYTES + 2))
                .send()
                .answers(206);
        assertThat(across.bytes()).startsWith(FIRST[Bucket.PART_BYTES - 1]).endsWith(Caller.utf8("the"));
    }

    @Test
    void completingAgainAnswersTheSame(Bucket bucket) {
        String upload = bucket.upload("a");
        Request complete = bucket.complete("a", upload, parts(bucket, upload));
        String tag = complete.send().answers(200).value("ETag");
        assertThat(complete.send().answers(200).value("ETag")).isEqualTo(tag);
    }

    @Test
    void partsComeInOrder(Bucket bucket) {
        String upload = bucket.upload("a");
        List<String> tags = parts(bucket, upload);
        post(bucket, upload, document(part(2, tags.get(1)), part(1, tags.get(0))))
                .send()
                .refuses(400, "InvalidPartOrder");
    }

    @Test
    void partsNeedNotBeNumberedWithoutGaps(Bucket bucket) {
        String upload = bucket.upload("a");
        String first = bucket.part("a", upload, 7, FIRST);
        String last = bucket.part("a", upload, 10_000, LAST);
        post(bucket, upload, document(part(7, first), part(10_000, last)))
                .send()
                .answers(200);
        assertThat(bucket.get("a").bytes()).hasSize(FIRST.length + LAST.length);
    }

    @Test
    void onlyTheLastPartMayBeSmall(Bucket bucket) {
        String upload = bucket.upload("a");
        List<String> tags = List.of(bucket.part("a", upload, 1, LAST), bucket.part("a", upload, 2, LAST));
        bucket.complete("a", upload, tags).send().refuses(400, "EntityTooSmall");
    }

    @Test
    void partsThatWereNotUploadedAreRefused(Bucket bucket) {
        String upload = bucket.upload("a");
        String tag = bucket.part("a", upload, 1, LAST);
        bucket.complete("a", upload, List.of("\"00000000000000000000000000000000\""))
                .send()
                .refuses(400, "InvalidPart");
        post(bucket, upload, document(part(2, tag))).send().refuses(400, "InvalidPart");
        bucket.complete("a", upload, List.of(tag)).send().answers(200);
    }

    @Test
    void aPartThatWasReplacedCountsAsItIsNow(Bucket bucket) {
        String upload = bucket.upload("a");
        String old = bucket.part("a", upload, 1, Caller.utf8("old"));
        String now = bucket.part("a", upload, 1, Caller.utf8("new"));
        bucket.complete("a", upload, List.of(old)).send().refuses(400, "InvalidPart");
        bucket.complete("a", upload, List.of(now)).send().answers(200);
        assertThat(bucket.get("a").text()).isEqualTo("new");
    }

    @Test
    void whatIsNoListOfPartsIsRefused(Bucket bucket) {
        String upload = bucket.upload("a");
        post(bucket, upload, document()).send().refuses(400, "MalformedXML");
        post(bucket, upload, "<CompleteMultipartUpload>").send().refuses(400, "MalformedXML");
    }

    @Test
    void anUploadThatNeverWasIsRefused(Bucket bucket) {
        bucket.complete("a", "nothing", List.of("\"0\"")).send().refuses(404, "NoSuchUpload");
    }

    @Test
    void itMayBeToldToWriteOnlyWhereNothingIs(Bucket bucket) {
        String upload = bucket.upload("a");
        String tag = bucket.part("a", upload, 1, LAST);
        bucket.put("a", "there");
        Request complete = bucket.complete("a", upload, List.of(tag));
        complete.header("If-None-Match", "*").send().refuses(412, "PreconditionFailed");
        assertThat(bucket.get("a").text()).isEqualTo("there");
        bucket.delete("a");
        complete.send().answers(200);
    }

    @Test
    void theHeadersAreThoseGivenAtTheBeginning(Bucket bucket) {
        String upload = bucket.request("POST", "a")
                .query("uploads")
                .header("Content-Type", "text/x-own")
                .header("x-amz-meta-m", "v")
                .header("x-amz-tagging", "k=v")
                .send()
                .answers(200)
                .value("UploadId");
        bucket.complete("a", upload, List.of(bucket.part("a", upload, 1, LAST)))
                .send()
                .answers(200);
        Reply reply = bucket.head("a");
        assertThat(reply.header("content-type")).isEqualTo("text/x-own");
        assertThat(reply.header("x-amz-meta-m")).isEqualTo("v");
        assertThat(reply.header("x-amz-tagging-count")).isEqualTo("1");
    }

    @Test
    void aChecksumOfTheWholeIsMadeFromThoseOfTheParts(Bucket bucket) {
        String upload = checked(bucket, "CRC32", "FULL_OBJECT");
        List<String> tags = List.of(
                checkedPart(bucket, upload, 1, FIRST, "crc32", crc32(FIRST)),
                checkedPart(bucket, upload, 2, LAST, "crc32", crc32(LAST)));
        String whole = crc32(Bytes.concat(FIRST, LAST));
        Request wrong = bucket.complete("a", upload, tags)
                .header("x-amz-checksum-crc32", "AAAAAA==")
                .header("x-amz-checksum-type", "FULL_OBJECT");
        wrong.send().refuses(400, "BadDigest");
        Reply reply = bucket.complete("a", upload, tags)
                .header("x-amz-checksum-crc32", whole)
                .header("x-amz-checksum-type", "FULL_OBJECT")
                .send()
                .answers(200);
        assertThat(reply.value("ChecksumCRC32")).isEqualTo(whole);
        assertThat(reply.value("ChecksumType")).isEqualTo("FULL_OBJECT");
    }

    @Test
    void aChecksumOfChecksumsTellsHowManyThereAre(Bucket bucket) {
        String upload = checked(bucket, "SHA256", "COMPOSITE");
        String first = base64(Caller.digest("SHA-256", FIRST));
        String last = base64(Caller.digest("SHA-256", LAST));
        List<String> tags = List.of(
                checkedPart(bucket, upload, 1, FIRST, "sha256", first),
                checkedPart(bucket, upload, 2, LAST, "sha256", last));
        String document = document(
                "<Part><PartNumber>1</PartNumber><ETag>" + tags.get(0) + "</ETag><ChecksumSHA256>" + first
                        + "</ChecksumSHA256></Part>",
                "<Part><PartNumber>2</PartNumber><ETag>" + tags.get(1) + "</ETag><ChecksumSHA256>" + last
                        + "</ChecksumSHA256></Part>");
        Reply reply = post(bucket, upload, document).send().answers(200);
        byte[] both = Bytes.concat(Caller.digest("SHA-256", FIRST), Caller.digest("SHA-256", LAST));
        assertThat(reply.value("ChecksumSHA256")).isEqualTo(base64(Caller.digest("SHA-256", both)) + "-2");
        assertThat(reply.value("ChecksumType")).isEqualTo("COMPOSITE");
    }

    private static String checked(Bucket bucket, String algorithm, String type) {
        return bucket.request("POST", "a")
                .query("uploads")
                .header("x-amz-checksum-algorithm", algorithm)
                .header("x-amz-checksum-type", type)
                .send()
                .answers(200)
                .value("UploadId");
    }

    private static String checkedPart(
            Bucket bucket, String upload, int number, byte[] bytes, String algorithm, String checksum) {
        return bucket.request("PUT", "a")
                .query("partNumber", "" + number)
                .query("uploadId", upload)
                .header("x-amz-checksum-" + algorithm, checksum)
                .body(bytes)
                .send()
                .answers(200)
                .header("etag");
    }

    private static String crc32(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return base64(
                java.nio.ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    private static String base64(byte[] bytes) {
        return java.util.Base64.getEncoder().encodeToString(bytes);
    }
}
