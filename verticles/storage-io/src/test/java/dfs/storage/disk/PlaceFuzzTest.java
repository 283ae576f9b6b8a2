package dfs.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dfs.storage.format.RecordHeader;
import java.util.function.Function;

/** <b>Goal.</b> No bytes in the rows of the index are more than a place or a tally, or a refusal. */
class PlaceFuzzTest {

    @FuzzTest
    void aRowOfTheIndexIsReadOrRefused(byte[] row) {
        check(row, Place::decode, Place::encode);
        check(row, Tally::decode, Tally::encode);
    }

    private static <V> void check(byte[] row, Function<byte[], V> read, Function<V, byte[]> write) {
        V value;
        try {
            value = read.apply(row);
        } catch (IllegalStateException refused) {
            assertThat(refused).hasMessageStartingWith("not a ");
            return;
        }
        assertThat(read.apply(write.apply(value))).isEqualTo(value);
        if (value instanceof Place place) {
            assertThat(place.recordBytes())
                    .isGreaterThanOrEqualTo(place.kind() == RecordHeader.Kind.BLOB ? place.sizeBytes() : 1);
        }
    }
}
