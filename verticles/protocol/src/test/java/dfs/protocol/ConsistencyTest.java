package dfs.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsistencyTest {

    @ParameterizedTest
    @ValueSource(strings = {"strong", "bounded;max-ms=1", "bounded;max-ms=60000", "session", "eventual"})
    void everyLevelReadsBack(String text) {
        assertThat(Consistency.parse(text))
                .hasValueSatisfying(level -> assertThat(level.text()).isEqualTo(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Strong", "bounded", "bounded;max-ms=0", "bounded;max-ms=-1", "bounded;max-ms=1e3", "any"})
    void anythingElseIsRefused(String text) {
        assertThat(Consistency.parse(text)).isEmpty();
    }
}
