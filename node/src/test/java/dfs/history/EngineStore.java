package dfs.history;

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
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The metadata engine itself, asked as the S3 router asks it. A value is kept as the entity tag. */
final class EngineStore implements Store {

    private static final BucketName BUCKET = new BucketName("histories");

    private final Engine engine;
    private final Turns turns;

    /** A bucket in {@code engine}, whose answers come a few {@code turns} late. */
    EngineStore(Engine engine, Turns turns) {
        this.engine = engine;
        this.turns = turns;
        if (engine.commit(List.of(new Mutation.CreateBucket(BUCKET, "owner", "")))
                        .getFirst()
                instanceof Outcome.Refused<?> refused) {
            throw refused.error().failure();
        }
    }

    @Override
    public Result ask(String key, Operation operation, int way) throws IOException {
        turns.pause();
        Result result = switch (operation) {
            case Operation.Look _ -> new Result.Saw(way % 3 == 0 ? listed(key) : found(key));
            case Operation.Write write -> commit(put(key, write));
            case Operation.Delete delete ->
                commit(new Mutation.DeleteObject(
                        BUCKET, new ObjectKey(key), Optional.empty(), conditions(delete.condition())));
        };
        turns.pause();
        return result;
    }

    private int found(String key) {
        return engine.read(new Query.FindObject(BUCKET, new ObjectKey(key), Optional.empty()), Consistency.STRONG)
                .value()
                .map(ObjectRecord::etag)
                .map(Integer::valueOf)
                .orElse(Register.EMPTY);
    }

    private int listed(String key) {
        return engine.read(new Query.ListObjects(BUCKET, key, "", "", 1), Consistency.STRONG).value().entries().stream()
                .findFirst()
                .map(object -> Integer.valueOf(object.etag()))
                .orElse(Register.EMPTY);
    }

    private static Mutation<?> put(String key, Operation.Write write) {
        Bytes bytes = Bytes.wrap(new byte[] {1});
        String etag = Integer.toString(write.value());
        return new Mutation.PutObject(
                BUCKET,
                new ObjectKey(key),
                new NewObject("owner", bytes.length(), etag, ObjectMetadata.NONE, new TreeMap<>(), Optional.empty()),
                new Content.Inline(bytes),
                0,
                conditions(write.condition()));
    }

    private static Preconditions conditions(Operation.Condition condition) {
        return switch (condition) {
            case Operation.Condition.Always _ -> Preconditions.NONE;
            case Operation.Condition.Absent _ ->
                new Preconditions(List.of(), List.of("*"), OptionalLong.empty(), OptionalLong.empty());
            case Operation.Condition.Is is ->
                new Preconditions(
                        List.of(Integer.toString(is.expected())),
                        List.of(),
                        OptionalLong.empty(),
                        OptionalLong.empty());
        };
    }

    private Result commit(Mutation<?> mutation) throws IOException {
        return switch (engine.commit(List.of(mutation)).getFirst()) {
            case Outcome.Done<?> _ -> new Result.Done();
            case Outcome.Refused<?> refused ->
                switch (refused.error().code()) {
                    case PRECONDITION_FAILED, NO_SUCH_KEY -> new Result.Refused();
                    default -> throw new IOException(refused.error().message());
                };
        };
    }
}
