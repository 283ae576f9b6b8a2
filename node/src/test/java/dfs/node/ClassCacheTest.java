package dfs.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a class cache, and that the Java of this build says of itself what that rests on. */
@Timeout(120)
class ClassCacheTest {

    private static final String UNUSED = "mixed mode";
    private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    /** Says how the Java runs that it runs on. */
    static final class Mode {

        private Mode() {}

        public static void main(String[] arguments) {
            System.out.println(System.getProperty(ClassCache.MODE));
        }
    }

    private Path file(String name, Instant time) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, name);
        return Files.setLastModifiedTime(file, FileTime.from(time));
    }

    @Test
    void nothingIsToldOfACacheThatIsUsed() throws IOException {
        assertThat(ClassCache.whyUnused(file("dfs.aot", MADE), "mixed mode, sharing"))
                .isEmpty();
    }

    @Test
    void aCacheThatIsNotThereIsTold() {
        assertThat(ClassCache.whyUnused(folder.resolve("dfs.aot"), UNUSED))
                .hasValueSatisfying(why -> assertThat(why).contains("not there"));
    }

    @Test
    void aJarThatIsNewerThanTheCacheIsNamed() throws IOException {
        Path cache = file("dfs.aot", MADE);
        Path _ = file("a.jar", MADE.minusSeconds(60));
        Path _ = file("b.jar", MADE.plusMillis(1));
        assertThat(ClassCache.whyUnused(cache, UNUSED))
                .hasValueSatisfying(why -> assertThat(why).startsWith("b.jar"));
    }

    @Test
    void whereTheReasonIsNotKnownItIsToldHowJavaTellsIt() throws IOException {
        Path cache = file("dfs.aot", MADE);
        Path _ = file("a.jar", MADE.minusSeconds(60));
        assertThat(ClassCache.whyUnused(cache, UNUSED))
                .hasValueSatisfying(why -> assertThat(why).contains("-Xlog:aot=warning"));
    }

    @Test
    void javaSaysWhetherItUsesTheCache() throws IOException, InterruptedException {
        Path jar = folder.resolve("mode.jar");
        String name = Mode.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file);
                InputStream bytes = Objects.requireNonNull(
                        ClassCacheTest.class.getClassLoader().getResourceAsStream(name))) {
            entries.putNextEntry(new JarEntry(name));
            long _ = bytes.transferTo(entries);
        }
        Path cache = folder.resolve("mode.aot");
        Path record = folder.resolve("mode.record");
        String _ = java(jar, "-XX:AOTMode=record", "-XX:AOTConfiguration=" + record);
        String _ = java(jar, "-XX:AOTMode=create", "-XX:AOTConfiguration=" + record, "-XX:AOTCache=" + cache);
        assertThat(ClassCache.whyUnused(cache, java(jar, "-XX:AOTCache=" + cache)))
                .isEmpty();
        assertThat(ClassCache.whyUnused(cache, java(jar, "-XX:AOTCache=" + cache, "-XX:-UseCompactObjectHeaders")))
                .hasValueSatisfying(why -> assertThat(why).contains("other options"));
    }

    /** What the class says, run from the jar by the Java that runs this test. */
    private String java(Path jar, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of("-Xlog:disable", "-XX:+UseCompactObjectHeaders", "-Xmx64m"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", jar.toString(), Mode.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
