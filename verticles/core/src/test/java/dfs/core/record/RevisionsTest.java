package dfs.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevisionsTest {

    @Test
    void oneGroupAloneIsANumber() {
        assertThat(Revisions.of(0, 812).text()).isEqualTo("812");
        assertThat(Revisions.parse("812")).contains(Revisions.of(0, 812));
        assertThat(Revisions.NONE.text()).isEqualTo("0");
        assertThat(Revisions.parse("0")).contains(Revisions.NONE);
    }

    @Test
    void severalAreNamed() {
        Revisions several = Revisions.of(2, 4410).plus(Revisions.of(0, 812));
        assertThat(several.text()).isEqualTo("0:812,2:4410");
        assertThat(Revisions.parse("0:812,2:4410")).contains(several);
        assertThat(Revisions.of(3, 7).text()).isEqualTo("3:7");
        assertThat(Revisions.parse("2:4410,0:3,0:812")).contains(several);
    }

    @Test
    void ofEachGroupTheNewerOneWasSeen() {
        Revisions one = Revisions.of(0, 5).plus(Revisions.of(1, 9));
        Revisions other = Revisions.of(0, 7).plus(Revisions.of(2, 1));
        Revisions both = one.plus(other);
        assertThat(IntStream.range(0, 4).mapToObj(both::at)).containsExactly(7L, 9L, 1L, 0L);
        assertThat(both).isEqualTo(other.plus(one));
        assertThat(both.plus(Revisions.NONE)).isEqualTo(both);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1:", ":1", "64:1", "1:2,", "1:2;3:4", "a", "1234567890123456789", "100:1"})
    void anythingElseIsNotRead(String text) {
        assertThat(Revisions.parse(text)).isEmpty();
    }

    @Test
    void asManyAreReadAsThereCanBeGroups() {
        String all = IntStream.range(0, Revisions.GROUPS_MAX)
                .mapToObj(group -> group + ":" + (group + 1))
                .collect(Collectors.joining(","));
        assertThat(Revisions.parse(all).map(Revisions::text)).contains(all);
        assertThat(Revisions.parse(all + ",0:5")).isEmpty();
    }
}
