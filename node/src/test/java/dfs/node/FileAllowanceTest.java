package dfs.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many connections fit the files that may be open. */
class FileAllowanceTest {

    @Test
    void whereManyFilesMayBeOpenThereAreAsManyConnectionsAsWanted() {
        assertThat(new FileAllowance(20_000).connections(16_384, 1_024)).isEqualTo(16_384);
        assertThat(new FileAllowance(Long.MAX_VALUE).connections(16_384, 1_024)).isEqualTo(16_384);
    }

    @Test
    void eachRequestMayHaveAFileBesideItsConnection() {
        assertThat(new FileAllowance(4_096).connections(16_384, 1_024)).isEqualTo(4_096 - 640 - 1_024);
        assertThat(new FileAllowance(1_024).connections(16_384, 1_024)).isEqualTo((1_024 - 640) / 2);
    }

    @Test
    void someAreServedWhateverTheLimit() {
        assertThat(new FileAllowance(256).connections(16_384, 1_024)).isEqualTo(64);
        assertThat(new FileAllowance(256).connections(8, 1_024)).isEqualTo(8);
    }
}
