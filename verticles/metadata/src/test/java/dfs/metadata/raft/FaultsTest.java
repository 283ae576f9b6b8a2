package dfs.metadata.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.ObjectKey;
import dfs.metadata.Engine;
import dfs.protocol.health.ComponentState;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Preconditions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks that are full, gone or failed, starts that were cut off, and logs that would grow. */
class FaultsTest {

    private static final long RESERVE_BYTES = 1_000;
    private static final int MIB = 1 << 20;

    @TempDir
    private Path parent;

    private final AtomicLong freeBytes = new AtomicLong(1L << 40);
    private final AtomicLong now = new AtomicLong();

    private RaftEngine open() throws Exception {
        RaftSettings settings = new RaftSettings(folder(), "node1", RESERVE_BYTES, each -> freeBytes.get());
        InstantSource clock = () -> java.time.Instant.ofEpochMilli(now.addAndGet(1_000)); // every look is a fresh one
        return RaftEngine.open(settings, clock, new SimpleMeterRegistry());
    }

    private Path folder() {
        return parent.resolve("metadata");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "current/",
                "current/raft-meta.tmp",
                "current/ in_use.lock",
                "current/ sm/",
                "current/raft-meta.tmp in_use.lock sm/"
            })
    void whatAStartLeftThatWasCutOffInItsFirstMomentsIsMadeWhole(String left) throws Exception {
        open().close();
        Path group = group();
        deleteAllIn(group);
        for (String each : left.isEmpty() ? List.<String>of() : List.of(left.split(" "))) {
            Path path = group.resolve(each);
            if (each.endsWith("/")) {
                Files.createDirectories(path);
            } else {
                Files.createDirectories(path.getParent());
                Files.write(path, new byte[] {'x'});
            }
        }
        assertTakesCommits();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 100})
    void aLogFileCutShortInTheFirstStartIsMadeWhole(int bytes) throws Exception {
        open().close();
        try (Stream<Path> files = Files.list(group().resolve("current"))) {
            for (Path each : files.filter(file -> file.getFileName().toString().startsWith("log"))
                    .toList()) {
                Files.write(
                        group().resolve("current/log_inprogress_0"),
                        java.util.Arrays.copyOf(Files.readAllBytes(each), bytes));
                if (!each.endsWith("log_inprogress_0")) {
                    Files.delete(each);
                }
            }
        }
        assertTakesCommits();
    }

    private void assertTakesCommits() throws Exception {
        try (Engine engine = open()) {
            var _ = Asks.done(engine, Asks.bucket());
            var _ = Asks.done(engine, Asks.put("key", "value"));
        }
        try (Engine engine = open()) {
            assertThat(Asks.find(engine, "key")).isPresent();
        }
    }

    @Test
    void aFullDiskRefusesWhatNeedsSpaceAndServesAllElse() throws Exception {
        try (Engine engine = open()) {
            var _ = Asks.done(engine, Asks.bucket());
            var _ = Asks.done(engine, Asks.put("kept", "value"));
            var _ = Asks.done(engine, Asks.put("deleted", "value"));
            freeBytes.set(RESERVE_BYTES - 1);
            assertRefused(engine, ErrorCode.INSUFFICIENT_STORAGE, "disk is full");
            assertThat(Asks.find(engine, "kept")).isPresent();
            assertThat(engine.state().status()).isEqualTo(ComponentState.Status.DEGRADED);
            assertThat(engine.state().detail()).contains(folder().toString());
            var _ = Asks.done(
                    engine,
                    new Mutation.DeleteObject(
                            Asks.BUCKET, new ObjectKey("deleted"), Optional.empty(), Preconditions.NONE));
            freeBytes.set(RESERVE_BYTES);
            var _ = Asks.done(engine, Asks.put("more", "value"));
            assertThat(engine.state()).isEqualTo(ComponentState.OPERATIONAL);
        }
    }

    @Test
    void aStartOnAFullDiskServesReadsAndTakesWritesOnceThereIsSpace() throws Exception {
        try (Engine engine = open()) {
            var _ = Asks.done(engine, Asks.bucket());
            var _ = Asks.done(engine, Asks.put("kept", "value"));
        }
        freeBytes.set(0);
        try (Engine engine = open()) {
            assertThat(Asks.find(engine, "kept")).isPresent();
            assertRefused(engine, ErrorCode.INSUFFICIENT_STORAGE, "disk is full");
            freeBytes.set(1L << 40);
            var _ = Asks.done(engine, Asks.put("more", "value"));
        }
    }

    @Test
    void aFolderThatIsGoneTakesNoCommitsUntilItIsBack() throws Exception {
        Path away = parent.resolve("away");
        try (Engine engine = open()) {
            var _ = Asks.done(engine, Asks.bucket());
            Files.move(folder(), away);
            assertRefused(engine, ErrorCode.SERVICE_UNAVAILABLE, "it is not there");
            assertThat(engine.state().status()).isEqualTo(ComponentState.Status.DOWN);
            Files.createDirectories(folder()); // another one of that name is not taken for it
            assertRefused(engine, ErrorCode.SERVICE_UNAVAILABLE, "is not the one this node opened");
            assertThat(folder()).isEmptyDirectory();
            Files.delete(folder());
            Files.move(away, folder());
            var _ = Asks.done(engine, Asks.put("key", "value"));
            assertThat(engine.state()).isEqualTo(ComponentState.OPERATIONAL);
        }
    }

    @Test
    void afterAFailedSyncTheLogGoesOnInANewFileWithAllThatWasAcknowledged() throws Exception {
        Path copy = parent.resolve("as-it-was-killed");
        try (Engine engine = open()) {
            var _ = Asks.done(engine, Asks.bucket());
            var _ = Asks.done(engine, Asks.put("kept", "value"));
            copyAll(folder(), copy); // the log as it stands, with nothing of it in the index yet
        }
        deleteAllIn(folder());
        Files.delete(folder());
        Files.move(copy, folder());
        new LogFolder(folder().resolve("log")).doubt();
        Object doubted = keptIdentity(logFile());
        try (Engine engine = open()) {
            assertThat(Asks.find(engine, "kept")).isPresent();
            try (Stream<Path> files = Files.list(group().resolve("current"))) {
                assertThat(files.filter(each -> each.getFileName().toString().startsWith("log_"))
                                .map(FaultsTest::identity)) // the others may be given what it leaves
                        .doesNotContain(doubted);
            }
            assertThat(new LogFolder(folder().resolve("log")).isInDoubt()).isFalse();
            var _ = Asks.done(engine, Asks.put("more", "value"));
        }
    }

    @Test
    void afterAnyFailureTheLogGoesOnInANewFileAlsoWhereTheDiskTakesNoNoteOfIt() throws Exception {
        Path away = parent.resolve("away");
        try (Engine engine = open()) {
            var _ = Asks.done(engine, Asks.bucket());
            var _ = Asks.done(engine, Asks.put("kept", "value"));
            Object written = keptIdentity(logFile());
            Files.move(folder().resolve("log"), away);
            assertThatExceptionOfType(S3Failure.class).isThrownBy(() -> Asks.done(engine, Asks.put("key", "value")));
            Files.move(away, folder().resolve("log"));
            putPatiently(engine);
            assertThat(Asks.find(engine, "kept")).isPresent();
            try (Stream<Path> files = Files.list(group().resolve("current"))) {
                assertThat(files.map(FaultsTest::identity)).doesNotContain(written);
            }
        }
    }

    private static void putPatiently(Engine engine) throws InterruptedException {
        while (true) {
            try {
                var _ = Asks.done(engine, Asks.put("more", "value"));
                return;
            } catch (S3Failure notYet) {
                assertThat(notYet.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
                Thread.sleep(10);
            }
        }
    }

    @Test
    void theLogStaysShortHoweverLargeItsEntriesAre() throws Exception {
        String large = "x".repeat(2 * MIB);
        long longest = 0;
        try (Engine engine = open()) {
            var _ = Asks.done(engine, Asks.bucket());
            for (int i = 0; i < 128; i++) {
                var _ = Asks.done(engine, Asks.put("key", large));
                longest = Math.max(longest, sizeOf(folder().resolve("log")));
            }
        }
        assertThat(longest).isLessThan(128L * MIB);
    }

    /** Clients need not know where the node keeps its files. */
    private void assertRefused(Engine engine, ErrorCode code, String why) {
        assertThatExceptionOfType(S3Failure.class)
                .isThrownBy(() -> Asks.done(engine, Asks.put("refused", "value")))
                .matches(failure -> failure.error().code() == code, "has code " + code)
                .withMessageContaining(why)
                .withMessageNotContaining(parent.toString());
        assertThat(Asks.find(engine, "refused")).isEmpty();
    }

    /** The folder of the one Raft group. */
    private Path group() throws IOException {
        try (Stream<Path> folders = Files.list(folder().resolve("log"))) {
            return folders.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }

    /** Of a file that keeps its number for itself, as no other file can get it, whatever becomes of its name. */
    private Object keptIdentity(Path file) throws IOException {
        return identity(Files.createLink(parent.resolve("kept-" + file.getFileName()), file));
    }

    /** The file that takes entries. */
    private Path logFile() throws IOException {
        try (Stream<Path> files = Files.list(group().resolve("current"))) {
            return files.filter(each -> each.getFileName().toString().startsWith("log_inprogress_"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Object identity(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteAllIn(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                if (!each.equals(folder)) {
                    Files.delete(each);
                }
            }
        }
    }

    private static void copyAll(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each)));
            }
        }
    }

    private static long sizeOf(Path folder) throws IOException {
        while (true) {
            try (Stream<Path> all = Files.walk(folder)) {
                return all.mapToLong(each -> each.toFile().length()).sum();
            } catch (UncheckedIOException wentMeanwhile) {
                assertThat(wentMeanwhile).hasCauseInstanceOf(NoSuchFileException.class);
            }
        }
    }
}
