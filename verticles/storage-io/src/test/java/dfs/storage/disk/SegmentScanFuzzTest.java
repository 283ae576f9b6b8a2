package dfs.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dfs.storage.disk.SegmentScan.Found;
import dfs.storage.disk.SegmentScan.Gap;
import dfs.storage.disk.SegmentScan.Stretch;
import dfs.storage.format.RecordHeader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * <b>Goal.</b> A segment of any bytes is scanned to its end, in a time that grows with its length, and what the scan says of
 * it is true.
 *
 * <p><b>Method.</b> Any bytes are scanned as a segment. Headers in them whose two unused bytes are not zero get the checksum
 * of their place, for nobody would guess one. Records and gaps must cover the segment, each byte once.
 */
class SegmentScanFuzzTest {

    private static final long SALT = 0x1122_3344_5566_7788L;
    private static final int UNUSED_AT = 6;

    @FuzzTest
    void aSegmentOfAnyBytesIsScannedToItsEnd(byte[] input) throws IOException {
        byte[] segment = input.clone();
        seal(segment);
        CountingFile file = new CountingFile(segment);
        SegmentScan scan = new SegmentScan(file, SALT, 0, segment.length);
        long covered = 0;
        for (Optional<Stretch> next = scan.next(); next.isPresent(); next = scan.next()) {
            switch (next.get()) {
                case Found found -> {
                    int at = (int) found.offset();
                    assertThat(found.offset()).isEqualTo(covered);
                    assertThat(RecordHeader.decode(ByteBuffer.wrap(segment, at, segment.length - at), SALT, at))
                            .contains(found.header());
                }
                case Gap gap -> assertThat(gap).isEqualTo(new Gap(covered, gap.end(), false));
            }
            assertThat(next.get().end()).isGreaterThan(covered);
            covered = next.get().end();
        }
        assertThat(covered).isEqualTo(segment.length);
        // Each gap is searched through once; a header that could stand there is read once more.
        assertThat(file.readBytes()).isLessThanOrEqualTo(20L * segment.length + RecordHeader.LENGTH_BYTES);
    }

    private static void seal(byte[] segment) {
        ByteBuffer bytes = ByteBuffer.wrap(segment);
        for (int at = 0; at + RecordHeader.LENGTH_BYTES <= segment.length; at++) {
            if (bytes.getInt(at) == RecordHeader.MAGIC && bytes.getShort(at + UNUSED_AT) != 0) {
                CRC32C crc = new CRC32C();
                crc.update(ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(SALT)
                        .putLong(at)
                        .flip());
                int sumAt = RecordHeader.LENGTH_BYTES - Integer.BYTES;
                crc.update(segment, at, sumAt);
                bytes.putInt(at + sumAt, (int) crc.getValue());
            }
        }
    }

    /** A file in memory, to be read. */
    private static final class CountingFile implements DiskFile {
        private final byte[] content;
        private long readBytes;

        CountingFile(byte[] content) {
            this.content = content;
        }

        long readBytes() {
            return readBytes;
        }

        @Override
        public void read(ByteBuffer into, long position) throws IOException {
            int length = into.remaining();
            if (position < 0 || position + length > content.length) {
                throw new EOFException("read beyond the end at " + position);
            }
            readBytes += length;
            into.put(content, (int) position, length);
        }

        @Override
        public long sizeBytes() {
            return content.length;
        }

        @Override
        public void append(ByteBuffer[] buffers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void overwrite(ByteBuffer bytes, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void sync() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void truncate(long sizeBytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel channel() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
