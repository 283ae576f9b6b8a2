package dfs.metadata.raft;

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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What the tests of an engine ask of it. */
final class Asks {

    static final BucketName BUCKET = new BucketName("bucket");

    private Asks() {}

    static Optional<ObjectRecord> find(Engine engine, String key) {
        return engine.read(new Query.FindObject(BUCKET, new ObjectKey(key), Optional.empty()), Consistency.STRONG)
                .value();
    }

    /** Whether a member has heard of the bucket. */
    static boolean hasBucket(Engine engine) {
        return engine.read(new Query.FindBucket(BUCKET), Consistency.EVENTUAL)
                .value()
                .isPresent();
    }

    static Mutation.CreateBucket bucket() {
        return new Mutation.CreateBucket(BUCKET, "owner", "");
    }

    static Mutation.PutObject put(String key, String body) {
        Bytes bytes = Bytes.wrap(body.getBytes(StandardCharsets.UTF_8));
        return new Mutation.PutObject(
                BUCKET,
                new ObjectKey(key),
                new NewObject("owner", bytes.length(), "etag", ObjectMetadata.NONE, new TreeMap<>(), Optional.empty()),
                new Content.Inline(bytes),
                0,
                Preconditions.NONE);
    }

    @SuppressWarnings("unchecked")
    static <R> R done(Engine engine, Mutation<R> mutation) {
        return switch (engine.commit(List.of(mutation)).getFirst()) {
            case Outcome.Done<?> done -> (R) done.result();
            case Outcome.Refused<?> refused -> throw refused.error().failure();
        };
    }
}
