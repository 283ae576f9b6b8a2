package dfs.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.Bytes;
import dfs.core.auth.Secret;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.name.BlobId;
import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.core.name.VersionId;
import dfs.core.record.Content;
import dfs.core.record.ObjectMetadata;
import dfs.protocol.Consistency;
import dfs.protocol.Questions;
import dfs.protocol.metadata.Commit;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Preconditions;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WireFormTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/wire-v1.txt");

    private final WireForm older = WireForm.of(List.of(dfs.protocol.wire.older.Thing.class));
    private final WireForm newer = WireForm.of(List.of(dfs.protocol.wire.newer.Thing.class));

    record Hides(Secret secret) {}

    record Named(Map<String, String> names) {}

    private static WireForm questions() {
        List<Class<?>> roots = new ArrayList<>(Questions.ALL);
        roots.add(S3Error.class);
        return WireForm.of(roots);
    }

    private static Map<String, Object> samples() {
        Map<String, Object> samples = new LinkedHashMap<>();
        samples.put(
                "read",
                List.of(
                        Optional.of("R1"),
                        new Read<>(
                                new Query.FindObject(
                                        new BucketName("bucket"),
                                        new ObjectKey("Zürich/k"),
                                        Optional.of(new VersionId(7))),
                                Consistency.STRONG)));
        samples.put(
                "commit",
                Commit.of(new Mutation.PutObject(
                        new BucketName("bucket"),
                        new ObjectKey("k"),
                        new Mutation.NewObject(
                                "owner",
                                1L << 40,
                                "etag",
                                ObjectMetadata.NONE,
                                new TreeMap<>(Map.of("a", "b")),
                                Optional.empty()),
                        new Content.Blob(new BlobId(-1, 2)),
                        1_700_000_000_000L,
                        new Preconditions(List.of("*"), List.of(), OptionalLong.of(3), OptionalLong.empty()))));
        samples.put("error", S3Error.of(ErrorCode.NO_SUCH_KEY, "gone").with("Key", "k"));
        samples.put("plain", List.of(true, -1, 1L << 62, 0.5, Bytes.wrap(new byte[] {0, -1}), Optional.empty()));
        return samples;
    }

    @Test
    void whatWasEverWrittenIsReadAndWrittenTheSame() throws IOException {
        WireForm form = questions();
        if (System.getProperty("rewrite") != null) {
            StringBuilder lines = new StringBuilder();
            samples()
                    .forEach((name, value) -> lines.append(name)
                            .append(' ')
                            .append(HexFormat.of().formatHex(form.write(value)))
                            .append('\n'));
            Files.createDirectories(GOLDEN.getParent());
            Files.writeString(GOLDEN, lines, StandardCharsets.US_ASCII);
        }
        Map<String, byte[]> golden = new LinkedHashMap<>();
        for (String line : Files.readAllLines(GOLDEN)) {
            String[] parts = line.split(" ", 2);
            golden.put(parts[0], HexFormat.of().parseHex(parts[1]));
        }
        assertThat(golden.keySet()).isEqualTo(samples().keySet());
        samples().forEach((name, value) -> {
            assertThat(form.read(Object.class, golden.get(name))).as(name).isEqualTo(value);
            assertThat(form.write(value)).as(name).isEqualTo(golden.get(name));
        });
    }

    @Test
    void anOlderNodePassesOverWhatItDoesNotKnow() {
        byte[] written = newer.write(new dfs.protocol.wire.newer.Thing(
                Optional.of(new dfs.protocol.wire.newer.Thing.Extra("x", dfs.protocol.wire.newer.Thing.Colour.BLUE)),
                OptionalLong.of(3),
                "n",
                dfs.protocol.wire.newer.Thing.Colour.BLUE,
                List.of(1, 2)));
        assertThat(older.read(dfs.protocol.wire.older.Thing.class, written))
                .isEqualTo(new dfs.protocol.wire.older.Thing("n", List.of(1, 2)));
    }

    @Test
    void whatAnOlderNodeDidNotSendIsEmptyWhereItMayBeAndElseAnError() {
        byte[] written = older.write(new dfs.protocol.wire.older.Thing("n", List.of(1)));
        assertThatThrownBy(() -> newer.read(dfs.protocol.wire.newer.Thing.class, written))
                .isInstanceOf(WireException.class)
                .hasMessage("Thing came without its field colour");
        assertThat(new String(written, StandardCharsets.ISO_8859_1)).contains("counts");
        byte[] withColour = newer.write(new dfs.protocol.wire.newer.Thing(
                Optional.empty(), OptionalLong.empty(), "n", dfs.protocol.wire.newer.Thing.Colour.RED, List.of(1)));
        byte[] withoutExtra = new String(withColour, StandardCharsets.ISO_8859_1)
                .replace("extra", "extrb")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThat(newer.read(dfs.protocol.wire.newer.Thing.class, withoutExtra))
                .isEqualTo(newer.read(dfs.protocol.wire.newer.Thing.class, withColour));
    }

    @Test
    void aTypeThatIsNotKnownIsRefusedWhereItIsNeeded() {
        byte[] extra = newer.write(
                List.of(new dfs.protocol.wire.newer.Thing.Extra("x", dfs.protocol.wire.newer.Thing.Colour.BLUE)));
        assertThatThrownBy(() -> older.read(Object.class, extra)).isInstanceOf(WireException.class);
        assertThatThrownBy(() -> older.read(List.class, extra)).isInstanceOf(WireException.class);
    }

    @Test
    void elementsOfAnotherTypeAreRefused() {
        byte[] counts = older.write(new dfs.protocol.wire.older.Thing("n", List.of(1)));
        int at = new String(counts, StandardCharsets.ISO_8859_1).lastIndexOf("\u0002\u0002");
        assertThat(at).isPositive();
        counts[at] = Tag.LONG;
        assertThatThrownBy(() -> older.read(dfs.protocol.wire.older.Thing.class, counts))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("Thing.counts");
    }

    @Test
    void anotherVersionAndWhatIsNoMessageAreRefused() {
        byte[] written = older.write("x");
        byte[] later = written.clone();
        later[4] = 2;
        assertThatThrownBy(() -> older.read(String.class, later))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("version 2");
        assertThatThrownBy(() -> older.read(String.class, "GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("no message");
    }

    @Test
    void aSecretHasNoFormAndNeitherHasWhatWasNotAgreed() {
        assertThatThrownBy(() -> WireForm.of(List.of(Hides.class))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> older.write(Secret.of("s"))).isInstanceOf(WireException.class);
        assertThatThrownBy(() -> older.write(new Named(Map.of()))).isInstanceOf(WireException.class);
        assertThatThrownBy(() -> older.write("half a character: \ud800")).isInstanceOf(WireException.class);
    }

    @Test
    void valuesThatStandTooDeepAreRefusedOnBothSides() {
        Object deep = "x";
        for (int i = 0; i < 100; i++) {
            deep = Optional.of(deep);
        }
        Object tooDeep = deep;
        assertThatThrownBy(() -> older.write(tooDeep)).isInstanceOf(WireException.class);
        byte[] bytes = new byte[1_000_000];
        java.util.Arrays.fill(bytes, (byte) Tag.SOME);
        System.arraycopy(WireForm.HEAD, 0, bytes, 0, WireForm.HEAD.length);
        assertThatThrownBy(() -> older.read(Object.class, bytes)).isInstanceOf(WireException.class);
    }

    @Test
    void mapsKeepTheirOrder() {
        WireForm form = WireForm.of(List.of(Named.class));
        Map<String, String> names = new LinkedHashMap<>();
        names.put("z", "1");
        names.put("a", "2");
        Named read = (Named) form.read(Named.class, form.write(new Named(names)));
        assertThat(read.names()).containsExactlyEntriesOf(names);
    }
}
