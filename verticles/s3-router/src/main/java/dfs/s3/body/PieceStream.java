package dfs.s3.body;

import dfs.core.record.Content;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobStore;
import dfs.s3.call.ObjectStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Streams pieces one after the other. The first blobs are opened before anything is sent, so that an object whose bytes are
 * gone is an error and not half a reply, and so that a deletion meanwhile does not take them away.
 */
public final class PieceStream implements ObjectStream {

    /** Blobs opened ahead: each may hold a file open. */
    private static final int OPEN_AHEAD_MAX = 32;

    private final BlobStore blobs;
    private final long sizeBytes;
    private final Deque<Piece> pieces;
    private final Deque<BlobReader> opened = new ArrayDeque<>();
    private final List<BlobReader> done = new ArrayList<>();
    private long sentOfPiece;

    private PieceStream(BlobStore blobs, List<Piece> pieces) {
        this.blobs = blobs;
        this.pieces = new ArrayDeque<>(pieces);
        this.sizeBytes = pieces.stream().mapToLong(Piece::length).sum();
    }

    /**
     * Opens a stream of pieces.
     *
     * @throws BytesGone where they are not all there
     */
    public static PieceStream open(BlobStore blobs, List<Piece> pieces) {
        PieceStream stream = new PieceStream(blobs, pieces);
        try {
            stream.openAhead();
        } catch (RuntimeException failure) {
            stream.close();
            throw failure;
        }
        return stream;
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public Optional<ByteBuffer> nextBytes(int max) {
        Piece piece = current();
        if (piece == null) {
            return Optional.empty();
        }
        long offset = piece.offset() + sentOfPiece;
        int length = (int) Math.min(max, piece.length() - sentOfPiece);
        ByteBuffer bytes = switch (piece.content()) {
            case Content.Inline inline -> inline.bytes().buffer().slice((int) offset, length);
            case Content.Blob blob -> reader().read(offset, length);
            case Content.Parts _, Content.Beside _ -> throw new IllegalStateException("a piece stands in one place");
        };
        sentOfPiece += length;
        return Optional.of(bytes);
    }

    @Override
    public Optional<BlobReader.Region> nextRegion(int max) {
        Piece piece = current();
        if (piece == null || !(piece.content() instanceof Content.Blob)) {
            return Optional.empty();
        }
        long length = Math.min(max, piece.length() - sentOfPiece);
        Optional<BlobReader.Region> region = reader().region(piece.offset() + sentOfPiece, length);
        if (region.isPresent()) {
            sentOfPiece += length;
        }
        return region;
    }

    @Override
    public void close() {
        done.forEach(BlobReader::close);
        opened.forEach(BlobReader::close);
        done.clear();
        opened.clear();
    }

    /** The piece that the next byte stands in; null at the end. */
    private @org.jspecify.annotations.Nullable Piece current() {
        Piece piece = pieces.peek();
        while (piece != null && sentOfPiece == piece.length()) {
            pieces.poll();
            sentOfPiece = 0;
            if (piece.content() instanceof Content.Blob) {
                // The slice handed out last may still be on its way: the reader before it can go now.
                done.forEach(BlobReader::close);
                done.clear();
                BlobReader finished = opened.poll();
                if (finished != null) {
                    done.add(finished);
                }
                openAhead();
            }
            piece = pieces.peek();
        }
        return piece;
    }

    private BlobReader reader() {
        BlobReader reader = opened.peek();
        if (reader == null) {
            throw new IllegalStateException("the blob of the current piece is not open");
        }
        return reader;
    }

    private void openAhead() {
        int index = 0;
        for (Piece piece : pieces) {
            if (piece.content() instanceof Content.Blob blob && index++ >= opened.size()) {
                if (opened.size() >= OPEN_AHEAD_MAX) {
                    return;
                }
                opened.add(blobs.open(blob.id()).orElseThrow(BytesGone::new));
            }
        }
    }
}
