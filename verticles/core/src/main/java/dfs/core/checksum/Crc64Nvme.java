package dfs.core.checksum;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.zip.Checksum;

/**
 * The 64-bit CRC of the NVMe standard, S3's default checksum. Used by one thread.
 *
 * <p>Eight bytes are folded at a time through eight tables. Each such step waits for the one before it, so long inputs are
 * cut into lanes whose steps do not wait for each other, and the lanes' values are put together by a ninth to sixteenth
 * table that appends a lane's length of zero bytes.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Command Set Specification, section 5.2.1.3.4, 64b CRC</a>
 */
public final class Crc64Nvme implements Checksum {

    /** The polynomial, reflected. */
    static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;

    private static final int LANE_BYTES = 1024;
    private static final int BLOCK_BYTES = 4 * LANE_BYTES;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** At {@code 256 * k + b}: what byte {@code b} adds when {@code 7 - k} bytes follow it in the same step. */
    private static final long[] STEP = stepTables();

    /** At {@code 256 * k + b}: what byte {@code k} of a value becomes when a lane of zero bytes follows. */
    private static final long[] LANE = laneTables();

    private long state = -1L;
    private byte[] copy = {};

    /** The checksum of no bytes yet. */
    public Crc64Nvme() {}

    @Override
    public void update(int octet) {
        state = STEP[256 * 7 + (((int) state ^ octet) & 0xFF)] ^ (state >>> 8);
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int at = offset;
        int end = offset + length;
        long crc = state;
        for (; end - at >= BLOCK_BYTES; at += BLOCK_BYTES) {
            crc = block(crc, bytes, at);
        }
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            crc = step(crc ^ (long) LONG.get(bytes, at));
        }
        for (; at < end; at++) {
            crc = STEP[256 * 7 + (((int) crc ^ bytes[at]) & 0xFF)] ^ (crc >>> 8);
        }
        state = crc;
    }

    @Override
    public void update(ByteBuffer bytes) {
        if (bytes.hasArray()) {
            update(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            bytes.position(bytes.limit());
            return;
        }
        if (copy.length == 0) {
            copy = new byte[4 * BLOCK_BYTES];
        }
        while (bytes.hasRemaining()) {
            int length = Math.min(copy.length, bytes.remaining());
            bytes.get(copy, 0, length);
            update(copy, 0, length);
        }
    }

    @Override
    public long getValue() {
        return ~state;
    }

    @Override
    public void reset() {
        state = -1L;
    }

    private static long block(long crc, byte[] bytes, int from) {
        long first = crc;
        long second = 0;
        long third = 0;
        long fourth = 0;
        for (int at = from; at < from + LANE_BYTES; at += Long.BYTES) {
            first = step(first ^ (long) LONG.get(bytes, at));
            second = step(second ^ (long) LONG.get(bytes, at + LANE_BYTES));
            third = step(third ^ (long) LONG.get(bytes, at + 2 * LANE_BYTES));
            fourth = step(fourth ^ (long) LONG.get(bytes, at + 3 * LANE_BYTES));
        }
        return lane(lane(lane(first) ^ second) ^ third) ^ fourth;
    }

    private static long step(long value) {
        return STEP[(int) value & 0xFF]
                ^ STEP[256 + ((int) (value >>> 8) & 0xFF)]
                ^ STEP[256 * 2 + ((int) (value >>> 16) & 0xFF)]
                ^ STEP[256 * 3 + ((int) (value >>> 24) & 0xFF)]
                ^ STEP[256 * 4 + ((int) (value >>> 32) & 0xFF)]
                ^ STEP[256 * 5 + ((int) (value >>> 40) & 0xFF)]
                ^ STEP[256 * 6 + ((int) (value >>> 48) & 0xFF)]
                ^ STEP[256 * 7 + (int) (value >>> 56)];
    }

    private static long lane(long value) {
        long sum = 0;
        for (int k = 0; k < Long.BYTES; k++) {
            sum ^= LANE[256 * k + ((int) (value >>> (8 * k)) & 0xFF)];
        }
        return sum;
    }

    private static long[] stepTables() {
        long[] tables = new long[8 * 256];
        for (int octet = 0; octet < 256; octet++) {
            long value = octet;
            for (int bit = 0; bit < 8; bit++) {
                value = (value & 1) == 0 ? value >>> 1 : (value >>> 1) ^ POLYNOMIAL;
            }
            tables[256 * 7 + octet] = value;
        }
        for (int k = 6; k >= 0; k--) {
            for (int octet = 0; octet < 256; octet++) {
                long value = tables[256 * (k + 1) + octet];
                tables[256 * k + octet] = tables[256 * 7 + ((int) value & 0xFF)] ^ (value >>> 8);
            }
        }
        return tables;
    }

    private static long[] laneTables() {
        long power = CrcCombine.zeroBytes(Long.SIZE, POLYNOMIAL, LANE_BYTES);
        long[] tables = new long[8 * 256];
        for (int k = 0; k < Long.BYTES; k++) {
            for (int octet = 0; octet < 256; octet++) {
                tables[256 * k + octet] = CrcCombine.multiply((long) octet << (8 * k), power, Long.SIZE, POLYNOMIAL);
            }
        }
        return tables;
    }
}
