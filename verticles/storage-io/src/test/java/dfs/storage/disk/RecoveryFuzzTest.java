package dfs.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/**
 * <b>Goal.</b> A store opens over whatever became of its segment and never gives a wrong byte; a blob that the index knows is
 * given or refused, and never absent; what was recovered once is recovered the same way the next time.
 *
 * <p><b>Method.</b> Of an input the first byte says whether the index is lost, two more how many bytes the segment keeps; then
 * come how many bytes are changed, each by its position and the bits that flip; the rest is put behind the segment.
 */
class RecoveryFuzzTest {

    private static final int HEAD_BYTES = 4;
    private static final int CHANGE_BYTES = 3;

    @TempDir(factory = FolderInMemory.class)
    private Path temp;

    private final StoreFixture.TestClock clock = new StoreFixture.TestClock();

    @FuzzTest
    void aStoreOpensOverWhateverBecameOfItsSegment(byte[] input) throws IOException {
        if (input.length < HEAD_BYTES) {
            return;
        }
        Map<BlobId, byte[]> blobs = new TreeMap<>();
        Path sound = temp.resolve("sound");
        boolean isMade = Files.exists(sound);
        Random random = new Random(7);
        for (int i = 0; i < 4; i++) {
            BlobId id = StoreFixture.id(random);
            byte[] bytes = StoreFixture.bytes(random, 1 + 300 * i);
            blobs.put(id, bytes);
        }
        if (!isMade) {
            DiskBlobStore store = StoreFixture.open(sound, new LocalDisk(), StoreFixture.SMALL, clock);
            blobs.forEach((id, bytes) -> StoreFixture.put(store, id, bytes));
            StoreFixture.close(store);
        }
        Path copy = temp.resolve("copy");
        if (!isMade) {
            StoreFixture.copy(sound, copy);
        }
        for (String part : List.of("segments", "index")) {
            StoreFixture.delete(copy.resolve(part));
            StoreFixture.copy(sound.resolve(part), copy.resolve(part));
        }
        boolean isIndexLost = (input[0] & 1) != 0;
        if (isIndexLost) {
            StoreFixture.delete(copy.resolve("index"));
        }
        Path segment = segment(copy);
        Files.write(segment, changed(Files.readAllBytes(segment), input));
        Map<BlobId, String> first = read(copy, blobs);
        if (!isIndexLost) {
            assertThat(first).doesNotContainValue("absent");
        } else {
            assertThat(read(copy, blobs)).isEqualTo(first);
        }
    }

    private static byte[] changed(byte[] segment, byte[] input) {
        int keep = Math.min(segment.length, (input[1] & 0xFF) << 8 | (input[2] & 0xFF));
        int at = HEAD_BYTES;
        for (int left = input[3] & 0xFF; left > 0 && at + CHANGE_BYTES <= input.length; left--) {
            int position = (input[at] & 0xFF) << 8 | (input[at + 1] & 0xFF);
            segment[position % segment.length] ^= input[at + 2];
            at += CHANGE_BYTES;
        }
        byte[] whole = Arrays.copyOf(segment, keep + input.length - at);
        System.arraycopy(input, at, whole, keep, input.length - at);
        return whole;
    }

    private static Path segment(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("segments"))) {
            return files.sorted().findFirst().orElseThrow();
        }
    }

    /** What became of each blob; a new one can be kept beside them. */
    private Map<BlobId, String> read(Path folder, Map<BlobId, byte[]> blobs) {
        Map<BlobId, String> found = new TreeMap<>();
        DiskBlobStore store = StoreFixture.open(folder, new LocalDisk(), StoreFixture.SMALL, clock);
        blobs.forEach((id, bytes) -> {
            try {
                Optional<byte[]> read = StoreFixture.get(store, id);
                read.ifPresent(it -> assertThat(it).isEqualTo(bytes));
                found.put(id, read.isPresent() ? "given" : "absent");
            } catch (S3Failure failure) {
                assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
                found.put(id, "refused");
            }
        });
        assertThat(store.list(Optional.empty(), 100)).hasSizeLessThanOrEqualTo(blobs.size() + 2);
        BlobId added = new BlobId(1, folder.hashCode());
        StoreFixture.put(store, added, new byte[] {1, 2, 3});
        assertThat(StoreFixture.get(store, added)).hasValue(new byte[] {1, 2, 3});
        store.delete(List.of(added));
        StoreFixture.close(store);
        return found;
    }
}
