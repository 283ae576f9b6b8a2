package dfs.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files written past the page cache. */
class DirectStreamTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void theFileIsWhatWasAppendedHoweverItCameAndWheneverItWasSynced(int seed) throws IOException {
        Random random = new Random(seed);
        AlignedBuffers buffers = new AlignedBuffers(4096);
        assumeThatCode(() -> DirectStream.tryOut(folder, buffers))
                .as("the file system takes writes past the page cache")
                .doesNotThrowAnyException();
        byte[] bytes = StoreFixture.bytes(random, 2 * AlignedBuffers.BYTES + random.nextInt(2 * AlignedBuffers.BYTES));
        Path file = folder.resolve("file");
        try (DirectStream stream = DirectStream.create(file, buffers)) {
            int at = 0;
            while (at < bytes.length) {
                List<ByteBuffer> pieces = new ArrayList<>();
                for (int i = random.nextInt(4); i >= 0 && at < bytes.length; i--) {
                    int length = Math.min(random.nextInt(1 << random.nextInt(1, 22)), bytes.length - at);
                    pieces.add(ByteBuffer.wrap(bytes, at, length));
                    at += length;
                }
                stream.append(pieces.toArray(new ByteBuffer[0]));
                assertThat(pieces).noneMatch(ByteBuffer::hasRemaining);
                if (random.nextInt(3) == 0) {
                    stream.sync();
                    assertThat(file).hasSize(at);
                }
            }
            stream.sync();
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }

    @Test
    void aDiskThatWasPreparedAndOneThatWasNotWriteTheSame() throws IOException {
        LocalDisk prepared = new LocalDisk();
        prepared.prepareStreams(folder);
        try (var left = Files.list(folder)) {
            assertThat(left).as("what was tried is gone").isEmpty();
        }
        LocalDisk elsewhere = new LocalDisk();
        elsewhere.prepareStreams(Path.of("/proc")); // which takes no files
        for (LocalDisk disk : List.of(prepared, new LocalDisk(), elsewhere)) {
            Path file = folder.resolve("file" + disk.hashCode());
            try (DiskStream stream = disk.createStream(file)) {
                stream.append(new ByteBuffer[] {ByteBuffer.wrap(new byte[] {1, 2}), ByteBuffer.wrap(new byte[] {3})});
                stream.sync();
            }
            assertThat(Files.readAllBytes(file)).containsExactly(1, 2, 3);
        }
    }
}
