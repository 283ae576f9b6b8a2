package dfs.storage.disk;

import dfs.core.name.BlobId;
import dfs.storage.format.RecordHeader.Kind;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * A record that waits for its place in a segment.
 *
 * @param kind of the record
 * @param id the blob's
 * @param sizeBytes the blob's
 * @param body the blob's bytes and their table; empty for a file
 * @param source where the blob comes from
 * @param done completes when it is durable
 */
record Append(
        Kind kind, BlobId id, long sizeBytes, List<ByteBuffer> body, Source source, CompletableFuture<Boolean> done) {

    /** Where a blob comes from. */
    sealed interface Source {

        /** From a writer; its file, if it has one, is complete and synced in the folder of incoming ones. */
        record Incoming() implements Source {}

        /** From another place, which compaction wants to give back. */
        record Moved(Place from) implements Source {}

        /** From a file found without a record. */
        record Adopted() implements Source {}
    }

    static Append blob(BlobId id, long sizeBytes, List<ByteBuffer> body) {
        return new Append(Kind.BLOB, id, sizeBytes, body, new Source.Incoming(), new CompletableFuture<>());
    }

    static Append file(BlobId id, long sizeBytes) {
        return new Append(Kind.FILE, id, sizeBytes, List.of(), new Source.Incoming(), new CompletableFuture<>());
    }

    static Append moved(BlobId id, Place from, List<ByteBuffer> body) {
        return new Append(from.kind(), id, from.sizeBytes(), body, new Source.Moved(from), new CompletableFuture<>());
    }

    static Append adopted(BlobId id, long sizeBytes) {
        return new Append(Kind.FILE, id, sizeBytes, List.of(), new Source.Adopted(), new CompletableFuture<>());
    }

    boolean isIncomingFile() {
        return kind == Kind.FILE && source instanceof Source.Incoming;
    }

    Optional<Place> movedFrom() {
        return source instanceof Source.Moved(Place from) ? Optional.of(from) : Optional.empty();
    }

    /** When it became durable, where that was before now. */
    OptionalLong finishedMillis() {
        return source instanceof Source.Moved(Place from)
                ? OptionalLong.of(from.finishedMillis())
                : OptionalLong.empty();
    }
}
