package dfs.node;

import dfs.core.Bytes;
import dfs.core.auth.Secret;
import dfs.protocol.access.FirstAdmin;
import dfs.protocol.access.SecretSeal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of the data folder's {@code keys/}: the master key, and the credentials made at the first start. */
final class Keys {

    private static final Logger log = LoggerFactory.getLogger(Keys.class);

    /** Sets the mark of a key apart from whatever else is hashed. */
    private static final String MARKED = "mark of the master key ";

    private static final int MARK_LENGTH = 16;

    private final Path folder;

    /** Reads and writes in {@code folder}. */
    Keys(Path folder) {
        this.folder = folder;
    }

    /**
     * The key that seals secrets: the one given, else the one kept here, else one that {@code maker} gives, which is kept. A mark of it is
     * kept too, so that another key, or a damaged one, is noticed before a secret is sealed or looked for with it.
     *
     * @param given 32 bytes in base64
     * @param isNew whether no secret was ever sealed here; else no key is made
     * @param maker gives a key for a node that has none: a new one, or the one of its cluster
     * @throws StartFailure where the key that sealed the secrets is not there
     */
    Bytes masterKey(Optional<Secret> given, boolean isNew, Supplier<Bytes> maker) {
        Path file = folder.resolve("master.key");
        try {
            Bytes key;
            if (given.isPresent()) {
                key = Bytes.wrap(Base64.getDecoder().decode(given.get().reveal()));
            } else {
                if (!Files.exists(file)) {
                    make(file, isNew, maker);
                }
                key = Bytes.wrap(Files.readAllBytes(file));
            }
            check(key, given.isPresent() ? "The key in DFS_MASTER_KEY" : "The master key " + file);
            return key;
        } catch (IOException e) {
            throw new StartFailure("The master key " + file + " cannot be read or made: " + e.getMessage());
        }
    }

    private static void make(Path file, boolean isNew, Supplier<Bytes> maker) throws IOException {
        if (!isNew) {
            throw new StartFailure("The master key " + file + " is not there, and this data folder holds secrets that"
                    + " do not open without it: restore that file from a copy, or set DFS_MASTER_KEY to the key"
                    + " as it was; to begin with nothing, set STORAGE_PATH to a new folder.");
        }
        PrivateFile.write(file, maker.get().array());
    }

    /** A key made at random. */
    static Bytes random(SecureRandom random) {
        byte[] made = new byte[SecretSeal.MASTER_KEY_BYTES];
        random.nextBytes(made);
        return Bytes.wrap(made);
    }

    private void check(Bytes key, String name) throws IOException {
        if (key.length() != SecretSeal.MASTER_KEY_BYTES) {
            throw new StartFailure(name + " is damaged: it has " + key.length() + " bytes instead of "
                    + SecretSeal.MASTER_KEY_BYTES + "; restore it from a copy, secrets do not open without it.");
        }
        MarkFile file = new MarkFile(folder.resolve("master.mark"));
        Optional<String> known = file.read();
        String mark = HexFormat.of()
                .formatHex(
                        SecretSeal.fingerprint(Secret.of(MARKED + HexFormat.of().formatHex(key.array())))
                                .array())
                .substring(0, MARK_LENGTH);
        if (known.isEmpty()) {
            file.write(mark);
        } else if (!known.get().equals(mark)) {
            throw new StartFailure(name + " is not the one that sealed the secrets of this data folder, or is damaged:"
                    + " restore it from a copy, or set DFS_MASTER_KEY to the key as it was.");
        }
    }

    /** Where {@link #keep} writes. */
    Path firstAdminFile() {
        return folder.resolve("first-admin");
    }

    /** Writes the first administrator's credentials down, in the form of AWS's shared credentials file. */
    void keep(FirstAdmin.Credentials credentials) {
        String text = """
                # The first administrator of this node. X-Api-Key: %s
                [default]
                aws_access_key_id = %s
                aws_secret_access_key = %s
                """.formatted(
                        credentials.apiToken().reveal(),
                        credentials.pair().accessKeyId(),
                        credentials.pair().secretKey().reveal());
        try {
            PrivateFile.write(firstAdminFile(), text.getBytes(StandardCharsets.UTF_8));
            log.atInfo().addKeyValue("file", firstAdminFile()).log("credentials of the first administrator written");
        } catch (IOException e) {
            throw new StartFailure("The first administrator's credentials cannot be written to " + firstAdminFile()
                    + ": " + e.getMessage());
        }
    }
}
