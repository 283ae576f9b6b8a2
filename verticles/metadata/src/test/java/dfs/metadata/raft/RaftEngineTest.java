package dfs.metadata.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.Bytes;
import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.core.record.Content;
import dfs.core.record.ObjectMetadata;
import dfs.core.record.ObjectRecord;
import dfs.metadata.Engine;
import dfs.protocol.Consistency;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Mutation.NewObject;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Preconditions;
import dfs.protocol.metadata.Query;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaftEngineTest {

    private static final BucketName BUCKET = new BucketName("bucket");

    @TempDir
    private Path folder;

    private RaftEngine open() throws Exception {
        return RaftEngine.open(new RaftSettings(folder, "node1", 0), InstantSource.system(), new SimpleMeterRegistry());
    }

    @Test
    void whatWasCommittedIsThereAfterARestart() throws Exception {
        ObjectRecord written;
        try (Engine engine = open()) {
            var _ = done(engine, new Mutation.CreateBucket(BUCKET, "owner", ""));
            written = done(engine, put("key", "hello"));
        }
        for (int restart = 0; restart < 3; restart++) {
            try (Engine engine = open()) {
                assertThat(find(engine, "key")).contains(written);
                assertThat(done(engine, put("key" + restart, "again")).sizeBytes())
                        .isEqualTo(5);
            }
        }
        try (Engine engine = open()) {
            assertThat(find(engine, "key2")).isPresent();
            assertThat(engine.read(new Query.FindUsage(BUCKET), Consistency.STRONG)
                            .value()
                            .objects())
                    .isEqualTo(4);
        }
    }

    @Test
    void manyCommitsAtOnceAreEachAnsweredWithTheirOwnOutcome() throws Exception {
        try (Engine engine = open();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var _ = done(engine, new Mutation.CreateBucket(BUCKET, "owner", ""));
            List<Future<ObjectRecord>> answers = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                int n = i;
                answers.add(threads.submit(() -> done(engine, put("key" + n, "body" + n))));
            }
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get().key().text()).isEqualTo("key" + i);
            }
            assertThat(engine.read(new Query.FindUsage(BUCKET), Consistency.STRONG)
                            .value()
                            .objects())
                    .isEqualTo(2000);
        }
    }

    private static Optional<ObjectRecord> find(Engine engine, String key) {
        return engine.read(new Query.FindObject(BUCKET, new ObjectKey(key), Optional.empty()), Consistency.STRONG)
                .value();
    }

    private static Mutation.PutObject put(String key, String body) {
        Bytes bytes = Bytes.wrap(body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return new Mutation.PutObject(
                BUCKET,
                new ObjectKey(key),
                new NewObject("owner", bytes.length(), "etag", ObjectMetadata.NONE, new TreeMap<>(), Optional.empty()),
                new Content.Inline(bytes),
                0,
                Preconditions.NONE);
    }

    @SuppressWarnings("unchecked")
    private static <R> R done(Engine engine, Mutation<R> mutation) {
        return switch (engine.commit(List.of(mutation)).getFirst()) {
            case Outcome.Done<?> done -> (R) done.result();
            case Outcome.Refused<?> refused -> throw refused.error().failure();
        };
    }
}
