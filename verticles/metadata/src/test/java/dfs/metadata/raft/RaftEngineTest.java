package dfs.metadata.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.record.ObjectRecord;
import dfs.metadata.Engine;
import dfs.protocol.Consistency;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Query;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaftEngineTest {

    @TempDir
    private Path folder;

    private RaftEngine open() throws Exception {
        return RaftEngine.open(new RaftSettings(folder, "node1", 0), InstantSource.system(), new SimpleMeterRegistry());
    }

    @Test
    void whatWasCommittedIsThereAfterARestart() throws Exception {
        ObjectRecord written;
        try (Engine engine = open()) {
            var _ = Asks.done(engine, new Mutation.CreateBucket(Asks.BUCKET, "owner", ""));
            written = Asks.done(engine, Asks.put("key", "hello"));
        }
        for (int restart = 0; restart < 3; restart++) {
            try (Engine engine = open()) {
                assertThat(Asks.find(engine, "key")).contains(written);
                assertThat(Asks.done(engine, Asks.put("key" + restart, "again")).sizeBytes())
                        .isEqualTo(5);
            }
        }
        try (Engine engine = open()) {
            assertThat(Asks.find(engine, "key2")).isPresent();
            assertThat(engine.read(new Query.FindUsage(Asks.BUCKET), Consistency.STRONG)
                            .value()
                            .objects())
                    .isEqualTo(4);
        }
    }

    /** As a power cut leaves it: the last entry was begun, and zeros stand where its end should be. */
    @Test
    void aLogThatEndsInHalfAnEntryIsOpenedWithAllThatWasWhole() throws Exception {
        Path crashed = folder.resolve("crashed");
        try (Engine engine = open()) {
            var _ = Asks.done(engine, new Mutation.CreateBucket(Asks.BUCKET, "owner", ""));
            for (int i = 0; i < 5; i++) {
                var _ = Asks.done(engine, Asks.put("key" + i, "hello"));
            }
            copyLog(folder.resolve("log"), crashed.resolve("log"));
        }
        zeroTheEnd(crashed.resolve("log"));
        try (Engine engine = RaftEngine.open(
                new RaftSettings(crashed, "node1", 0), InstantSource.system(), new SimpleMeterRegistry())) {
            assertThat(Asks.find(engine, "key3")).isPresent();
            assertThat(Asks.find(engine, "key4")).isEmpty();
            var _ = Asks.done(engine, Asks.put("key4", "again"));
        }
        try (Engine engine = RaftEngine.open(
                new RaftSettings(crashed, "node1", 0), InstantSource.system(), new SimpleMeterRegistry())) {
            assertThat(Asks.find(engine, "key4")).isPresent();
        }
    }

    private static void copyLog(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path each : paths.filter(path -> !path.getFileName().toString().equals("in_use.lock"))
                    .toList()) {
                Path copy = to.resolve(from.relativize(each).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(each, copy);
            }
        }
    }

    private static void zeroTheEnd(Path log) throws IOException {
        try (Stream<Path> paths = Files.walk(log)) {
            Path file = paths.filter(path -> path.getFileName().toString().startsWith("log_inprogress"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(file);
            int end = bytes.length;
            while (bytes[end - 1] == 0) {
                end--;
            }
            Arrays.fill(bytes, end - 10, end, (byte) 0);
            Files.write(file, bytes);
        }
    }

    @Test
    void manyCommitsAtOnceAreEachAnsweredWithTheirOwnOutcome() throws Exception {
        try (Engine engine = open();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var _ = Asks.done(engine, new Mutation.CreateBucket(Asks.BUCKET, "owner", ""));
            List<Future<ObjectRecord>> answers = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                int n = i;
                answers.add(threads.submit(() -> Asks.done(engine, Asks.put("key" + n, "body" + n))));
            }
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get().key().text()).isEqualTo("key" + i);
            }
            assertThat(engine.read(new Query.FindUsage(Asks.BUCKET), Consistency.STRONG)
                            .value()
                            .objects())
                    .isEqualTo(2000);
        }
    }
}
