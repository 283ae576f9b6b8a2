package dfs.metadata.form;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dfs.core.name.ObjectKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * <b>Goal.</b> No bytes in the log or the index are more than a form or a refusal.
 *
 * <p><b>Method.</b> Any bytes are read. What they are refused with is {@link IllegalArgumentException}; what they are read
 * as is the same after it was written and read again, and is written the same way each time.
 */
class FormFuzzTest {

    private static final ObjectKey KEY = new ObjectKey("k");

    private static final List<Form<?>> RECORDS = List.of(
            new Form<>(Records::bucket, Records::bucket),
            new Form<>(Records::part, Records::part),
            new Form<>(Records::upload, Records::upload),
            new Form<>(Records::usage, Records::usage),
            new Form<>(Records::user, Records::user),
            new Form<>(Records::accessKey, Records::accessKey),
            new Form<>(Manifest::read, Manifest::write));

    /** How something is read and written. */
    private record Form<V>(Function<byte[], V> read, Function<V, byte[]> write) {

        Optional<V> check(byte[] bytes) {
            Optional<V> value = read(bytes);
            value.ifPresent(it -> {
                byte[] written = write.apply(it);
                V again = read.apply(written);
                assertThat(again).isEqualTo(it);
                assertThat(write.apply(again)).isEqualTo(written);
            });
            return value;
        }

        private Optional<V> read(byte[] bytes) {
            try {
                return Optional.of(read.apply(bytes));
            } catch (IllegalArgumentException refused) {
                assertThat(refused).isExactlyInstanceOf(IllegalArgumentException.class);
                return Optional.empty();
            }
        }
    }

    @FuzzTest
    void anEntryOfTheLogIsReadOrRefused(byte[] entry) {
        new Form<>(Command::read, Command::write).check(entry);
    }

    @FuzzTest
    void aVersionIsReadOrRefusedAndListingsShowTheSameOfIt(byte[] row) {
        new Form<>(bytes -> ObjectForm.read(KEY, bytes), ObjectForm::write)
                .check(row)
                .ifPresent(object -> {
                    var listed = ObjectForm.listed(KEY, row);
                    assertThat(listed.sizeBytes()).isEqualTo(object.sizeBytes());
                    assertThat(listed.etag()).isEqualTo(object.etag());
                    var version = ObjectForm.listedVersion(KEY, row, true);
                    assertThat(version.versionId()).isEqualTo(object.versionId());
                    assertThat(version.isDeleteMarker()).isEqualTo(object.isDeleteMarker());
                });
        // What a listing shows may be sound where the rest is not; it must be refused the same way where it is not.
        new Form<>(bytes -> ObjectForm.listed(KEY, bytes), any -> row).read(row);
        new Form<>(bytes -> ObjectForm.listedVersion(KEY, bytes, false), any -> row).read(row);
    }

    /** The first byte says which record the others are. */
    @FuzzTest
    void aRecordIsReadOrRefused(byte[] input) {
        if (input.length > 0) {
            RECORDS.get((input[0] & 0xFF) % RECORDS.size()).check(Arrays.copyOfRange(input, 1, input.length));
        }
    }
}
