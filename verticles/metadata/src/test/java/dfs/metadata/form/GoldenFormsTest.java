package dfs.metadata.form;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.record.Content;
import dfs.protocol.metadata.Mutation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * <b>Goal.</b> What an older node wrote, to its index or its log, can be read for ever.
 *
 * <p><b>Method.</b> {@code golden/forms-v1.txt} holds the form of one value of every kind. A new version of a form gets a
 * file of its own; lines of an old file are never changed. {@code -Drewrite} adds lines for new kinds.
 */
class GoldenFormsTest {

    private static final Path FILE = Path.of("src/test/resources/golden/forms-v1.txt");

    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Map<String, byte[]> written = new LinkedHashMap<>();
    private final Map<String, Function<byte[], ?>> readers = new LinkedHashMap<>();

    GoldenFormsTest() {
        Samples.mutations().forEach(mutation -> log(mutation.getClass().getSimpleName(), mutation));
        Samples.fullerMutations().forEach(this::log);
        Mutation<?> any = Samples.mutations().getFirst();
        Command sentOften = new Command(7, Optional.of(new Command.Origin(-9, 300)), 1_700_000_000_000L, List.of(any));
        add("log/withOrigin", sentOften, Command::write, Command::read);
        for (int i = 0; i < Samples.outcomes().size(); i++) {
            add("outcome/" + i, List.of(Samples.outcomes().get(i)), OutcomeForm::write, OutcomeForm::read);
        }
        add("bucket", Samples.bucket(), Records::bucket, Records::bucket);
        object("object/inline", new Content.Inline(dfs.core.Bytes.wrap(new byte[] {0, 1, 2})));
        object("object/beside", new Content.Beside());
        object("object/blob", new Content.Blob(Samples.BLOB));
        object("object/parts", new Content.Parts(300, 10_000));
        add("object/marker", Samples.deleteMarker(), ObjectForm::write, row -> ObjectForm.read(Samples.KEY, row));
        add("part", Samples.part(), Records::part, Records::part);
        add("upload", Samples.upload(), Records::upload, Records::upload);
        add("usage", Samples.usage(), Records::usage, Records::usage);
        add("user", Samples.USER, Records::user, Records::user);
        add("member", Samples.VOICELESS, Records::member, Records::member);
        add("accessKey", Samples.ACCESS_KEY, Records::accessKey, Records::accessKey);
        add("manifest", Samples.manifest(), Manifest::write, Manifest::read);
    }

    private void log(String name, Mutation<?> mutation) {
        Command command = new Command(0x0102030405060708L, 1_700_000_000_000L, List.of(mutation));
        add("log/" + name, command, Command::write, Command::read);
    }

    private void object(String name, Content content) {
        add(name, Samples.object(content), ObjectForm::write, row -> ObjectForm.read(Samples.KEY, row));
    }

    private <V> void add(String name, V value, Function<V, byte[]> write, Function<byte[], V> read) {
        values.put(name, value);
        written.put(name, write.apply(value));
        readers.put(name, read);
    }

    private static Map<String, byte[]> golden() throws IOException {
        Map<String, byte[]> lines = new LinkedHashMap<>();
        if (Files.exists(FILE)) {
            for (String line : Files.readAllLines(FILE)) {
                String[] parts = line.split(" ", 2);
                lines.put(parts[0], HexFormat.of().parseHex(parts[1]));
            }
        }
        return lines;
    }

    @Test
    void everyFormThatWasEverWrittenIsRead() throws IOException {
        if (System.getProperty("rewrite") != null) {
            Map<String, byte[]> all = golden();
            written.forEach(all::putIfAbsent);
            StringBuilder text = new StringBuilder();
            all.forEach((name, form) -> text.append(name)
                    .append(' ')
                    .append(HexFormat.of().formatHex(form))
                    .append('\n'));
            Files.writeString(FILE, text, StandardCharsets.US_ASCII);
        }
        Map<String, byte[]> golden = golden();
        assertThat(golden.keySet()).containsExactlyInAnyOrderElementsOf(values.keySet());
        values.forEach((name, value) -> assertThat(read(name, golden)).as(name).isEqualTo(value));
    }

    private Object read(String name, Map<String, byte[]> golden) {
        return readers.get(name).apply(golden.get(name));
    }

    @Test
    void formsAreWrittenAsTheFileHasThem() throws IOException {
        golden().forEach((name, form) -> assertThat(written.get(name)).as(name).isEqualTo(form));
    }

    @Test
    void everyMutationHasAForm() {
        Set<Class<?>> kinds = new HashSet<>(List.of(Mutation.class.getPermittedSubclasses()));
        Samples.mutations().forEach(mutation -> kinds.remove(mutation.getClass()));
        assertThat(kinds).isEmpty();
    }

    @Test
    void aFormOfAnUnknownVersionIsRefusedAndATruncatedOneToo() {
        byte[] unknown = written.get("bucket").clone();
        unknown[0] = 99;
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> Records.bucket(unknown)))
                .isInstanceOf(IllegalArgumentException.class);
        written.forEach((name, form) -> {
            byte[] cut = java.util.Arrays.copyOf(form, form.length - 1);
            assertThat(org.assertj.core.api.Assertions.catchThrowable(
                            () -> readers.get(name).apply(cut)))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class);
        });
    }

    @Test
    void aBatchOfAllMutationsStandsTheWayThroughTheLog() {
        Command command = new Command(7, 8, Samples.mutations());
        assertThat(Command.read(command.write())).isEqualTo(command);
    }

    @Test
    void theOutcomesOfABatchStandTheWayToWhoSentIt() {
        assertThat(OutcomeForm.read(OutcomeForm.write(Samples.outcomes()))).isEqualTo(Samples.outcomes());
    }

    /** What each mutation makes, as its declaration says. */
    @Test
    void theResultOfEveryMutationHasAForm() {
        Set<String> made = new HashSet<>();
        Set<Class<?>> kinds = new HashSet<>(List.of(Mutation.class.getPermittedSubclasses()));
        kinds.remove(Mutation.Admitted.class); // what the change makes that it holds
        for (Class<?> mutation : kinds) {
            made.add(((java.lang.reflect.ParameterizedType) mutation.getGenericInterfaces()[0])
                    .getActualTypeArguments()[0]
                    .getTypeName()
                    .replaceAll("<.*", ""));
        }
        assertThat(made)
                .allMatch(name -> Samples.outcomes().stream()
                        .anyMatch(outcome -> outcome instanceof dfs.protocol.metadata.Outcome.Done<?> done
                                && isOf(name, done.result())));
    }

    private static boolean isOf(String name, Object result) {
        try {
            return Class.forName(name).isInstance(result);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
