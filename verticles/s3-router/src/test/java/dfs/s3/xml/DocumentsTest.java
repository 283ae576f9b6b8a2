package dfs.s3.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.checksum.Checksum;
import dfs.core.checksum.ChecksumAlgorithm;
import dfs.core.checksum.ChecksumType;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.record.CorsRule;
import dfs.core.record.Versioning;
import dfs.protocol.metadata.Mutation.CompletedPart;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentsTest {

    @Test
    void aDeletionNamesKeysVersionsAndConditions() {
        DeleteDocument document = DeleteDocument.parse(bytes("<Delete xmlns='http://s3.amazonaws.com/doc/2006-03-01/'>"
                + "<Quiet>true</Quiet><Object><Key> a </Key></Object>"
                + "<Object><Size>7</Size><ETag>\"e\"</ETag><VersionId>v</VersionId><Key>b</Key>"
                + "<LastModifiedTime>Sun, 01 Mar 2026 12:00:00 GMT</LastModifiedTime></Object>"
                + "<Object><Key>c</Key><LastModifiedTime>2026-03-01T12:00:00.5Z</LastModifiedTime></Object></Delete>"));
        assertThat(document.isQuiet()).isTrue();
        assertThat(document.entries())
                .containsExactly(
                        entry(" a ", Optional.empty(), Optional.empty(), OptionalLong.empty(), OptionalLong.empty()),
                        entry(
                                "b",
                                Optional.of("v"),
                                Optional.of("e"),
                                OptionalLong.of(1_772_366_400_000L),
                                OptionalLong.of(7)),
                        entry(
                                "c",
                                Optional.empty(),
                                Optional.empty(),
                                OptionalLong.of(1_772_366_400_500L),
                                OptionalLong.empty()));
    }

    @ParameterizedTest
    @CsvSource({"0", "1001"})
    void aDeletionNamesOneToAThousand(int count) {
        byte[] document = bytes("<Delete>" + "<Object><Key>k</Key></Object>".repeat(count) + "</Delete>");
        assertRefused(ErrorCode.MALFORMED_XML, () -> DeleteDocument.parse(document));
    }

    @ParameterizedTest
    @CsvSource({
        "<Object></Object>",
        "<Object><Key>k</Key><Size>x</Size></Object>",
        "<Object><Key>k</Key><Size>-1</Size></Object>",
        "<Object><Key>k</Key><LastModifiedTime>now</LastModifiedTime></Object>",
        "<Object><Key>k</Key><LastModifiedTime>2026</LastModifiedTime></Object>"
    })
    void malformedDeletionsAreRefused(String object) {
        assertRefused(ErrorCode.MALFORMED_XML, () -> DeleteDocument.parse(bytes("<Delete>" + object + "</Delete>")));
    }

    @Test
    void aCompletionNamesPartsInItsOrder() {
        assertThat(CompleteDocument.parse(bytes("<CompleteMultipartUpload><Part><ETag>&quot;b&quot;</ETag>"
                        + "<PartNumber>2</PartNumber></Part><Part><PartNumber>1</PartNumber><ETag>a</ETag>"
                        + "<ChecksumCRC32>AAAAAA==</ChecksumCRC32></Part></CompleteMultipartUpload>")))
                .containsExactly(
                        new CompletedPart(2, "b", Optional.empty()),
                        new CompletedPart(
                                1,
                                "a",
                                Optional.of(
                                        new Checksum(ChecksumAlgorithm.CRC32, ChecksumType.FULL_OBJECT, "AAAAAA=="))));
    }

    @Test
    void aCompletionOfTenThousandPartsIsRead() {
        StringBuilder document = new StringBuilder("<CompleteMultipartUpload>");
        for (int number = 1; number <= 10_000; number++) {
            document.append("<Part><PartNumber>").append(number);
            document.append("</PartNumber><ETag>0cc175b9c0f1b6a831c399e269772661</ETag></Part>");
        }
        assertThat(CompleteDocument.parse(bytes(document + "</CompleteMultipartUpload>")))
                .hasSize(10_000);
        document.append("<Part><PartNumber>1</PartNumber><ETag>x</ETag></Part></CompleteMultipartUpload>");
        assertRefused(ErrorCode.MALFORMED_XML, () -> CompleteDocument.parse(bytes(document.toString())));
    }

    @ParameterizedTest
    @CsvSource({
        "'', MALFORMED_XML",
        "<Part><PartNumber>1</PartNumber></Part>, MALFORMED_XML",
        "<Part><ETag>a</ETag></Part>, MALFORMED_XML",
        "<Part><PartNumber>x</PartNumber><ETag>a</ETag></Part>, MALFORMED_XML",
        "<Part><PartNumber>99999999999</PartNumber><ETag>a</ETag></Part>, MALFORMED_XML",
        "<Part><PartNumber>0</PartNumber><ETag>a</ETag></Part>, INVALID_ARGUMENT",
        "<Part><PartNumber>10001</PartNumber><ETag>a</ETag></Part>, INVALID_ARGUMENT"
    })
    void malformedCompletionsAreRefused(String parts, ErrorCode expected) {
        byte[] document = bytes("<CompleteMultipartUpload>" + parts + "</CompleteMultipartUpload>");
        assertRefused(expected, () -> CompleteDocument.parse(document));
    }

    @Test
    void aBucketMayBeCreatedWithALocationAndTags() {
        assertThat(CreateBucketDocument.parse(new byte[0]).locationConstraint()).isEmpty();
        CreateBucketDocument document = CreateBucketDocument.parse(
                bytes("<CreateBucketConfiguration><LocationConstraint> eu-west-1 </LocationConstraint><Tags><Tag>"
                        + "<Key>k</Key><Value>v</Value></Tag></Tags></CreateBucketConfiguration>"));
        assertThat(document.locationConstraint()).contains("eu-west-1");
        assertThat(document.tags()).isEqualTo(Map.of("k", "v"));
        assertRefused(
                ErrorCode.NOT_IMPLEMENTED,
                () -> CreateBucketDocument.parse(
                        bytes("<CreateBucketConfiguration><Bucket><Type>Directory</Type></Bucket>"
                                + "</CreateBucketConfiguration>")));
    }

    @ParameterizedTest
    @CsvSource({
        "<Status>Enabled</Status>, ENABLED, ",
        "<Status>Suspended</Status><MfaDelete>Disabled</MfaDelete>, SUSPENDED, ",
        "<Status>enabled</Status>, , MALFORMED_XML",
        "'', , ILLEGAL_VERSIONING_CONFIGURATION",
        "<Status>Enabled</Status><MfaDelete>Enabled</MfaDelete>, , NOT_IMPLEMENTED"
    })
    void versioningIsSwitched(String content, @Nullable Versioning expected, @Nullable ErrorCode refusal) {
        byte[] document = bytes("<VersioningConfiguration>" + content + "</VersioningConfiguration>");
        if (refusal == null) {
            assertThat(VersioningDocument.parse(document)).isEqualTo(expected);
        } else {
            assertRefused(refusal, () -> VersioningDocument.parse(document));
        }
    }

    @Test
    void crossOriginRulesComeBackAsTheyWent() {
        List<CorsRule> rules = List.of(
                new CorsRule(
                        Optional.of("one"),
                        List.of("GET", "PUT"),
                        List.of("http://*.example", "*"),
                        List.of("x-amz-*"),
                        List.of("ETag"),
                        OptionalInt.of(0)),
                new CorsRule(
                        Optional.empty(), List.of("HEAD"), List.of("*"), List.of(), List.of(), OptionalInt.empty()));
        assertThat(CorsDocument.parse(CorsDocument.write(rules))).isEqualTo(rules);
    }

    @ParameterizedTest
    @CsvSource({
        "<AllowedOrigin>*</AllowedOrigin>, MALFORMED_XML",
        "<AllowedMethod>GET</AllowedMethod>, MALFORMED_XML",
        "<AllowedMethod>PATCH</AllowedMethod><AllowedOrigin>*</AllowedOrigin>, INVALID_REQUEST",
        "<AllowedMethod>get</AllowedMethod><AllowedOrigin>*</AllowedOrigin>, INVALID_REQUEST",
        "<AllowedMethod>GET</AllowedMethod><AllowedOrigin>*.*</AllowedOrigin>, INVALID_REQUEST",
        "<AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin><AllowedHeader>**</AllowedHeader>,"
                + " INVALID_REQUEST",
        "<AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin><ExposeHeader>x-*</ExposeHeader>,"
                + " INVALID_REQUEST",
        "<AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin><MaxAgeSeconds>-1</MaxAgeSeconds>,"
                + " MALFORMED_XML"
    })
    void malformedRulesAreRefused(String rule, ErrorCode expected) {
        byte[] document = bytes("<CORSConfiguration><CORSRule>" + rule + "</CORSRule></CORSConfiguration>");
        assertRefused(expected, () -> CorsDocument.parse(document));
    }

    @Test
    void aHundredRulesAreTheLimit() {
        String rule = "<CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin></CORSRule>";
        byte[] most = bytes("<CORSConfiguration>" + rule.repeat(100) + "</CORSConfiguration>");
        assertThat(CorsDocument.parse(most)).hasSize(100);
        byte[] more = bytes("<CORSConfiguration>" + rule.repeat(101) + "</CORSConfiguration>");
        assertRefused(ErrorCode.INVALID_REQUEST, () -> CorsDocument.parse(more));
    }

    private static DeleteDocument.Entry entry(
            String key, Optional<String> version, Optional<String> etag, OptionalLong modified, OptionalLong size) {
        return new DeleteDocument.Entry(key, version, etag, modified, size);
    }

    private static void assertRefused(ErrorCode expected, ThrowingCallable parse) {
        assertThatThrownBy(parse)
                .isInstanceOfSatisfying(
                        S3Failure.class, failure -> assertThat(failure.code()).isEqualTo(expected));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
