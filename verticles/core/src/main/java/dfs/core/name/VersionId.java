package dfs.core.name;

import java.util.Optional;

/**
 * The name of one version of an object. It is the revision of the commit that made the version, or {@link #NULL} for the
 * version written while the bucket's versioning was not enabled. Clients see opaque text.
 *
 * @param revision the commit's revision, positive; 0 for the null version
 */
public record VersionId(long revision) {

    /** The null version, whose text is {@code null}. */
    public static final VersionId NULL = new VersionId(0);

    private static final int TEXT_LENGTH = 16;

    /** Checks the range. */
    public VersionId {
        if (revision < 0) {
            throw new IllegalArgumentException("revision " + revision + " is negative");
        }
    }

    /** Reads what {@link #text()} wrote; empty where {@code text} is no version id. */
    public static Optional<VersionId> parse(String text) {
        if (text.equals("null")) {
            return Optional.of(NULL);
        }
        return FixedHex.parse(text, TEXT_LENGTH).map(VersionId::new);
    }

    /** Whether this is the null version. */
    public boolean isNull() {
        return revision == 0;
    }

    /** The id as clients see it: {@code null} or 16 lower-case hexadecimal digits. */
    public String text() {
        return isNull() ? "null" : FixedHex.format(revision, TEXT_LENGTH);
    }

    @Override
    public String toString() {
        return text();
    }
}
