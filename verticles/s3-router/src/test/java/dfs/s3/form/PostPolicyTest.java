package dfs.s3.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.s3.form.FormFields.Field;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostPolicyTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'bucket':'b'},['starts-with','$key','foo'] | key=foo.txt | true",
                "{'bucket':'b'},['starts-with','$key',''] | key=anything | true",
                "{'bUcKeT':'b'},['StArTs-WiTh','$KeY','foo'] | kEy=foo.txt | true",
                "{'bucket':'b'},['eq','$key','foo.txt'] | key=foo.txt | true",
                "{'bucket':'b'},['eq','$key','foo'] | key=foo.txt | false",
                "{'bucket':'b'},['eq','$key','FOO.txt'] | key=foo.txt | false",
                "{'bucket':'other'},['starts-with','$key','foo'] | key=foo.txt | false",
                "['starts-with','$key','foo'] | key=foo.txt | false",
                "{'bucket':'b'} | key=foo.txt | false",
                "{'bucket':'b'},{'key':'k'} | key=k,x-amz-meta-a=1 | false",
                "{'bucket':'b'},{'key':'k'} | key=k,x-ignore-a=1,policy=p,signature=s,AWSAccessKeyId=a | true",
                "{'bucket':'b'},{'key':'k'} | key=k,x-amz-signature=s,x-amz-checksum-sha256=a | true",
                "{'bucket':'b'},{'key':'k'} | key=k,x-amz-credential=c | false",
                "{'bucket':'b'},{'key':'k'},['starts-with','$x-amz-meta-a','bar'] | key=k | false",
                "{'bucket':'b'},{'key':'k'},['starts-with','$x-amz-meta-a',''] | key=k | true",
                "{'bucket':'b'},{'key':'k'},['eq','$x-amz-meta-a',''] | key=k,x-amz-meta-a=1 | false",
                "{'bucket':'b'},{'key':'k'},['starts-with','$Content-Type','image/'] | key=k,Content-Type=image/png | true",
                "{'bucket':'b'},{'key':'k'},['starts-with','$Content-Type','image/'] | key=k,Content-Type=text/plain | false"
            })
    void conditionsHoldOrDoNot(String conditions, String form, boolean holds) {
        PostPolicy policy = policy(conditions.replace('\'', '"'));
        List<Field> fields = new ArrayList<>();
        for (String each : form.split(",", 0)) {
            String[] pair = each.split("=", 2);
            fields.add(new Field(pair[0], pair[1]));
        }
        FormFields sent = new FormFields(fields, "");
        if (holds) {
            policy.check(sent, "b", NOW);
        } else {
            assertThatThrownBy(() -> policy.check(sent, "b", NOW))
                    .isInstanceOfSatisfying(
                            S3Failure.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.ACCESS_DENIED))
                    .hasMessageContaining("Invalid according to Policy");
        }
    }

    @Test
    void aPolicyEndsWhenItSays() {
        PostPolicy policy = policy("{\"bucket\":\"b\"}");
        FormFields none = new FormFields(List.of(), "");
        policy.check(none, "b", policy.expiration().minusMillis(1));
        assertThatThrownBy(() -> policy.check(none, "b", policy.expiration())).hasMessageContaining("Policy expired");
    }

    @ParameterizedTest
    @CsvSource({"'0,1024', 0, 1024", "'\"1\",\"2\"', 1, 2", "'5,5', 5, 5"})
    void sizesAreRead(String bounds, long min, long max) {
        assertThat(policy("[\"content-length-range\"," + bounds + "]").sizes()).isEqualTo(new SizeRange(min, max));
    }

    @Test
    void sizesAreChecked() {
        SizeRange sizes = new SizeRange(2, 4);
        sizes.checkGrowing(1);
        sizes.check(2);
        sizes.check(4);
        assertThatThrownBy(() -> sizes.checkGrowing(5)).hasMessageContaining("EntityTooLarge");
        assertThatThrownBy(() -> sizes.check(1)).hasMessageContaining("EntityTooSmall");
        assertThat(policy("{\"bucket\":\"b\"}").sizes()).isEqualTo(SizeRange.ANY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{",
                "{} x",
                "{\"conditions\":[]}",
                "{\"expiration\":\"2030-01-01T00:00:00Z\"}",
                "{\"EXPIRATION\":\"2030-01-01T00:00:00Z\",\"conditions\":[]}",
                "{\"expiration\":\"2030-01-01T00:00:00Z\",\"CONDITIONS\":[]}",
                "{\"expiration\":\"2030-01-01 00:00:00.5+00:00\",\"conditions\":[]}",
                "{\"expiration\":1,\"conditions\":[]}",
                "{\"expiration\":\"2030-01-01T00:00:00Z\",\"conditions\":{}}",
                "{\"expiration\":\"2030-01-01T00:00:00Z\",\"expiration\":\"2031-01-01T00:00:00Z\",\"conditions\":[]}"
            })
    void malformedDocumentsAreRefused(String document) {
        assertRefused(Base64.getEncoder().encodeToString(document.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\":\"1\",\"b\":\"2\"}",
                "{\"a\":1}",
                "[]",
                "\"x\"",
                "[\"eq\",\"$key\"]",
                "[\"eq\",\"key\",\"x\"]",
                "[\"ends-with\",\"$key\",\"x\"]",
                "[\"content-length-range\",0]",
                "[\"content-length-range\",-1,0]",
                "[\"content-length-range\",0,1.5]",
                "[\"content-length-range\",\"x\",1]",
                "[1,2,3]"
            })
    void malformedConditionsAreRefused(String condition) {
        assertRefused(encoded(condition));
    }

    @Test
    void aDollarMayBeEscaped() {
        FormFields fields = new FormFields(List.of(new Field("key", "$a")), "");
        policy("{\"bucket\":\"b\"},[\"eq\",\"$key\",\"\\$a\"]").check(fields, "b", NOW);
    }

    private static void assertRefused(String base64) {
        assertThatThrownBy(() -> PostPolicy.parse(base64))
                .isInstanceOfSatisfying(
                        S3Failure.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_POLICY_DOCUMENT));
    }

    private static PostPolicy policy(String conditions) {
        return PostPolicy.parse(encoded(conditions));
    }

    private static String encoded(String conditions) {
        String document = "{\"expiration\":\"2026-03-01T13:00:00.000Z\",\"conditions\":[" + conditions + "]}";
        return Base64.getEncoder().encodeToString(document.getBytes(StandardCharsets.UTF_8));
    }
}
