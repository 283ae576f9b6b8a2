package dfs.replication.copies;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads from one replica, and goes on with another where the bytes are not sound, the node is gone, or it is slow. This node's own is read
 * directly; of others the next one is asked too when the first takes long. Used by one thread.
 */
final class SoundReader implements BlobReader {

    /** After so long without an answer another node is asked as well: ten times what a node of the same site takes. */
    static final long SLOW_MILLIS = 150;

    private final BlobId id;
    private final List<Replica> others;
    private final Hedge hedge;
    /** All that were opened: a region of an earlier one may still be on its way. */
    private final List<BlobReader> opened = new ArrayList<>();

    private Source current;

    private record Source(Replica replica, BlobReader reader) {}

    /** Bytes that were read; fresh where the reader was opened for them. */
    private record Piece(Source source, ByteBuffer bytes, boolean isFresh) {}

    private SoundReader(BlobId id, Source first, List<Replica> others, Hedge hedge) {
        this.id = id;
        this.current = first;
        this.others = new ArrayList<>(others);
        this.hedge = hedge;
        opened.add(first.reader());
    }

    /**
     * Opens a blob on the first of these that has it.
     *
     * @param candidates at least two; this node first, where it is one of them
     * @param isHolder whether this node should have it
     */
    static Optional<BlobReader> open(List<Replica> candidates, BlobId id, boolean isHolder, Wants wants, Hedge hedge) {
        Optional<Source> first = Optional.empty();
        Optional<S3Failure> hindered = Optional.empty();
        List<Replica> others = candidates;
        if (candidates.getFirst().isLocal()) {
            others = candidates.subList(1, candidates.size());
            try {
                first = open(candidates.getFirst(), id);
            } catch (S3Failure failure) {
                hindered = Optional.of(failure);
            }
            if (first.isEmpty() && isHolder) {
                wants.add(id);
            }
        }
        if (first.isEmpty()) {
            first = openAny(others, id, hedge);
        }
        if (first.isEmpty()) {
            if (hindered.isPresent()) {
                throw hindered.get();
            }
            return Optional.empty();
        }
        Source source = first.get();
        List<Replica> rest = others.stream()
                .filter(replica -> !replica.equals(source.replica()))
                .toList();
        return Optional.of(new SoundReader(id, source, rest, hedge));
    }

    private static Optional<Source> open(Replica replica, BlobId id) {
        return replica.store().open(id).map(reader -> new Source(replica, reader));
    }

    private static Optional<Source> openAny(List<Replica> replicas, BlobId id, Hedge hedge) {
        List<Supplier<Optional<Source>>> ways = new ArrayList<>();
        replicas.forEach(replica -> ways.add(() -> open(replica, id)));
        return hedge.first(ways, SLOW_MILLIS, SoundReader::letGo);
    }

    private static void letGo(Source source) {
        source.reader().close();
    }

    @Override
    public long sizeBytes() {
        return opened.getFirst().sizeBytes();
    }

    @Override
    public ByteBuffer read(long offset, int length) {
        if (current.replica().isLocal() || others.isEmpty()) {
            try {
                return current.reader().read(offset, length);
            } catch (S3Failure failure) {
                return readElsewhere(offset, length, Optional.of(failure));
            }
        }
        return readElsewhere(offset, length, Optional.empty());
    }

    @Override
    public Optional<Region> region(long offset, long length) {
        if (!current.replica().isLocal()) {
            return Optional.empty();
        }
        try {
            return current.reader().region(offset, length);
        } catch (S3Failure failure) {
            // The same bytes are asked for again, as there is no region: they are read elsewhere then.
            leave(failure);
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        opened.forEach(BlobReader::close);
    }

    /** Reads on from where bytes may be sound: from the current one unless it failed, then from the others. */
    private ByteBuffer readElsewhere(long offset, int length, Optional<S3Failure> failure) {
        List<Supplier<Optional<Piece>>> ways = new ArrayList<>();
        if (failure.isEmpty()) {
            Source now = current;
            ways.add(() -> Optional.of(new Piece(now, now.reader().read(offset, length), false)));
        }
        for (Replica other : others) {
            ways.add(() -> openAndRead(other, offset, length));
        }
        Optional<Piece> piece;
        try {
            piece = hedge.first(ways, SLOW_MILLIS, late -> {
                if (late.isFresh()) {
                    letGo(late.source());
                }
            });
        } catch (S3Failure later) {
            throw failure.orElse(later);
        }
        if (piece.isEmpty()) {
            throw failure.orElseGet(() -> new S3Failure(ErrorCode.SERVICE_UNAVAILABLE));
        }
        moveTo(piece.get().source());
        return piece.get().bytes();
    }

    private Optional<Piece> openAndRead(Replica other, long offset, int length) {
        Optional<Source> source = open(other, id);
        if (source.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (source.get().reader().sizeBytes() != sizeBytes()) {
                throw new S3Failure(
                        ErrorCode.INTERNAL_ERROR, "Blob " + id + " has another length on node " + other.nodeId());
            }
            return Optional.of(new Piece(source.get(), source.get().reader().read(offset, length), true));
        } catch (RuntimeException failure) {
            letGo(source.get());
            throw failure;
        }
    }

    private void moveTo(Source source) {
        if (!source.equals(current)) {
            if (!current.replica().isLocal()) {
                others.add(current.replica());
            }
            others.remove(source.replica());
            opened.add(source.reader());
            current = source;
        }
    }

    /** Gives up this node's own replica for good. */
    private void leave(S3Failure failure) {
        if (others.isEmpty()) {
            throw failure;
        }
        Optional<Source> next;
        try {
            next = openAny(others, id, hedge);
        } catch (S3Failure later) {
            throw failure;
        }
        moveTo(next.filter(source -> source.reader().sizeBytes() == sizeBytes()).orElseThrow(() -> failure));
    }
}
