package dfs.metadata.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.apache.ratis.server.protocol.TermIndex;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogCheckTest {

    private static final int ENTRIES = 6;
    static final String VOTE = "#\n#Thu Jan 01 00:00:00 UTC 2026\nterm=1\nvotedFor=node1\n";
    private static final int WRITTEN_AHEAD = 64;

    @TempDir
    private Path folder;

    private Path file;
    private byte[] sound;

    /** Where each entry begins, and where the last one ends. */
    private final List<Integer> offsets = new ArrayList<>();

    @BeforeEach
    void aLogOfAFewEntries() throws IOException {
        file = folder.resolve("log_inprogress_0");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("RaftLog1".getBytes(StandardCharsets.US_ASCII));
        for (int index = 0; index < ENTRIES; index++) {
            offsets.add(bytes.size());
            bytes.writeBytes(entry(index));
        }
        offsets.add(bytes.size());
        bytes.writeBytes(new byte[WRITTEN_AHEAD]);
        sound = bytes.toByteArray();
        Files.write(file, sound);
        Files.writeString(folder.resolve("raft-meta"), VOTE);
    }

    private static byte[] entry(int index) throws IOException {
        byte[] body = new byte[150 + index];
        Arrays.fill(body, (byte) ('a' + index));
        return entry(index, body);
    }

    /** An entry as Ratis writes it. */
    static byte[] entry(int index, byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        int length = (index == 0 ? 2 : 4) + 3 + body.length;
        out.write(0x80 | (length & 0x7f));
        out.write(length >> 7);
        out.write(new byte[] {0x08, 1});
        if (index > 0) {
            out.write(new byte[] {0x10, (byte) index});
        }
        out.write(new byte[] {0x1a, (byte) (0x80 | (body.length & 0x7f)), (byte) (body.length >> 7)});
        out.write(body);
        CRC32C crc = new CRC32C();
        crc.update(bytes.toByteArray());
        out.writeInt((int) crc.getValue());
        return bytes.toByteArray();
    }

    private void check(long appliedIndex) throws IOException {
        new LogCheck(
                        folder,
                        "node1",
                        false,
                        folder.resolve("aside"),
                        appliedIndex < 0 ? Optional.empty() : Optional.of(TermIndex.valueOf(1, appliedIndex)),
                        told(),
                        FileChannel::read)
                .mend();
    }

    @Test
    void amongOthersADamagedVoteIsNeverMadeAgain() throws IOException {
        Path vote = folder.resolve("raft-meta");
        Files.writeString(vote, VOTE.replace("term=1", "term=q"));
        byte[] damaged = Files.readAllBytes(vote);
        assertThatThrownBy(() -> check(-1)).isInstanceOf(IOException.class).hasMessageContaining("Replace the node");
        assertThat(Files.readAllBytes(vote)).isEqualTo(damaged);
        Files.writeString(vote, VOTE.replace("node1", "node2~7"));
        check(-1); // it may have voted for another
    }

    @Test
    void amongOthersALastEntryIsCutOffOnlyWhereItWasNeverWrittenToItsEnd() throws IOException {
        byte[] rotten = sound.clone();
        rotten[offsets.get(ENTRIES - 1) + 40] ^= 1;
        Files.write(file, rotten);
        assertThatThrownBy(() -> check(-1)).isInstanceOf(IOException.class).hasMessageContaining("Replace the node");
        byte[] torn = sound.clone();
        Arrays.fill(torn, offsets.get(ENTRIES) - 30, offsets.get(ENTRIES), (byte) 0);
        Files.write(file, torn);
        check(-1);
        assertThat(Files.size(file)).isEqualTo(offsets.get(ENTRIES - 1).longValue());
    }

    private void mend(long appliedIndex) throws IOException {
        Optional<TermIndex> applied =
                appliedIndex < 0 ? Optional.empty() : Optional.of(TermIndex.valueOf(1, appliedIndex));
        new LogCheck(folder, "node1", true, folder.resolve("aside"), applied, told(), FileChannel::read).mend();
    }

    private Path told() {
        return Acknowledged.in(folder.resolve("aside"));
    }

    private void tell(long index) throws IOException {
        Files.createDirectories(folder.resolve("aside"));
        try (Acknowledged note = Acknowledged.open(told())) {
            note.note(index);
        }
    }

    private Optional<String> loss() {
        return LogLoss.in(folder.resolve("aside")).unresolved();
    }

    /** The log, with an entry of a client's bytes behind it of which a crash left so much. */
    private byte[] torn(byte[] body, int left) throws IOException {
        byte[] last = entry(ENTRIES, body);
        byte[] all = Arrays.copyOf(sound, offsets.get(ENTRIES) + last.length + WRITTEN_AHEAD);
        System.arraycopy(last, 0, all, offsets.get(ENTRIES), Math.min(left, last.length));
        return all;
    }

    @Test
    void aVoteInWhichABitTurnedIsMadeAgainFromTheLog() throws IOException {
        Path vote = folder.resolve("raft-meta");
        byte[] written = VOTE.getBytes(StandardCharsets.US_ASCII);
        for (int bit = VOTE.indexOf("term") * 8; bit < written.length * 8; bit++) {
            byte[] turned = written.clone();
            turned[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(vote, turned);
            mend(-1);
            assertThat(Files.readString(vote)).containsPattern("term=[1-9]").contains("votedFor=node1\n");
        }
    }

    @Test
    void aSoundLogStaysAsItIs() throws IOException {
        mend(-1);
        assertThat(file).hasBinaryContent(sound);
        assertThat(folder.resolve("aside")).doesNotExist();
    }

    @Test
    void whatWasWrittenOfTheLastEntryIsCutOffWhereverTheWriteStopped() throws IOException {
        int begin = offsets.get(ENTRIES - 1);
        byte[] whole = Arrays.copyOf(sound, begin);
        for (int end = begin + 1; end < offsets.get(ENTRIES); end++) {
            byte[] torn = Arrays.copyOf(sound, end);
            Files.write(file, torn);
            mend(-1);
            assertThat(file).as("a file that ends at " + end).hasBinaryContent(whole);

            Files.write(file, Arrays.copyOf(torn, sound.length));
            mend(-1);
            assertThat(file).as("zeros from " + end).hasBinaryContent(whole);
        }
    }

    @Test
    void bytesOfAClientThatLookLikeEntriesDoNotKeepATornLogFromOpening() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int index = ENTRIES; index < 40; index++) {
            body.writeBytes(entry(index, new byte[] {1, 2, 3}));
            body.writeBytes(new byte[index % 3]);
        }
        byte[] whole = Arrays.copyOf(sound, offsets.get(ENTRIES));
        for (int left = 1; left < entry(ENTRIES, body.toByteArray()).length; left++) {
            Files.write(file, torn(body.toByteArray(), left));
            mend(-1);
            assertThat(file).as("the first " + left + " bytes of it").hasBinaryContent(whole);
            assertThat(loss()).isEmpty();
        }
    }

    @Test
    void bytesThatLookLikeVeryManyEntriesAreLookedThroughSoon() throws IOException {
        ByteArrayOutputStream claims = new ByteArrayOutputStream();
        int max = 6 << 20;
        while (claims.size() < max) { // each ends where the file does, and is not sound
            claims.writeBytes(claim(max - claims.size(), ENTRIES + 1));
        }
        byte[] all = Arrays.copyOf(sound, offsets.get(ENTRIES) + 1 + claims.size());
        all[offsets.get(ENTRIES)] = 1; // no entry begins so
        System.arraycopy(claims.toByteArray(), 0, all, offsets.get(ENTRIES) + 1, claims.size());
        Files.write(file, all);
        assertThatThrownBy(() -> mend(-1)).isInstanceOf(IOException.class);
    }

    private static byte[] claim(int left, int index) {
        byte[] tags = {0x08, 1, 0x10, (byte) index, 0x1a};
        byte[] bytes = new byte[4 + tags.length + 4];
        int length = left - 4 - 4;
        put(bytes, 0, length);
        System.arraycopy(tags, 0, bytes, 4, tags.length);
        put(bytes, 4 + tags.length, length - tags.length - 4);
        return bytes;
    }

    /** A varint of four bytes. */
    private static void put(byte[] bytes, int at, int value) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (((value >> (7 * i)) & 0x7f) | (i < 3 ? 0x80 : 0));
        }
    }

    @Test
    void aBitThatTurnedInTheLastEntryIsNotTakenForATornWrite() throws IOException {
        for (int at = offsets.get(ENTRIES - 1) + 12; at < offsets.get(ENTRIES); at++) {
            byte[] damaged = sound.clone();
            damaged[at] ^= 0x04;
            Files.write(file, damaged);
            mend(-1);
            assertThat(file).hasBinaryContent(Arrays.copyOf(sound, offsets.get(ENTRIES - 1)));
            assertThat(loss())
                    .as("byte " + at)
                    .hasValueSatisfying(lost -> assertThat(lost).contains("the last entry, " + (ENTRIES - 1)));
            Files.delete(folder.resolve("aside/lost.txt"));
        }
    }

    @Test
    void aLastEntryThatWasToldOfIsNotCutOff() throws IOException {
        tell(ENTRIES - 1);
        for (int end : new int[] {offsets.get(ENTRIES - 1) + 1, offsets.get(ENTRIES) - 1}) {
            byte[] damaged = Arrays.copyOf(Arrays.copyOf(sound, end), sound.length);
            Files.write(file, damaged);
            assertThatThrownBy(() -> mend(-1)).hasMessageContaining("it or changes behind it were acknowledged");
            assertThat(file).hasBinaryContent(damaged);
            tell(ENTRIES - 2);
            mend(-1);
            assertThat(file).hasBinaryContent(Arrays.copyOf(sound, offsets.get(ENTRIES - 1)));
            tell(ENTRIES - 1);
        }
    }

    @Test
    void entriesThatWereToldOfAndAreNotThereAreMissed() throws IOException {
        Files.write(file, Arrays.copyOf(Arrays.copyOf(sound, offsets.get(ENTRIES - 2)), sound.length));
        tell(ENTRIES - 3);
        mend(-1);
        tell(ENTRIES - 1);
        mend(ENTRIES - 1); // the index has them
        assertThatThrownBy(() -> mend(-1))
                .hasMessageContaining("entries " + (ENTRIES - 2) + " to " + (ENTRIES - 1) + " are lost");
        Files.delete(told());
        mend(-1);
    }

    @Test
    void aFileThatWasJustBegunGoes() throws IOException {
        for (int size = 0; size < 8; size++) {
            Files.write(file, Arrays.copyOf(Arrays.copyOf(sound, size), 20));
            mend(-1);
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void damageInFrontOfSoundEntriesIsNotPassedOver() throws IOException {
        for (int at = 0; at < offsets.get(ENTRIES - 1); at++) {
            byte[] damaged = sound.clone();
            damaged[at] ^= 0x10;
            Files.write(file, damaged);
            assertThatThrownBy(() -> mend(-1))
                    .as("byte " + at)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file.toString());
            assertThat(file).hasBinaryContent(damaged);
        }
    }

    @Test
    void damageThatTheIndexMakesUpForIsSetAside() throws IOException {
        byte[] damaged = sound.clone();
        damaged[offsets.get(2) + 20] ^= 1;
        Files.write(file, damaged);
        assertThatThrownBy(() -> mend(ENTRIES - 2)).isInstanceOf(IOException.class);
        mend(ENTRIES - 1);
        assertThat(file).doesNotExist();
        assertThat(folder.resolve("aside").resolve(file.getFileName())).hasBinaryContent(damaged);
    }

    @Test
    void aLogThatIsMissingOrBeginsBehindTheIndexIsNotPassedOver() throws IOException {
        Path later = folder.resolve("log_inprogress_7");
        Files.move(file, later);
        assertThatThrownBy(() -> mend(5)).isInstanceOf(IOException.class).hasMessageContaining("begins with entry 7");
        Files.delete(later);
        mend(5);
        Files.delete(folder.resolve("raft-meta"));
        assertThatThrownBy(() -> mend(5)).isInstanceOf(IOException.class).hasMessageContaining("missing");
        mend(-1);
    }

    @Test
    void whereLogAndIndexAreLostNothingBeginsAnewThatWasToldOf() throws IOException {
        Files.delete(file);
        Files.delete(folder.resolve("raft-meta"));
        Files.createDirectories(folder.resolve("aside"));
        Acknowledged.open(told()).close(); // nothing was told of
        mend(-1);
        check(-1);
        tell(0);
        assertThatThrownBy(() -> check(-1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("up to entry 0 were acknowledged")
                .hasMessageContaining("Replace the node");
        assertThatThrownBy(() -> mend(-1)).isInstanceOf(IOException.class).hasMessageContaining("remove " + told());
        Files.delete(told());
        mend(-1);
        check(-1);
    }

    @Test
    void aFullFileWhoseEndIsMissingIsDamagedToo() throws IOException {
        Path full = folder.resolve("log_0-5");
        Files.delete(file);
        Files.write(full, Arrays.copyOf(sound, offsets.get(ENTRIES - 1)));
        assertThatThrownBy(() -> mend(-1)).hasMessageContaining("entry 5");
        mend(5);
        assertThat(full).doesNotExist();
    }
}
