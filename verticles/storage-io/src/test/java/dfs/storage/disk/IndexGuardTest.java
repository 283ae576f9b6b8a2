package dfs.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.error.S3Failure;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;

/** An index of which a file fails to be read, or to be written. */
class IndexGuardTest {

    private static final byte[] KEY = {'b', 1};
    private static final String READ = "While pread offset 8192 len 4096: /index/000011.sst: Input/output error";
    private static final String WRITE = "While fdatasync: /index/000012.sst: Input/output error";

    @TempDir(factory = FolderInMemory.class)
    private Path temp;

    private IndexGuard guard;
    private int told;

    @BeforeEach
    void open() throws RocksDBException {
        guard = new IndexGuard(temp.resolve("index"), 1);
        guard.whenFaulty(() -> told++);
        guard.change(database -> {
            try (WriteBatch batch = new WriteBatch()) {
                batch.put(KEY, KEY);
                database.write(batch);
            }
        });
        guard.change(IndexDatabase::flush);
    }

    @AfterEach
    void close() {
        guard.close();
    }

    @Test
    void aReadThatFailsHasItOpenedAgain() throws RocksDBException {
        failToRead();
        assertThat(told).isOne();
        assertThat(guard.fault())
                .hasValueSatisfying(fault -> assertThat(fault.isDamaged()).isFalse());
        guard.reopen(() -> {});
        assertThat(guard.fault()).isEmpty();
        assertThat(isKeyThere()).isTrue();
    }

    @Test
    void aReadThatFailsAgainHasItMadeAnew() throws RocksDBException {
        failToRead();
        guard.reopen(() -> {});
        failToRead();
        assertThat(told).isEqualTo(2);
        assertThat(guard.fault())
                .hasValueSatisfying(fault -> assertThat(fault.isDamaged()).isTrue());
        guard.reopen(() -> {});
        assertThat(isKeyThere()).isFalse();
    }

    @Test
    void aReadThatFailsWhileItIsBroughtForwardHasItMadeAnew() throws RocksDBException {
        failToRead();
        assertThatThrownBy(() -> guard.reopen(() -> guard.look(database -> {
                    throw failure(READ);
                })))
                .isInstanceOf(S3Failure.class);
        guard.reopen(() -> {});
        assertThat(isKeyThere()).isFalse();
    }

    /** What is on disk is sound then, and a new one would be written to the same disk. */
    @Test
    void writesThatFailAgainAndAgainAreNoDamage() throws RocksDBException {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> guard.change(database -> {
                        throw failure(WRITE);
                    }))
                    .isInstanceOf(S3Failure.class);
            guard.reopen(() -> {});
            assertThat(isKeyThere()).isTrue();
        }
    }

    private void failToRead() {
        assertThatThrownBy(() -> guard.look(database -> {
                    throw failure(READ);
                }))
                .isInstanceOf(S3Failure.class);
    }

    private boolean isKeyThere() {
        return guard.look(database -> database.get(KEY) != null);
    }

    private static RocksDBException failure(String message) {
        return new RocksDBException(message, new Status(Status.Code.IOError, Status.SubCode.None, message));
    }
}
