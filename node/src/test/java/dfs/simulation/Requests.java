package dfs.simulation;

import dfs.core.Bytes;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.core.name.VersionId;
import dfs.core.record.Content;
import dfs.core.record.ObjectMetadata;
import dfs.core.record.ObjectRecord;
import dfs.history.Operation;
import dfs.history.Register;
import dfs.history.Result;
import dfs.protocol.Consistency;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobWriter;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Preconditions;
import dfs.protocol.metadata.Query;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What the S3 side of a node does with a request, over the node's own metadata and blobs. A value's entity tag is its number. */
final class Requests {

    /** Keeps one version of a key. */
    static final BucketName PLAIN = new BucketName("plain");

    /** Keeps all versions. */
    static final BucketName VERSIONED = new BucketName("versioned");

    private final World world;
    private final Node node;

    Requests(World world, Node node) {
        this.world = world;
        this.node = node;
    }

    /**
     * An answer.
     *
     * @param result what is told
     * @param written the version that was written, if one was
     */
    record Answer(Result result, Optional<ObjectRecord> written) {
        static Answer of(Result result) {
            return new Answer(result, Optional.empty());
        }
    }

    static BucketName bucket(String key) {
        return key.startsWith("v") ? VERSIONED : PLAIN;
    }

    Answer ask(String key, Operation operation, int way) {
        return switch (operation) {
            case Operation.Look _ -> Answer.of(new Result.Saw(way % 4 == 0 ? listed(key) : got(key)));
            case Operation.Write write -> put(key, write);
            case Operation.Delete delete ->
                commit(new Mutation.DeleteObject(
                        bucket(key), new ObjectKey(key), Optional.empty(), conditions(delete.condition())));
        };
    }

    private Optional<ObjectRecord> find(String key) {
        return node.engine()
                .read(new Query.FindObject(bucket(key), new ObjectKey(key), Optional.empty()), Consistency.STRONG)
                .value()
                .filter(version -> !version.isDeleteMarker());
    }

    private int listed(String key) {
        return node
                .engine()
                .read(new Query.ListObjects(bucket(key), key, "", "", 1), Consistency.STRONG)
                .value()
                .entries()
                .stream()
                .findFirst()
                .map(object -> Integer.valueOf(object.etag()))
                .orElse(Register.EMPTY);
    }

    /** As GetObject: a version that was replaced before its bytes were found is read again. */
    private int got(String key) {
        Optional<ObjectRecord> seen = Optional.empty();
        while (true) {
            Optional<ObjectRecord> found = find(key);
            if (found.isEmpty()) {
                return Register.EMPTY;
            }
            Optional<Integer> value = value(found.get());
            if (value.isPresent()) {
                return value.get();
            }
            if (seen.isPresent() && seen.get().content().equals(found.get().content())) {
                world.bug(new AssertionError(
                        found.get().content() + " of " + key + " is nowhere, seen by " + node.name()));
                throw new S3Failure(ErrorCode.INTERNAL_ERROR);
            }
            seen = found;
        }
    }

    /** The value of a version; empty where no node has its bytes. */
    Optional<Integer> value(ObjectRecord version) {
        Optional<ByteBuffer> bytes = switch (version.content()) {
            case Content.Inline inline ->
                Optional.of(ByteBuffer.wrap(inline.bytes().array()));
            case Content.Blob blob -> read(blob.id());
            case Content.Parts _, Content.Beside _ -> throw new IllegalStateException("nobody writes such here");
        };
        return bytes.map(these -> checked(these, version));
    }

    private Optional<ByteBuffer> read(BlobId id) {
        Optional<BlobReader> opened = node.store().open(id);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (BlobReader reader = opened.get()) {
            int size = (int) reader.sizeBytes();
            ByteBuffer all = ByteBuffer.allocate(size);
            while (all.hasRemaining()) {
                int length = Math.min(all.remaining(), 1 + world.dice(size));
                all.put(reader.read(all.position(), length));
            }
            return Optional.of(all.flip());
        }
    }

    private int checked(ByteBuffer bytes, ObjectRecord version) {
        int value = -1;
        try {
            value = Values.value(bytes);
        } catch (IllegalArgumentException wrong) {
            // told below
        }
        if (!Integer.toString(value).equals(version.etag())) {
            world.bug(new AssertionError("wrong bytes (" + value + ") for " + version + ", read by " + node.name()));
        }
        return value;
    }

    private Answer put(String key, Operation.Write write) {
        long bornAfter = node.engine()
                .read(new Query.FindBucket(bucket(key)), Consistency.STRONG)
                .revision();
        byte[] bytes = Values.bytes(write.value());
        Content content = new Content.Inline(Bytes.wrap(bytes));
        if (Values.isBlob(bytes)) {
            BlobId id = BlobId.of(node.wallMillis(), world.dice(1 << 16), world.number());
            write(id, bytes);
            content = new Content.Blob(id);
        }
        if (world.once(8)) { // what comes behind the bytes is late
            node.life().sleep(TimeUnit.MILLISECONDS.toNanos(world.between(1, 4_000)));
        }
        return commit(new Mutation.PutObject(
                bucket(key),
                new ObjectKey(key),
                new Mutation.NewObject(
                        "owner",
                        bytes.length,
                        Integer.toString(write.value()),
                        ObjectMetadata.NONE,
                        new TreeMap<>(),
                        Optional.empty()),
                content,
                bornAfter,
                conditions(write.condition())));
    }

    private void write(BlobId id, byte[] bytes) {
        try (BlobWriter writer = node.store().create(id, bytes.length)) {
            int at = 0;
            while (at < bytes.length) {
                int length = Math.min(bytes.length - at, 100 + world.dice(bytes.length));
                writer.write(ByteBuffer.wrap(bytes, at, length));
                at += length;
            }
            writer.commit();
        }
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

    private Answer commit(Mutation<?> mutation) {
        return switch (node.engine().commit(List.of(mutation)).getFirst()) {
            case Outcome.Done<?> done ->
                new Answer(
                        new Result.Done(),
                        done.result() instanceof ObjectRecord written ? Optional.of(written) : Optional.empty());
            case Outcome.Refused<?> refused ->
                switch (refused.error().code()) {
                    case PRECONDITION_FAILED, NO_SUCH_KEY -> Answer.of(new Result.Refused());
                    default -> throw refused.error().failure();
                };
        };
    }

    /** The version of a key, by its name. */
    Optional<ObjectRecord> version(String key, VersionId id) {
        return node.engine()
                .read(new Query.FindObject(bucket(key), new ObjectKey(key), Optional.of(id)), Consistency.STRONG)
                .value();
    }
}
