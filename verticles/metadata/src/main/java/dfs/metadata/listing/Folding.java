package dfs.metadata.listing;

import dfs.metadata.index.Index.Cursor;
import dfs.metadata.index.Keys;
import dfs.protocol.metadata.Query.Listing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Collects one page of a listing with folding: entries and common prefixes in order, at most so many together. Works on
 * the bytes of keys, in whose order listings are.
 *
 * @param <E> what an entry shows
 */
final class Folding<E> {

    private final byte[] prefix;
    private final byte[] delimiter;
    private final int max;
    private final List<E> entries = new ArrayList<>();
    private final List<String> prefixes = new ArrayList<>();
    private String last = "";

    Folding(String prefix, String delimiter, int max) {
        this.prefix = Keys.text(prefix);
        this.delimiter = Keys.text(delimiter);
        this.max = max;
    }

    /** The common prefix that {@code key} folds into, delimiter included; absent where it stands for itself. */
    Optional<byte[]> fold(byte[] key) {
        if (delimiter.length == 0) {
            return Optional.empty();
        }
        int at = indexOf(key, delimiter, prefix.length);
        return at < 0 ? Optional.empty() : Optional.of(Arrays.copyOf(key, at + delimiter.length));
    }

    /**
     * The first key that a page after {@code after} may hold: behind it, or behind all that {@code after} stands for where
     * it is itself a common prefix.
     */
    byte @Nullable [] startAfter(String after) {
        if (after.isEmpty()) {
            return prefix;
        }
        byte[] key = Keys.text(after);
        if (Keys.startsWith(key, prefix)) {
            Optional<byte[]> folded = fold(key);
            if (folded.isPresent()) {
                return Keys.afterPrefix(folded.get());
            }
        }
        return Keys.after(key);
    }

    boolean isFull() {
        return entries.size() + prefixes.size() >= max;
    }

    void add(E entry, String key) {
        entries.add(entry);
        last = key;
    }

    void addPrefix(byte[] folded) {
        last = Keys.text(folded, 0);
        prefixes.add(last);
    }

    Listing<E> page(boolean hasMore) {
        return new Listing<>(entries, prefixes, hasMore && max > 0, last);
    }

    private static int indexOf(byte[] key, byte[] part, int from) {
        outer:
        for (int i = from; i <= key.length - part.length; i++) {
            for (int j = 0; j < part.length; j++) {
                if (key[i + j] != part[j]) {
                    continue outer;
                }
            }
            return i;
        }
        return -1;
    }

    /** Moves to a row, or to no row where there is none so far behind. */
    static boolean seek(Cursor cursor, byte @Nullable [] row) {
        return row != null && cursor.seek(row);
    }
}
