package dfs.s3.form;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dfs.core.Bytes;
import dfs.s3.Foreign;
import dfs.s3.Foreign.Outcome;
import dfs.s3.call.ByteSource;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * <b>Goal.</b> No form and no policy is more than one that is read or refused, and a form is the same however it is cut.
 *
 * <p><b>Method.</b> Any bytes are read as a form, whose first line is its content type; and as a policy, against which the
 * form's fields are checked.
 */
class FormFuzzTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private record Form(FormFields fields, Bytes file) {}

    @FuzzTest
    void aFormIsReadOrRefusedHoweverItIsCut(byte[] input) {
        String text = Foreign.text(input);
        int line = text.indexOf('\n');
        if (line < 0 || text.substring(0, line).chars().anyMatch(c -> c < ' ')) {
            return;
        }
        String contentType = text.substring(0, line);
        byte[] body = Arrays.copyOfRange(input, line + 1, input.length);
        Outcome<Form> whole = read(contentType, List.of(ByteBuffer.wrap(body)));
        for (List<ByteBuffer> cut : Foreign.cuts(body)) {
            assertThat(read(contentType, cut)).isEqualTo(whole);
        }
        whole.value().ifPresent(form -> assertThat(form.file().length()).isLessThanOrEqualTo(body.length));
    }

    private static Outcome<Form> read(String contentType, List<ByteBuffer> pieces) {
        Iterator<ByteBuffer> next =
                pieces.stream().filter(ByteBuffer::hasRemaining).iterator();
        ByteSource wire = () -> next.hasNext() ? Optional.of(next.next().duplicate()) : Optional.empty();
        return Foreign.read(() -> {
            FormBody body = new FormBody(contentType, wire);
            FormFields fields = body.readFields();
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            for (Optional<ByteBuffer> each = body.next(); each.isPresent(); each = body.next()) {
                byte[] bytes = new byte[each.get().remaining()];
                assertThat(bytes).isNotEmpty();
                each.get().get(bytes);
                file.writeBytes(bytes);
            }
            return new Form(fields, Bytes.wrap(file.toByteArray()));
        });
    }

    /** A policy in JSON; behind an empty line the fields of a form, {@code name=value}. */
    @FuzzTest
    void aPolicyIsReadOrRefusedAndKeptOrNot(byte[] input) {
        String text = Foreign.text(input);
        int end = text.indexOf("\n\n");
        byte[] json = end < 0 ? input : Arrays.copyOf(input, end);
        List<FormFields.Field> fields = (end < 0 ? "" : text.substring(end + 2))
                .lines()
                .filter(line -> line.indexOf('=') > 0)
                .map(line -> new FormFields.Field(
                        line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)))
                .toList();
        Foreign.read(() -> PostPolicy.parse(Base64.getEncoder().encodeToString(json)))
                .value()
                .ifPresent(policy -> Foreign.read(() -> {
                    policy.check(new FormFields(fields, ""), "b", NOW);
                    return policy;
                }));
    }

    @FuzzTest
    void whatStandsForAPolicyIsReadOrRefused(byte[] input) {
        Foreign.read(() -> PostPolicy.parse(new String(input, StandardCharsets.UTF_8)));
    }
}
