package dfs.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.name.BlobId;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who waits for what on a disk that takes its time: nobody for the files of others. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WaitingForTheDiskTest {

    private static final int SHORT = 20_000;
    private static final int LONG = 150_000;

    @TempDir(factory = FolderInMemory.class)
    private Path temp;

    private final Random random = new Random(17);
    private final FaultyDisk disk = new FaultyDisk(new LocalDisk());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch isThere = new CountDownLatch(1);
    private final CountDownLatch mayGoOn = new CountDownLatch(1);

    @AfterEach
    void letAllGo() {
        mayGoOn.countDown();
        threads.close();
    }

    private void holdAt(FaultyDisk.Step held, Path file) {
        disk.rule = (step, path) -> {
            if (step == held && path.equals(file)) {
                isThere.countDown();
                try {
                    mayGoOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }

    @Test
    void writersDoNotWaitForTheRemovalOfFiles() throws Exception {
        DiskBlobStore store = StoreFixture.open(temp.resolve("store"), disk);
        BlobId dead = put(store, LONG);
        Path file = new BlobFolder(temp.resolve("store")).file(dead);
        store.delete(List.of(dead));
        holdAt(FaultyDisk.Step.DELETE, file);
        Future<?> checkpoint = threads.submit(store::checkpoint);
        isThere.await();

        var _ = put(store, SHORT);
        var _ = put(store, LONG);

        assertThat(checkpoint).isNotDone();
        mayGoOn.countDown();
        checkpoint.get();
        assertThat(file).doesNotExist();
        StoreFixture.close(store);
    }

    @Test
    void aReaderDoesNotWaitForTheFileThatAnotherOneOpens() throws Exception {
        DiskBlobStore store = StoreFixture.open(temp.resolve("store"), disk);
        BlobId slow = put(store, LONG);
        BlobId other = put(store, LONG);
        holdAt(FaultyDisk.Step.OPEN, new BlobFolder(temp.resolve("store")).file(slow));
        Future<?> first =
                threads.submit(() -> assertThat(StoreFixture.get(store, slow)).isPresent());
        isThere.await();
        Future<?> second =
                threads.submit(() -> assertThat(StoreFixture.get(store, slow)).isPresent());

        assertThat(StoreFixture.get(store, other)).isPresent();

        assertThat(first).isNotDone();
        mayGoOn.countDown();
        first.get();
        second.get();
        StoreFixture.close(store);
    }

    @Test
    void triesOfTheDiskDoNotMeet() throws Exception {
        Path folder = temp.resolve("store");
        StoreFixture.close(StoreFixture.open(folder, disk));
        DiskHealth health = new DiskHealth(disk, new BlobFolder(folder), 0, new StoreFixture.TestClock());
        List<Future<Boolean>> tries = IntStream.range(0, 1_000)
                .mapToObj(each -> threads.submit(health::isWritable))
                .toList();
        for (Future<Boolean> each : tries) {
            assertThat(each.get()).isTrue();
        }
    }

    private BlobId put(DiskBlobStore store, int length) {
        BlobId id = StoreFixture.id(random);
        StoreFixture.put(store, id, StoreFixture.bytes(random, length));
        return id;
    }
}
