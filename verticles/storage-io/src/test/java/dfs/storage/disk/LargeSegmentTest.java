package dfs.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobStore.StoredBlob;
import dfs.protocol.health.ComponentState;
import dfs.storage.format.BlockSums;
import dfs.storage.format.RecordHeader;
import dfs.storage.format.RecordHeader.Kind;
import dfs.storage.format.SegmentHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * <b>Goal.</b> A segment of more records than are brought to the index at a time is brought to it whole, also behind a broken
 * one.
 *
 * <p><b>Method.</b> A segment of so many short records ({@code -Drecords=}, to see what memory that takes) is written by hand
 * into a store without an index.
 */
class LargeSegmentTest {

    private static final int RECORDS = Integer.getInteger("records", 25_000);
    private static final long SALT = 0x1234_5678_9ABC_DEF0L;

    @TempDir(factory = FolderInMemory.class)
    private Path temp;

    @Test
    void allOfItsRecordsAreBroughtToTheIndex() throws IOException {
        Path store = temp.resolve("store");
        StoreFixture.close(StoreFixture.open(store, new LocalDisk()));
        long broken = writeSegment(new BlobFolder(store).segment(1));
        StoreFixture.delete(store.resolve("index"));
        DiskBlobStore open = StoreFixture.open(store, new LocalDisk());
        assertThat(open.state().status()).isEqualTo(ComponentState.Status.DEGRADED);
        int blobs = 0;
        List<StoredBlob> page = open.list(Optional.empty(), 1_000);
        while (!page.isEmpty()) {
            blobs += page.size();
            page = open.list(Optional.of(page.getLast().id()), 1_000);
        }
        assertThat(blobs).isEqualTo(RECORDS - 1);
        for (int i : List.of(0, 9_999, 10_000, 10_001, RECORDS - 1)) {
            assertThat(StoreFixture.get(open, new BlobId(1, i))).hasValue(new byte[] {(byte) i});
        }
        assertThat(open.open(new BlobId(1, broken))).isEmpty();
        StoreFixture.close(open);
    }

    /** Of one byte each, of which one in the middle has a broken header, whose number is given. */
    private static long writeSegment(Path segment) throws IOException {
        int broken = RECORDS / 2;
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.allocate(1 << 20);
            bytes.put(new SegmentHeader(1, SALT).encode());
            long written = 0;
            for (int i = 0; i < RECORDS; i++) {
                BlobId id = new BlobId(1, i);
                long offset = written + bytes.position();
                ByteBuffer header = new RecordHeader(Kind.BLOB, id, 1, 0, offset).encode(SALT, offset);
                if (i == broken) {
                    header.put(0, (byte) 0);
                }
                ByteBuffer body = ByteBuffer.wrap(new byte[] {(byte) i});
                BlockSums sums = new BlockSums(id);
                sums.add(body.duplicate());
                bytes.put(header).put(body).put(sums.table());
                if (bytes.remaining() < 1_000 || i == RECORDS - 1) {
                    written += file.write(bytes.flip());
                    bytes.clear();
                }
            }
        }
        return broken;
    }
}
