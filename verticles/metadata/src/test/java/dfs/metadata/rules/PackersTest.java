package dfs.metadata.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.metadata.form.Command.Origin;
import dfs.metadata.index.MemoryIndex;
import org.junit.jupiter.api.Test;

class PackersTest {

    private static final long MANY = 20_000_000;

    private final MemoryIndex index = new MemoryIndex();

    @Test
    void aCommandThatComesAgainIsNotTheFirst() {
        assertThat(isFirst(1, 1, 10)).isTrue();
        assertThat(isFirst(1, 2, 11)).isTrue();
        assertThat(isFirst(1, 2, 12)).isFalse();
        assertThat(isFirst(1, 1, 13)).isFalse();
        assertThat(isFirst(2, 1, 14)).isTrue();
        assertThat(isFirst(1, 2, 15)).isFalse();
        assertThat(isFirst(1, 3, 16)).isTrue();
    }

    @Test
    void whoWasSilentForVeryManyChangesIsForgotten() {
        assertThat(isFirst(1, 5, 10)).isTrue();
        assertThat(isFirst(2, 1, MANY)).isTrue();
        assertThat(isFirst(1, 5, MANY + 1)).isTrue();
    }

    private boolean isFirst(long packer, long call, long revision) {
        return Packers.isFirst(index, new Origin(packer, call), revision);
    }
}
