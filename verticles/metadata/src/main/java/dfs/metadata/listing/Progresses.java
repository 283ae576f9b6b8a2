package dfs.metadata.listing;

import dfs.core.record.Usage;
import dfs.metadata.form.Records;
import dfs.metadata.index.Index;
import dfs.metadata.index.Keys;
import dfs.metadata.index.Table;
import dfs.protocol.metadata.Query.Progress;

/** Adds up how far the metadata is. */
final class Progresses {

    private static final byte[] EVERY = new byte[0];

    private Progresses() {}

    static Progress read(Index index) {
        long buckets = 0;
        Usage total = Usage.NONE;
        try (Index.Cursor cursor = index.cursor(Table.USAGE, EVERY)) {
            while (cursor.next()) {
                buckets++;
                total = total.plus(Records.usage(cursor.value()));
            }
        }
        long condemned = 0;
        try (Index.Cursor cursor = index.cursor(Table.CONDEMNED, EVERY)) {
            while (cursor.next()) {
                condemned++;
            }
        }
        return new Progress(counter(index, "revision"), counter(index, "appliedIndex"), buckets, total, condemned);
    }

    private static long counter(Index index, String name) {
        byte[] row = index.get(Table.META, Keys.text(name));
        return row == null ? 0 : Keys.number(row, 0);
    }
}
