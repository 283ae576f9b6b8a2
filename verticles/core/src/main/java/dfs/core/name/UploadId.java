package dfs.core.name;

import java.util.Optional;

/**
 * The name of a multipart upload: the revision of the commit that opened it. Clients see opaque text.
 *
 * @param revision the commit's revision, positive
 */
public record UploadId(long revision) {

    private static final int TEXT_LENGTH = 16;

    /** Checks the range. */
    public UploadId {
        if (revision <= 0) {
            throw new IllegalArgumentException("revision " + revision + " is not positive");
        }
    }

    /** Reads what {@link #text()} wrote; empty where {@code text} is no upload id. */
    public static Optional<UploadId> parse(String text) {
        return FixedHex.parse(text, TEXT_LENGTH).map(UploadId::new);
    }

    /** The id as clients see it: 16 lower-case hexadecimal digits. */
    public String text() {
        return FixedHex.format(revision, TEXT_LENGTH);
    }

    @Override
    public String toString() {
        return text();
    }
}
