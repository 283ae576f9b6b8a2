package dfs.peer.link;

import dfs.core.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What all nodes of a cluster know and nobody else: the root of everything they prove to one another. Never printed.
 *
 * <p>The text is stretched first (PBKDF2, RFC 8018): a certificate that a stranger sees lets them try texts at their leisure, and
 * people choose texts that can be guessed. The keys of different purposes then come by HKDF (RFC 5869), each under its own label, so
 * that none tells another.
 */
public final class ClusterSecret {

    /** The fewest characters of a secret. */
    public static final int CHARACTERS_MIN = 16;

    /** The label of the key that seals what the cluster keeps secret at rest. */
    public static final String SEALING = "dfs sealing 1";

    /** Costs a start, whose code is not compiled yet, half a second of a core, and a guess a tenth. */
    private static final int STRETCH_ROUNDS = 100_000;

    private static final int STRETCHED_BITS = 256;
    private static final byte[] SALT = "dfs cluster secret 1".getBytes(StandardCharsets.UTF_8);

    private final SecretKeySpec stretched;

    private ClusterSecret(SecretKeySpec stretched) {
        this.stretched = stretched;
    }

    /**
     * The secret of this text.
     *
     * @throws IllegalArgumentException where it is too short
     */
    public static ClusterSecret of(String text) {
        if (text.length() < CHARACTERS_MIN) {
            throw new IllegalArgumentException("a cluster secret has at least " + CHARACTERS_MIN + " characters");
        }
        try {
            byte[] key = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(text.toCharArray(), SALT, STRETCH_ROUNDS, STRETCHED_BITS))
                    .getEncoded();
            return new ClusterSecret(new SecretKeySpec(key, "Generic"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK lacks PBKDF2", e);
        }
    }

    /** A key for one purpose: the same on every node, and telling nothing of the keys of other purposes. */
    public Bytes key(String label, int lengthBytes) {
        try {
            byte[] key = KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.expandOnly(
                            stretched, label.getBytes(StandardCharsets.UTF_8), lengthBytes));
            return Bytes.wrap(Arrays.copyOf(key, lengthBytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK lacks HKDF", e);
        }
    }

    @Override
    public String toString() {
        return "ClusterSecret[...]";
    }
}
