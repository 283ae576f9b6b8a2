package dfs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextFormsTest {

    @ParameterizedTest
    @CsvSource({"4096,4096", "64MiB,67108864", "64 mib,67108864", "5GB,5000000000", "1TiB,1099511627776", "7B,7"})
    void sizesAreWrittenWithUnits(String text, long bytes) {
        assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "MiB", "5 apples", "1.5GiB", "99999999999TiB"})
    void otherSizesAreRefused(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"250ms,250", "30s,30000", "5 m,300000", "2h,7200000", "1d,86400000"})
    void timesAreWrittenWithUnits(String text, long millis) {
        assertThat(TextForms.parse(Duration.class, text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "s", "-5s", "1.5h"})
    void otherTimesAreRefused(String text) {
        assertThatThrownBy(() -> TextForms.parse(Duration.class, text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void listsAreSeparatedByCommas() {
        assertThat(TextForms.parse(List.class, " a, b ,,c")).isEqualTo(List.of("a", "b", "c"));
    }
}
