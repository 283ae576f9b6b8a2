package dfs.metadata.rules;

import dfs.metadata.form.Command;
import dfs.metadata.index.Index;
import dfs.metadata.index.Keys;
import dfs.metadata.index.Table;
import dfs.metadata.index.WritableIndex;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The last command of each packer that was applied, in the index, so that one that was sent twice is applied once: Ratis knows it only
 * of those that it has applied since it was started. A packer sends its commands one after the other, so that one number is enough.
 */
final class Packers {

    private static final String PREFIX = "packer/";

    /** So many packers are remembered in any case: the clock of a new one may be wrong about who is silent. */
    private static final int REMEMBERED_MIN = 1_000;

    /** Packers that have been silent for so long are forgotten: they are gone, or send a new command next. */
    private static final long SILENCE_MILLIS = Duration.ofHours(1).toMillis();

    private Packers() {}

    /** Notes that a command is applied now, and says whether it was not before. */
    static boolean isFirst(WritableIndex index, Command.Origin origin, long stampMillis) {
        byte[] key = key(origin.packer());
        byte[] row = index.get(Table.META, key);
        if (row != null && Keys.number(row, 0) >= origin.call()) {
            return false;
        }
        if (row == null) {
            forgetSilent(index, stampMillis);
        }
        index.put(
                Table.META,
                key,
                ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(origin.call())
                        .putLong(stampMillis)
                        .array());
        return true;
    }

    private static void forgetSilent(WritableIndex index, long nowMillis) {
        List<byte[]> silent = new ArrayList<>();
        int known = 0;
        try (Index.Cursor rows = index.cursor(Table.META, Keys.text(PREFIX))) {
            while (rows.next()) {
                known++;
                if (nowMillis - Keys.number(rows.value(), Long.BYTES) > SILENCE_MILLIS) {
                    silent.add(rows.key());
                }
            }
        }
        if (known > REMEMBERED_MIN) {
            silent.forEach(key -> index.delete(Table.META, key));
        }
    }

    private static byte[] key(long packer) {
        byte[] prefix = Keys.text(PREFIX);
        return ByteBuffer.allocate(prefix.length + Long.BYTES)
                .put(prefix)
                .putLong(packer)
                .array();
    }
}
