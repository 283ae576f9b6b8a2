package dfs.s3.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormReaderTest {

    private static final String TYPE = "multipart/form-data; boundary=XyZ";
    private static final String FORM = """
            --XyZ
            Content-Disposition: form-data; name="key"

            a/${filename}
            --XyZ
            content-disposition:form-data;name=acl
            Content-Type: text/plain

            private
            --Xy
            --XyZ
            Content-Disposition: form-data; name="file"; filename="C:\\dir\\f.txt"
            Content-Type: text/plain

            """.replace("\n", "\r\n");
    private static final String FILE = "Hello\r\n--XyYZ\r\n\r--XyZ \r\r\n--Xy\r\n-\r\nworld\r";
    private static final String END =
            "\r\n--XyZ\r\nContent-Disposition: form-data; name=\"submit\"\r\n\r\nUp\r\n--XyZ--\r\n";

    private record Read(FormFields fields, String file) {}

    @Test
    void whereverTheBytesAreCutTheFormIsTheSame() {
        byte[] form = bytes(FORM + FILE + END);
        Read whole = read(form, form.length, form.length);
        assertThat(whole.file()).isEqualTo(FILE);
        assertThat(whole.fields().filename()).isEqualTo("f.txt");
        assertThat(whole.fields().fields())
                .containsExactly(
                        new FormFields.Field("key", "a/f.txt"), new FormFields.Field("acl", "private\r\n--Xy"));
        assertThat(whole.fields().get("ACL")).contains("private\r\n--Xy");
        for (int cut = 0; cut <= form.length; cut++) {
            for (int second = cut; second <= Math.min(cut + 9, form.length); second++) {
                assertThat(read(form, cut, second)).isEqualTo(whole);
            }
        }
    }

    @Test
    void byteByByteItIsTheSame() {
        FormReader reader = new FormReader(TYPE);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        boolean isFile = false;
        for (byte each : bytes(FORM + FILE + END)) {
            ByteBuffer one = ByteBuffer.wrap(new byte[] {each});
            isFile = isFile || reader.readFields(one);
            if (isFile) {
                drain(reader, one, file);
            }
        }
        reader.end();
        assertThat(file.toString(StandardCharsets.ISO_8859_1)).isEqualTo(FILE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r", "\n", "\r\n", "\r\n--", "--XyZ", "\r\n--Xy", "x"})
    void anyContentOfAFileArrives(String content) {
        byte[] form = bytes(FORM + content + END);
        assertThat(read(form, 3, 7).file()).isEqualTo(content);
    }

    @Test
    void aPreambleIsPassedOver() {
        byte[] form = bytes("This is a form.\r\n" + FORM + "x\r\n--XyZ--");
        assertThat(read(form, 5, 5).file()).isEqualTo("x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name=\"k\"; filename=\"a.txt\" | k | a.txt",
                "name=k; filename=a.txt | k | a.txt",
                "filename=\"a;b.txt\";  NAME=\"k\" | k | a;b.txt",
                "name=\"k\\\"q\" | k\"q | ''",
                "name=\"k\"; filename=\"/p/q/a\" | k | a",
                "name=\"k\"; filename=\"x\"; filename*=UTF-8''%C3%A9%20+.txt | k | \u00e9 +.txt",
                "name=\"k\"; filename*=UTF-8''%zz | k | %zz",
                "name=\"\u00e9\" | \u00e9 | ''",
                "other; name=\"k\" | k | ''"
            })
    void dispositionsAreRead(String parameters, String name, String filename) {
        assertThat(PartHeader.parse(" form-data; " + parameters)).isEqualTo(new PartHeader(name, filename));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text/plain",
                "multipart/form-data",
                "multipart/form-data; boundary=",
                "multipart/mixed; boundary=x",
                "application/x-www-form-urlencoded"
            })
    void onlyFormsAreTaken(String contentType) {
        assertThatThrownBy(() -> new FormReader(contentType))
                .isInstanceOfSatisfying(
                        S3Failure.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--XyZ--\\r\\n | INVALID_ARGUMENT",
                "--XyZ\\r\\nContent-Disposition: form-data; name=a\\r\\n\\r\\nx\\r\\n--XyZ--\\r\\n | INVALID_ARGUMENT",
                "--XyZ\\r\\nContent-Disposition: form-data; name=a\\r\\n\\r\\nx\\r\\n--XyZ\\r\\nContent-Disposition:"
                        + " form-data; name=A\\r\\n\\r\\nx\\r\\n--XyZ | INVALID_ARGUMENT",
                "--XyZ\\r\\nContent-Type: x\\r\\n\\r\\nx | MALFORMED_POST_REQUEST",
                "--XyZ\\r\\nno colon\\r\\n\\r\\nx | MALFORMED_POST_REQUEST",
                "--XyZx\\r\\n | MALFORMED_POST_REQUEST",
                "--XyZ\\r\\nContent-Disposition: form-data; name=file\\r\\n\\r\\na\\r\\n--XyZc\\r\\n--XyZ-- | MALFORMED_POST_REQUEST",
                "--XyZ\\r\\nContent-Disposition: form-data; name=file\\r\\n\\r\\na\\r\\n--XyZ-c\\r\\n--XyZ-- | MALFORMED_POST_REQUEST",
                "no form at all | MALFORMED_POST_REQUEST",
                "'' | MALFORMED_POST_REQUEST",
                "--XyZ\\r\\nContent-Disposition: form-data; name=file\\r\\n\\r\\nnever ends | MALFORMED_POST_REQUEST"
            })
    void malformedFormsAreRefused(String text, ErrorCode expected) {
        byte[] form = bytes(text.strip().replace("\\r", "\r").replace("\\n", "\n"));
        assertThatThrownBy(() -> read(form, 0, 0))
                .isInstanceOfSatisfying(
                        S3Failure.class, failure -> assertThat(failure.code()).isEqualTo(expected));
    }

    @Test
    void fieldsAreLimitedTogetherAndTheFileIsNot() {
        String field = "--XyZ\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n";
        byte[] large = bytes(field + "x".repeat(FormReader.FIELDS_BYTES_MAX) + END);
        for (int cut : new int[] {0, 1000, large.length - 1}) {
            assertThatThrownBy(() -> read(large, cut, cut)).isInstanceOfSatisfying(S3Failure.class, failure -> {
                assertThat(failure.code()).isEqualTo(ErrorCode.FORM_FIELDS_TOO_LARGE);
                assertThat(failure.error().message()).contains("20480");
            });
        }
        byte[] preamble = bytes("x".repeat(FormReader.FIELDS_BYTES_MAX + 1));
        assertThatThrownBy(() -> read(preamble, 0, 0)).hasMessageContaining("20480");
        assertThat(read(bytes(FORM + "y".repeat(100_000) + END), 9, 9).file()).hasSize(100_000);
    }

    @Test
    void noGarbageIsMoreThanAnError() {
        Random random = new Random(17);
        for (int round = 0; round < 3000; round++) {
            byte[] form = bytes(FORM + FILE + END);
            for (int i = random.nextInt(4); i >= 0; i--) {
                form[random.nextInt(form.length)] = (byte) "\r\n-XyZ:;=\"\\ \u0000".charAt(random.nextInt(13));
            }
            try {
                assertThat(read(form, random.nextInt(form.length), form.length)).isNotNull();
            } catch (S3Failure expected) {
                assertThat(expected.code().status()).isEqualTo(400);
            }
        }
    }

    private static Read read(byte[] form, int cut, int second) {
        FormReader reader = new FormReader(TYPE);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        Optional<FormFields> fields = Optional.empty();
        int from = 0;
        for (int to : List.of(cut, Math.max(cut, second), form.length)) {
            ByteBuffer input = ByteBuffer.wrap(form, from, to - from);
            if (fields.isEmpty() && reader.readFields(input)) {
                fields = Optional.of(reader.fields());
            }
            if (fields.isPresent()) {
                drain(reader, input, file);
            }
            assertThat(input.hasRemaining()).isFalse();
            from = to;
        }
        reader.end();
        return new Read(fields.orElseThrow(), file.toString(StandardCharsets.ISO_8859_1));
    }

    private static void drain(FormReader reader, ByteBuffer input, ByteArrayOutputStream file) {
        for (Optional<ByteBuffer> next = reader.readFile(input); next.isPresent(); next = reader.readFile(input)) {
            byte[] bytes = new byte[next.get().remaining()];
            next.get().get(bytes);
            file.writeBytes(bytes);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
