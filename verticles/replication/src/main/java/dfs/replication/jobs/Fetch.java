package dfs.replication.jobs;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.blob.BlobWriter;
import dfs.replication.copies.Replica;
import dfs.replication.copies.Replicas;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/** Gets a blob from another node into this node's own store, over what may be there of it. */
final class Fetch {

    private static final int PIECE_BYTES = 1 << 20;

    private final Replicas replicas;
    private final MetadataSide metadata;

    Fetch(Replicas replicas, MetadataSide metadata) {
        this.replicas = replicas;
        this.metadata = metadata;
    }

    /** How it went. */
    sealed interface Result {

        /** It is here, and sound: so many bytes came. */
        record Done(long sizeBytes) implements Result {}

        /** Nothing names it any more. */
        record Unnamed() implements Result {}

        /** It is being written here by somebody else. */
        record UnderWay() implements Result {}

        /** No node gave it. */
        record Nowhere(String why) implements Result {}
    }

    /**
     * Gets one. Every piece was checked where it came from and on its way; what does not come whole is not kept.
     *
     * @throws S3Failure where this node's own store cannot take it
     */
    Result fetch(BlobId id) {
        StringBuilder why = new StringBuilder();
        for (Replica source : replicas.candidates(id)) {
            if (source.isLocal()) {
                continue;
            }
            try (BlobReader open = opened(source, id)) {
                return copy(id, open);
            } catch (SourceFailed failed) {
                note(why, source, failed.why().error().message());
            }
        }
        return new Result.Nowhere(why.toString());
    }

    private static BlobReader opened(Replica source, BlobId id) {
        try {
            return source.store().open(id).orElseThrow(() -> new S3Failure(ErrorCode.NOT_FOUND, "it has none"));
        } catch (S3Failure failure) {
            throw new SourceFailed(failure);
        }
    }

    private Result copy(BlobId id, BlobReader source) {
        BlobStore own = replicas.local();
        long sizeBytes = source.sizeBytes();
        try (BlobWriter writer = own.create(id, sizeBytes)) {
            for (long offset = 0; offset < sizeBytes; offset += PIECE_BYTES) {
                writer.write(read(source, offset, (int) Math.min(PIECE_BYTES, sizeBytes - offset)));
            }
            // It may have been condemned meanwhile, and must not come back.
            Set<BlobId> named = metadata.named(List.of(id));
            if (named.isEmpty()) {
                return new Result.Unnamed();
            }
            writer.commit();
            return new Result.Done(sizeBytes);
        } catch (S3Failure failure) {
            if (failure.code() == ErrorCode.SLOW_DOWN) {
                return new Result.UnderWay();
            }
            throw failure;
        }
    }

    private static ByteBuffer read(BlobReader source, long offset, int length) {
        try {
            ByteBuffer bytes = source.read(offset, length);
            if (bytes.remaining() != length) {
                throw new S3Failure(ErrorCode.INTERNAL_ERROR, "it gives fewer bytes than it says it has");
            }
            return bytes;
        } catch (S3Failure failure) {
            throw new SourceFailed(failure);
        }
    }

    private static void note(StringBuilder all, Replica source, String why) {
        all.append(all.isEmpty() ? "" : "; ")
                .append("node ")
                .append(source.nodeId())
                .append(": ")
                .append(why);
    }

    /** What another node failed with, told from what this node's own store fails with. */
    private static final class SourceFailed extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final transient S3Failure why;

        SourceFailed(S3Failure why) {
            super(why.getMessage(), why, false, false);
            this.why = why;
        }

        S3Failure why() {
            return why;
        }
    }
}
