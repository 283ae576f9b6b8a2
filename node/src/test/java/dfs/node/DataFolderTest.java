package dfs.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dfs.core.Bytes;
import dfs.core.auth.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a start makes of a data folder's own files: new, damaged, missing, or those of somebody else. */
class DataFolderTest {

    private final SecureRandom random = new SecureRandom();

    @TempDir
    private Path path;

    @BeforeEach
    void use() throws IOException {
        try (DataFolder folder = DataFolder.open(path, "one")) {
            Bytes _ = new Keys(folder.keys()).masterKey(Optional.empty(), folder.isNew(), () -> Keys.random(random));
        }
        Files.createFile(path.resolve("metadata/something"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"format", "node"})
    void noFlippedBitOfAMarkIsTakenForWhatItIsNot(String name) throws IOException {
        Path file = path.resolve(name);
        byte[] sound = Files.readAllBytes(file);
        for (int bit = 0; bit < sound.length * 8; bit++) {
            byte[] flipped = sound.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, flipped);
            DataFolder.open(path, "one").close();
            assertThat(Files.readAllBytes(file))
                    .as("after bit %d was flipped", bit)
                    .isEqualTo(sound);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"format", "node"})
    void aMarkDamagedTwiceIsNamed(String name) throws IOException {
        Path file = path.resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        bytes[0] ^= 1;
        bytes[bytes.length - 3] ^= 1;
        Files.write(file, bytes);
        assertRefused(file + " is damaged");
    }

    @ParameterizedTest
    @ValueSource(strings = {"format", "node"})
    void aMarkMissingBesideMetadataIsNamed(String name) throws IOException {
        Files.delete(path.resolve(name));
        assertRefused("its file '" + name + "' is not there; restore it");
    }

    @Test
    void marksOfTheFormWithoutChecksumsAreTaken() throws IOException {
        Files.writeString(path.resolve("format"), "dfs data folder, format 1\n");
        Files.writeString(path.resolve("node"), "one\n");
        DataFolder.open(path, "one").close();
        assertThat(Files.readString(path.resolve("node"))).startsWith("one crc32c=");
    }

    @Test
    void aFolderThatIsMadeIsForItsOwnerAlone() throws IOException {
        Path made = path.resolve("made");
        DataFolder.open(made, "one").close();
        assertThat(Files.getPosixFilePermissions(made)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void anotherFormatIsNamed() throws IOException {
        new MarkFile(path.resolve("format")).write("dfs data folder, format 2");
        assertRefused("was made by another version of dfs");
    }

    @Test
    void metadataThatWasThereIsMissed() throws IOException {
        try (DataFolder folder = DataFolder.open(path, "one")) {
            folder.metadataOpened();
        }
        DataFolder.open(path, "one").close();
        Files.delete(path.resolve("metadata/something"));
        assertRefused("metadata is empty, and this node kept its metadata there");
    }

    @Test
    void aLostMasterKeyIsNotReplaced() throws IOException {
        Path key = path.resolve("keys/master.key");
        Files.delete(key);
        assertKeyRefused(Optional.empty(), "restore that file from a copy, or set DFS_MASTER_KEY");
        assertThat(key).doesNotExist();
    }

    @Test
    void aKeyThatSealedNothingHereIsNotUsed() throws IOException {
        byte[] other = new byte[32];
        assertKeyRefused(
                Optional.of(Secret.of(Base64.getEncoder().encodeToString(other))),
                "DFS_MASTER_KEY is not the one that sealed");
    }

    @Test
    void aMasterKeyWithAFlippedBitIsNotUsed() throws IOException {
        Path key = path.resolve("keys/master.key");
        byte[] bytes = Files.readAllBytes(key);
        bytes[7] ^= 4;
        Files.write(key, bytes);
        assertKeyRefused(Optional.empty(), key + " is not the one that sealed");
    }

    @Test
    void theKeyAsItWasOpensInAnotherWay() throws IOException {
        Path key = path.resolve("keys/master.key");
        byte[] bytes = Files.readAllBytes(key);
        Files.delete(key);
        try (DataFolder folder = DataFolder.open(path, "one")) {
            Secret given = Secret.of(Base64.getEncoder().encodeToString(bytes));
            assertThat(new Keys(folder.keys()).masterKey(Optional.of(given), folder.isNew(), () -> Keys.random(random)))
                    .isEqualTo(Bytes.wrap(bytes));
        }
    }

    @Test
    void whatAnInterruptedFirstStartLeftDoesNotMatter() throws IOException {
        Path half = path.resolve("half");
        Files.createDirectories(half.resolve("keys"));
        for (String name : new String[] {"format", "node", "keys/master.key", "keys/master.mark"}) {
            Files.write(half.resolve(name + ".unfinished"), "x".getBytes(StandardCharsets.US_ASCII));
            try (DataFolder folder = DataFolder.open(half, "one")) {
                assertThat(new Keys(folder.keys())
                                .masterKey(Optional.empty(), folder.isNew(), () -> Keys.random(random))
                                .length())
                        .isEqualTo(32);
            }
        }
    }

    private void assertRefused(String why) {
        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> DataFolder.open(path, "one"))
                .withMessageContaining(why);
    }

    private void assertKeyRefused(Optional<Secret> given, String why) throws IOException {
        try (DataFolder folder = DataFolder.open(path, "one")) {
            assertThatExceptionOfType(StartFailure.class)
                    .isThrownBy(
                            () -> new Keys(folder.keys()).masterKey(given, folder.isNew(), () -> Keys.random(random)))
                    .withMessageContaining(why);
        }
    }
}
