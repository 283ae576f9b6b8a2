package dfs.s3.body;

import dfs.core.record.Content;
import dfs.core.record.PartRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * Some consecutive bytes of an object, within one place.
 *
 * @param content the place: inline or one blob
 * @param offset of the first byte in it
 * @param length how many bytes
 */
public record Piece(Content content, long offset, long length) {

    /** Checks that the place is one. */
    public Piece {
        if (content instanceof Content.Parts) {
            throw new IllegalArgumentException("a piece stands in one place");
        }
    }

    /** The pieces of a range of an object made of parts, in order. */
    public static List<Piece> of(List<PartRecord> parts, long offset, long length) {
        List<Piece> pieces = new ArrayList<>();
        long start = 0;
        long end = offset + length;
        for (PartRecord part : parts) {
            long from = Math.max(offset, start);
            long to = Math.min(end, start + part.sizeBytes());
            if (from < to) {
                pieces.add(new Piece(part.content(), from - start, to - from));
            }
            start += part.sizeBytes();
        }
        return pieces;
    }
}
