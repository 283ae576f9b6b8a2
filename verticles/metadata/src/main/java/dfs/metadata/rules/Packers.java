package dfs.metadata.rules;

import dfs.metadata.form.Command;
import dfs.metadata.index.Index;
import dfs.metadata.index.Keys;
import dfs.metadata.index.Table;
import dfs.metadata.index.WritableIndex;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The last command of each packer that was applied, in the index, so that one that was sent twice is applied once: Ratis knows it only
 * of those that it has applied since it was started. A packer sends its commands one after the other, so that one number is enough.
 */
final class Packers {

    private static final String PREFIX = "packer/";

    /**
     * Packers that have been silent for so many changes are forgotten: they are gone, or send a new command next. Nobody sends one again for as
     * long as so many take; no clock is asked, which may jump.
     */
    private static final long SILENCE_REVISIONS = 10_000_000;

    private Packers() {}

    /** Notes that a command is applied now, at this revision, and says whether it was not before. */
    static boolean isFirst(WritableIndex index, Command.Origin origin, long revision) {
        byte[] key = key(origin.packer());
        byte[] row = index.get(Table.META, key);
        if (row != null && Keys.number(row, 0) >= origin.call()) {
            return false;
        }
        if (row == null) {
            forgetSilent(index, revision);
        }
        index.put(
                Table.META,
                key,
                ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(origin.call())
                        .putLong(revision)
                        .array());
        return true;
    }

    private static void forgetSilent(WritableIndex index, long revision) {
        List<byte[]> silent = new ArrayList<>();
        try (Index.Cursor rows = index.cursor(Table.META, Keys.text(PREFIX))) {
            while (rows.next()) {
                if (revision - Keys.number(rows.value(), Long.BYTES) > SILENCE_REVISIONS) {
                    silent.add(rows.key());
                }
            }
        }
        silent.forEach(key -> index.delete(Table.META, key));
    }

    private static byte[] key(long packer) {
        byte[] prefix = Keys.text(PREFIX);
        return ByteBuffer.allocate(prefix.length + Long.BYTES)
                .put(prefix)
                .putLong(packer)
                .array();
    }
}
