package dfs.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.error.S3Error;
import dfs.protocol.Ask;
import dfs.protocol.Questions;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * <b>Goal.</b> Whatever one part asks another, and is answered, arrives at another node as it was sent.
 *
 * <p><b>Method.</b> Every type that can be reached from the questions is made out of dice, written and read. {@code -Dseed=N} replays
 * one seed.
 */
class WireFormPropertyTest {

    private static final int VALUES_OF_EACH_TYPE = 20;

    private final WireForm form = WireForm.of(roots());

    private static List<Class<?>> roots() {
        List<Class<?>> roots = new ArrayList<>(Questions.ALL);
        roots.add(S3Error.class);
        return roots;
    }

    static LongStream seeds() {
        Long only = Long.getLong("seed");
        return only == null ? LongStream.range(0, 20) : LongStream.of(only);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyTypeComesOutAsItWentIn(long seed) {
        Arbitrary arbitrary = new Arbitrary(seed);
        for (Class<?> type : form.types()) {
            for (int i = 0; i < VALUES_OF_EACH_TYPE; i++) {
                Object value = arbitrary.of(type);
                byte[] written = form.write(value);
                Object read = form.read(type, written);
                assertThat(read).as(type.getName() + " of seed " + seed).isEqualTo(value);
                assertThat(form.write(read)).as("the same bytes again").isEqualTo(written);
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyAnswerComesOutAsItWentIn(long seed) {
        Arbitrary arbitrary = new Arbitrary(seed);
        for (Class<?> question : Questions.ALL) {
            var type = form.answerType(question).orElseThrow();
            Object answer = arbitrary.of(type);
            assertThat(form.read(type, form.write(answer)))
                    .as("answer to " + question.getSimpleName() + " of seed " + seed)
                    .isEqualTo(answer);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aMessageWithAByteChangedOrCutOffIsSomethingElseOrRefused(long seed) {
        Arbitrary arbitrary = new Arbitrary(seed);
        Object value = arbitrary.of(Questions.ALL.get((int) (seed % Questions.ALL.size())));
        byte[] written = form.write(value);
        for (int at = 0; at < written.length; at++) {
            byte[] changed = written.clone();
            changed[at] ^= (byte) (1 << (at % 8));
            assertThat(isRead(changed, value))
                    .as("byte " + at + " of seed " + seed)
                    .isFalse();
            assertThat(isRead(java.util.Arrays.copyOf(written, at), value))
                    .as(at + " bytes of seed " + seed)
                    .isFalse();
        }
    }

    /** Where a name of a field is changed, and the field is an optional one without a value, the same comes out: that is no harm. */
    private boolean isRead(byte[] bytes, Object expected) {
        try {
            Object read = form.read(Object.class, bytes);
            return read.equals(expected) && java.util.Arrays.equals(form.write(read), bytes);
        } catch (WireException refused) {
            return false;
        }
    }

    @Test
    void everyQuestionThereIsMayTravel() throws IOException, URISyntaxException, ClassNotFoundException {
        Path classes = Path.of(
                Ask.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<Class<?>> questions = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(classes)) {
            for (Path file :
                    walk.filter(path -> path.toString().endsWith(".class")).toList()) {
                String name = classes.relativize(file).toString().replace('/', '.');
                Class<?> type = Class.forName(name.substring(0, name.length() - ".class".length()));
                if (Ask.class.isAssignableFrom(type) && type != Ask.class) {
                    questions.add(type);
                }
            }
        }
        assertThat(questions).hasSizeGreaterThan(5);
        assertThat(Questions.ALL).containsExactlyInAnyOrderElementsOf(questions);
    }
}
