package dfs.s3.headers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpDatesTest {

    private static final long MILLIS = Instant.parse("1994-11-06T08:49:37Z").toEpochMilli();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sun, 6 Nov 1994 08:49:37 GMT",
                "Tue, 06 Nov 1994 08:49:37 GMT",
                "06 Nov 1994 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
                "1994-11-06T08:49:37Z",
                "1994-11-06T09:49:37+01:00"
            })
    void everyFormIsRead(String text) {
        assertThat(HttpDates.parse(text)).isEqualTo(OptionalLong.of(MILLIS));
    }

    @Test
    void aYearOfTwoDigitsIsOfThisCentury() {
        assertThat(HttpDates.parse("Sunday, 06-Nov-94 08:49:37 GMT"))
                .isEqualTo(OptionalLong.of(Instant.parse("2094-11-06T08:49:37Z").toEpochMilli()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "Sun, 31 Feb 1994 08:49:37 GMT extra", "Sun", "0"})
    void nothingElseIs(String text) {
        assertThat(HttpDates.parse(text)).isEmpty();
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        assertThat(HttpDates.parse(HttpDates.format(MILLIS))).isEqualTo(OptionalLong.of(MILLIS));
    }
}
