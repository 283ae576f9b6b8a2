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
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of the data folder's {@code keys/}: the master key, and the credentials made at the first start. */
final class Keys {

    private static final Logger log = LoggerFactory.getLogger(Keys.class);

    private final Path folder;

    /** Reads and writes in {@code folder}. */
    Keys(Path folder) {
        this.folder = folder;
    }

    /**
     * The key that seals secrets: the one given, else the one kept here, else a new one, which is kept.
     *
     * @param given 32 bytes in base64
     */
    Bytes masterKey(Optional<Secret> given, SecureRandom random) {
        if (given.isPresent()) {
            return Bytes.wrap(Base64.getDecoder().decode(given.get().reveal()));
        }
        Path file = folder.resolve("master.key");
        try {
            if (!Files.exists(file)) {
                byte[] made = new byte[SecretSeal.MASTER_KEY_BYTES];
                random.nextBytes(made);
                PrivateFile.write(file, made);
            }
            byte[] kept = Files.readAllBytes(file);
            if (kept.length != SecretSeal.MASTER_KEY_BYTES) {
                throw new StartFailure("The master key " + file + " is damaged: it has " + kept.length
                        + " bytes instead of " + SecretSeal.MASTER_KEY_BYTES
                        + "; restore it from a copy, secrets do not open without it.");
            }
            return Bytes.wrap(kept);
        } catch (IOException e) {
            throw new StartFailure("The master key " + file + " cannot be read or made: " + e.getMessage());
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
