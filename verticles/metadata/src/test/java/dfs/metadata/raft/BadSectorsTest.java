package dfs.metadata.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.ratis.server.protocol.TermIndex;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log of which the disk does not give some bytes: of entries so large that each has blocks of its own. */
class BadSectorsTest {

    private static final int ENTRIES = 4;
    private static final int LAST = ENTRIES - 1;
    private static final int STEP = 1_000;

    @TempDir
    private Path folder;

    private Path file;
    private byte[] log;
    private FileBytes.Disk disk = FileChannel::read;

    /** Where each entry begins, and where the last one ends. */
    private final List<Integer> offsets = new ArrayList<>();

    @BeforeEach
    void aLogOfLargeEntries() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("RaftLog1".getBytes(StandardCharsets.US_ASCII));
        for (int index = 0; index < ENTRIES; index++) {
            offsets.add(bytes.size());
            byte[] body = new byte[3 * FileBytes.BLOCK_BYTES];
            Arrays.fill(body, (byte) ('a' + index));
            bytes.writeBytes(LogCheckTest.entry(index, body));
        }
        offsets.add(bytes.size());
        bytes.writeBytes(new byte[2 * FileBytes.BLOCK_BYTES]);
        log = bytes.toByteArray();
        file = folder.resolve("log_inprogress_0");
        Files.write(file, log);
        Files.writeString(folder.resolve("raft-meta"), LogCheckTest.VOTE);
        Files.createDirectories(aside());
    }

    private Path aside() {
        return folder.resolve("aside");
    }

    private Path told() {
        return Acknowledged.in(aside());
    }

    private void tell(long index) throws IOException {
        try (Acknowledged note = Acknowledged.open(told())) {
            note.note(index);
        }
    }

    private void mend(boolean isAlone, long appliedIndex) throws IOException {
        Optional<TermIndex> applied =
                appliedIndex < 0 ? Optional.empty() : Optional.of(TermIndex.valueOf(1, appliedIndex));
        new LogCheck(folder, "node1", isAlone, aside(), applied, told(), disk).mend();
    }

    /** Gives no bytes of a file of that length between two offsets. */
    private static FileBytes.Disk bad(long length, long from, long to) {
        return (channel, into, at) -> {
            if (channel.size() == length && at < to && at + into.remaining() > from) {
                throw new IOException("Input/output error");
            }
            return channel.read(into, at);
        };
    }

    @Test
    void onlyTheBlocksThatAreBadAreFilled() throws IOException {
        disk = bad(log.length, FileBytes.BLOCK_BYTES + 7, FileBytes.BLOCK_BYTES + 8);
        FileBytes read = FileBytes.read(file, disk);
        assertThat(read.unreadableTo()).isEqualTo(2 * FileBytes.BLOCK_BYTES);
        assertThat(read.bytes().limit()).isEqualTo(log.length);
        for (int at = 0; at < log.length; at++) {
            if (at / FileBytes.BLOCK_BYTES == 1) {
                assertThat(read.bytes().get(at)).isNotZero();
            } else {
                assertThat(read.bytes().get(at)).isEqualTo(log[at]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFullFileThatCannotBeReadIsSetAsideWhereTheIndexHasItAll(boolean isAlone) throws IOException {
        Files.delete(file);
        Path full = folder.resolve("log_0-" + LAST);
        byte[] whole = Arrays.copyOf(log, offsets.get(ENTRIES));
        for (int at = 0; at < whole.length; at += STEP) {
            Files.write(full, whole);
            disk = bad(whole.length, at, at + 1);
            assertThatIOException()
                    .as("byte " + at)
                    .isThrownBy(() -> mend(isAlone, LAST - 1))
                    .withMessageContaining("of " + full + " cannot be read");
            mend(isAlone, LAST);
            assertThat(full).doesNotExist();
            assertThat(aside().resolve(full.getFileName())).hasBinaryContent(whole);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingIsCutOffThatCannotBeRead(boolean isAlone) throws IOException {
        for (int at = 0; at < log.length; at += STEP) {
            disk = bad(log.length, at, at + 1);
            assertThatIOException()
                    .as("byte " + at)
                    .isThrownBy(() -> mend(isAlone, LAST - 1))
                    .withMessageContaining("of " + file + " cannot be read");
            assertThat(file).hasBinaryContent(log);
        }
    }

    /** What stands behind the last entry that can be read is not known. */
    @Test
    void aFileThatWasBeingWrittenIsSetAsideOnlyWhereItsLastEntryCanBeRead() throws IOException {
        for (int from : new int[] {offsets.get(LAST) - 1, offsets.get(ENTRIES) + FileBytes.BLOCK_BYTES}) {
            disk = bad(log.length, from, log.length);
            assertThatIOException().isThrownBy(() -> mend(false, LAST));
        }
        disk = bad(log.length, offsets.get(1), offsets.get(2));
        mend(false, LAST);
        assertThat(file).doesNotExist();
    }

    @Test
    void aNoteThatCannotBeReadIsNotTakenForNone() throws IOException {
        tell(LAST);
        disk = bad(Files.size(told()), 0, 1);
        byte[] torn = Arrays.copyOf(Arrays.copyOf(log, offsets.get(ENTRIES) - 30), log.length);
        Files.write(file, torn);
        assertThatIOException().isThrownBy(() -> mend(true, -1)).withMessageContaining("were acknowledged");
        assertThat(file).hasBinaryContent(torn);

        Files.delete(file);
        Files.move(folder.resolve("raft-meta"), folder.resolve("kept"));
        assertThatIOException().isThrownBy(() -> mend(false, -1)).withMessageContaining("may have been acknowledged");
        assertThat(told()).exists();
    }

    @Test
    void aNoteThatCannotBeReadKeepsNoSoundLogFromOpening() throws IOException {
        tell(LAST);
        disk = bad(Files.size(told()), 0, 1);
        mend(false, -1);
        assertThat(file).hasBinaryContent(log);
        tell(LAST); // the next note is in another file, or its sector would be written anew
        mend(false, -1);
    }

    @Test
    void aDiskThatFailsOtherwiseIsNotTakenForDamage() throws IOException {
        disk = (channel, into, at) -> {
            throw new IOException("Too many open files");
        };
        assertThatIOException().isThrownBy(() -> mend(true, LAST)).withMessage("Too many open files");
        assertThat(file).hasBinaryContent(log);
    }
}
