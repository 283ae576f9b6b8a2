package dfs.metadata.model;

import dfs.core.name.BlobId;
import dfs.metadata.index.Index;
import dfs.metadata.index.Keys;
import dfs.metadata.index.Table;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Reads tables of an index whole. */
final class Census {

    private Census() {}

    /** Every row of every table, in hexadecimal. */
    static Map<String, String> dump(Index index) {
        Map<String, String> rows = new TreeMap<>();
        for (Table table : Table.values()) {
            try (Index.Cursor cursor = index.cursor(table, new byte[0])) {
                while (cursor.next()) {
                    HexFormat hex = HexFormat.of();
                    rows.put(table + " " + hex.formatHex(cursor.key()), hex.formatHex(cursor.value()));
                }
            }
        }
        return rows;
    }

    /** How many rows a table has. */
    static long rows(Index index, Table table) {
        long rows = 0;
        try (Index.Cursor cursor = index.cursor(table, new byte[0])) {
            while (cursor.next()) {
                rows++;
            }
        }
        return rows;
    }

    /** The counts kept of each blob. */
    static Map<BlobId, Long> blobs(Index index) {
        Map<BlobId, Long> counts = new HashMap<>();
        try (Index.Cursor cursor = index.cursor(Table.BLOBS, new byte[0])) {
            while (cursor.next()) {
                counts.put(Keys.blob(cursor.key()), Keys.number(cursor.value(), 0));
            }
        }
        return counts;
    }
}
