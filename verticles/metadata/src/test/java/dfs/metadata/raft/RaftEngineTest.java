package dfs.metadata.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.record.ObjectRecord;
import dfs.metadata.Engine;
import dfs.protocol.Consistency;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Query;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
