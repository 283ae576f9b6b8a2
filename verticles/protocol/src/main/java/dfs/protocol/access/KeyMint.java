package dfs.protocol.access;

import dfs.core.auth.Secret;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Makes names and secrets at random. */
public final class KeyMint {

    private static final String ID_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final String SECRET_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int SECRET_LENGTH = 40;

    private final SecureRandom random;

    /** Draws from {@code random}. */
    public KeyMint(SecureRandom random) {
        this.random = random;
    }

    /** An access key id: 20 characters, as clients expect of one. */
    public String accessKeyId() {
        return "DFSA" + draw(ID_ALPHABET, 16);
    }

    /** A secret key: 40 characters, of which no shell, URL or INI file takes offence. */
    public Secret secretKey() {
        return Secret.of(draw(SECRET_ALPHABET, SECRET_LENGTH));
    }

    /** The public name of an API key. */
    public String apiKeyId() {
        return "DFST" + draw(ID_ALPHABET, 16);
    }

    /** An API token. */
    public Secret apiToken() {
        return Secret.of("dfs_" + draw(SECRET_ALPHABET, SECRET_LENGTH));
    }

    /** A canonical user id: 64 hexadecimal digits. */
    public String canonicalId() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private String draw(String alphabet, int length) {
        StringBuilder drawn = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            drawn.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return drawn.toString();
    }
}
