package dfs.metadata.rules;

import dfs.core.Bytes;
import dfs.core.record.Content;
import dfs.core.record.ObjectRecord;
import dfs.metadata.index.Index;
import dfs.metadata.index.Keys;
import dfs.metadata.index.Table;
import dfs.metadata.index.WritableIndex;

/**
 * Keeps the bytes of a small object in a row beside its version's, numbered by the revision, which a version keeps wherever it is
 * moved. What walks over versions, or moves one, does not touch the bytes; their rows come in ascending order, and so are never
 * merged with older ones.
 */
public final class InlineBytes {

    /** Up to so many bytes stay in the version's row: passing them by costs less than a second row. */
    public static final int IN_ROW_MAX = 128;

    private InlineBytes() {}

    /** Where the content of a new version will be; writes the row beside, where there is to be one. */
    static Content keep(WritableIndex index, Content content, long revision) {
        if (!(content instanceof Content.Inline inline) || inline.bytes().length() <= IN_ROW_MAX) {
            return content;
        }
        index.put(Table.INLINE, Keys.number(revision), inline.bytes().array());
        return new Content.Beside();
    }

    /** Removes the bytes of a version that goes. */
    static void drop(WritableIndex index, ObjectRecord version) {
        if (version.content() instanceof Content.Beside) {
            index.delete(Table.INLINE, Keys.number(version.revision()));
        }
    }

    /** The version with its bytes, where they stand beside it. */
    public static ObjectRecord with(Index index, ObjectRecord version) {
        if (!(version.content() instanceof Content.Beside)) {
            return version;
        }
        byte[] bytes = index.get(Table.INLINE, Keys.number(version.revision()));
        if (bytes == null) {
            throw new IllegalStateException("the bytes of version " + version.revision() + " are not there");
        }
        return version.withContent(new Content.Inline(Bytes.wrap(bytes)));
    }
}
