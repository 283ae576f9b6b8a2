package dfs.metadata.index;

import org.jspecify.annotations.Nullable;

/** Reads an ordered index. An array that was given or returned is changed by nobody: both sides may keep it. */
public interface Index {

    /** The value at a key; null where there is none. */
    byte @Nullable [] get(Table table, byte[] key);

    /**
     * A cursor over the keys that begin with {@code prefix}, before its first one: call {@link Cursor#seek} or
     * {@link Cursor#next} first. Close it.
     */
    Cursor cursor(Table table, byte[] prefix);

    /** Walks keys in ascending order within a prefix. */
    interface Cursor extends AutoCloseable {

        /** Moves to the first key at or after {@code key}; false where there is none within the prefix. */
        boolean seek(byte[] key);

        /** Moves to the next key, at first to the first one; false where there is none within the prefix. */
        boolean next();

        /** The key, whole, prefix included. */
        byte[] key();

        /** The value. */
        byte[] value();

        @Override
        void close();
    }
}
