package dfs.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.ByteBudget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When a disk thread is asked to write: the test is that thread, and sees what it is asked. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IncomingFileTest {

    private static final int PIECE_BYTES = 64 << 10;

    @TempDir(factory = FolderInMemory.class)
    private Path temp;

    private final BlockingQueue<Runnable> asked = new LinkedBlockingQueue<>();
    private final byte[] bytes = new byte[10 * PIECE_BYTES];

    IncomingFileTest() {
        new Random(5).nextBytes(bytes);
    }

    private Path path() {
        return temp.resolve("incoming");
    }

    private IncomingFile file(ByteBudget budget) throws IOException {
        return new IncomingFile(new LocalDisk(), path(), asked::add, budget);
    }

    private void write(IncomingFile file, int piece) throws IOException {
        file.write(ByteBuffer.wrap(bytes, piece * PIECE_BYTES, PIECE_BYTES).slice());
    }

    private interface Step {
        void run() throws IOException;
    }

    private static CompletableFuture<Void> meanwhile(Step step) {
        return CompletableFuture.runAsync(() -> {
            try {
                step.run();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void fewBytesWaitForMoreAndAreWrittenTogether() throws Exception {
        ByteBudget budget = new ByteBudget(32 << 20);
        IncomingFile file = file(budget);
        for (int piece = 0; piece < 3; piece++) {
            write(file, piece);
        }
        assertThat(asked).isEmpty();
        assertThat(budget.leftBytes()).isEqualTo((32 << 20) - 3 * PIECE_BYTES);
        write(file, 3);
        assertThat(asked).hasSize(1);
        asked.remove().run();
        assertThat(Files.size(path())).isEqualTo(4 * PIECE_BYTES);
        for (int piece = 4; piece < 10; piece++) {
            write(file, piece);
        }
        CompletableFuture<Void> synced = meanwhile(() -> file.sync());
        while (!synced.isDone()) {
            Runnable next = asked.poll(10, TimeUnit.MILLISECONDS);
            if (next != null) {
                next.run();
            }
        }
        synced.join();
        assertThat(Files.readAllBytes(path())).isEqualTo(bytes);
    }

    @Test
    void nothingWaitsForMoreWhereTheBudgetIsScarce() throws Exception {
        IncomingFile file = file(new ByteBudget((16 << 20) - 1));
        write(file, 0);
        assertThat(asked).hasSize(1);
        asked.remove().run();
        assertThat(Files.size(path())).isEqualTo(PIECE_BYTES);
        file.discard();
    }

    @Test
    void whatWaitsIsWrittenWhereOthersTookTheRestOfTheBudget() throws Exception {
        ByteBudget budget = new ByteBudget(32 << 20);
        IncomingFile file = file(budget);
        write(file, 0);
        assertThat(asked).isEmpty();
        assertThat(budget.tryTake(budget.leftBytes())).isTrue();
        CompletableFuture<Void> second = meanwhile(() -> write(file, 1));
        asked.take().run();
        asked.take().run();
        second.join();
        assertThat(Files.size(path())).isEqualTo(2 * PIECE_BYTES);
        file.discard();
    }

    @Test
    void whoeverWaitsForRoomIsToldWhereNobodyWritesAnyMore() throws Exception {
        ByteBudget budget = new ByteBudget(32 << 20);
        IncomingFile file = new IncomingFile(
                new LocalDisk(),
                path(),
                work -> {
                    throw new RejectedExecutionException();
                },
                budget);
        write(file, 0);
        assertThat(budget.tryTake(budget.leftBytes())).isTrue();
        assertThatThrownBy(() -> write(file, 1)).isInstanceOf(IOException.class).hasMessageContaining("stops");
        file.discard();
    }

    @Test
    void aFileThatIsDiscardedAsksForNothingMore() throws Exception {
        ByteBudget budget = new ByteBudget(32 << 20);
        IncomingFile file = file(budget);
        for (int piece = 0; piece < 10; piece++) {
            write(file, piece);
        }
        CompletableFuture<Void> discarded = meanwhile(() -> file.discard());
        while (budget.leftBytes() < 32 << 20) {
            Thread.sleep(1); // until it has dropped what waits
        }
        asked.remove().run();
        discarded.join();
        assertThat(asked).isEmpty();
        assertThat(path()).doesNotExist();
    }
}
