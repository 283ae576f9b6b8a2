package dfs.metadata.index;

import dfs.core.name.BlobId;
import dfs.core.name.UploadId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How keys of the index are laid out. Numbers are big-endian. Where something follows an object key, the key is escaped
 * (0x00 becomes 0x00 0x01) and closed by 0x00 0x00, which keeps the order of keys among composite keys.
 */
public final class Keys {

    private static final int NUMBER_BYTES = Long.BYTES;

    private Keys() {}

    /** Text as UTF-8. */
    public static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** UTF-8 as text. */
    public static String text(byte[] utf8, int offset) {
        return new String(utf8, offset, utf8.length - offset, StandardCharsets.UTF_8);
    }

    /** A number. */
    public static byte[] number(long number) {
        return ByteBuffer.allocate(NUMBER_BYTES).putLong(number).array();
    }

    /** Two numbers. */
    public static byte[] numbers(long first, long second) {
        return append(number(first), second);
    }

    /** Key of what was let go: its kind in one byte, its id. */
    public static byte[] letGo(int kind, long id) {
        return ByteBuffer.allocate(1 + NUMBER_BYTES)
                .put((byte) kind)
                .putLong(id)
                .array();
    }

    /** Reads a number that stands at {@code offset}. */
    public static long number(byte[] key, int offset) {
        return ByteBuffer.wrap(key).getLong(offset);
    }

    /** A bucket's rows of plain keys: the bucket id, then bytes of a key or a prefix of one. */
    public static byte[] plain(long bucketId, byte[] key) {
        return ByteBuffer.allocate(NUMBER_BYTES + key.length)
                .putLong(bucketId)
                .put(key)
                .array();
    }

    /** The rows of all versions or uploads of one key: bucket id, escaped key, 0x00 0x00. */
    public static byte[] closed(long bucketId, byte[] key) {
        byte[] open = escaped(bucketId, key);
        return Arrays.copyOf(open, open.length + 2);
    }

    /** The rows of versions or uploads whose keys begin with {@code prefix}: bucket id, escaped prefix. */
    public static byte[] escaped(long bucketId, byte[] prefix) {
        int zeros = 0;
        for (byte octet : prefix) {
            zeros += octet == 0 ? 1 : 0;
        }
        ByteBuffer row =
                ByteBuffer.allocate(NUMBER_BYTES + prefix.length + zeros).putLong(bucketId);
        for (byte octet : prefix) {
            row.put(octet);
            if (octet == 0) {
                row.put((byte) 1);
            }
        }
        return row.array();
    }

    /** The row of one version: newer ones come first. */
    public static byte[] version(long bucketId, byte[] key, long revision) {
        return append(closed(bucketId, key), ~revision);
    }

    /** The row of one upload: older ones come first. */
    public static byte[] upload(long bucketId, byte[] key, UploadId id) {
        return append(closed(bucketId, key), id.revision());
    }

    /** The object key, as bytes, within a version's or an upload's row. */
    public static byte[] escapedKey(byte[] row) {
        int end = row.length - NUMBER_BYTES - 2;
        byte[] key = new byte[end - NUMBER_BYTES];
        int length = 0;
        for (int i = NUMBER_BYTES; i < end; i++) {
            key[length++] = row[i];
            if (row[i] == 0) {
                i++;
            }
        }
        return length == key.length ? key : Arrays.copyOf(key, length);
    }

    /** The row of a part. */
    public static byte[] part(UploadId id, int number) {
        return ByteBuffer.allocate(NUMBER_BYTES + Short.BYTES)
                .putLong(id.revision())
                .putShort((short) number)
                .array();
    }

    /** The row of a blob. */
    public static byte[] blob(BlobId id) {
        return ByteBuffer.allocate(BlobId.LENGTH_BYTES)
                .putLong(id.high())
                .putLong(id.low())
                .array();
    }

    /** The blob of a row. */
    public static BlobId blob(byte[] row) {
        ByteBuffer buffer = ByteBuffer.wrap(row);
        return new BlobId(buffer.getLong(), buffer.getLong());
    }

    /** Whether {@code key} begins with {@code prefix}. */
    public static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    /** The first key after all keys that begin with {@code prefix}; null where there is none. */
    public static byte @Nullable [] afterPrefix(byte[] prefix) {
        int end = prefix.length;
        while (end > 0 && prefix[end - 1] == (byte) 0xFF) {
            end--;
        }
        if (end == 0) {
            return null;
        }
        byte[] after = Arrays.copyOf(prefix, end);
        after[end - 1]++;
        return after;
    }

    /** The first key after {@code key}. */
    public static byte[] after(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    private static byte[] append(byte[] row, long number) {
        byte[] longer = Arrays.copyOf(row, row.length + NUMBER_BYTES);
        ByteBuffer.wrap(longer).putLong(row.length, number);
        return longer;
    }
}
