package dfs.protocol.access;

import dfs.core.Bytes;
import dfs.core.auth.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals secret keys for keeping, and opens them again: AES-256-GCM under the node's master key, bound to the access key id
 * so that a sealed secret moved to another key does not open.
 *
 * <p>A sealed secret is magic {@code 'S' 'K'}, version 1, a nonce of 12 bytes, the ciphertext and a tag of 16 bytes.
 */
public final class SecretSeal {

    /** Bytes of a master key. */
    public static final int MASTER_KEY_BYTES = 32;

    private static final byte[] HEAD = {'S', 'K', 1};
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    /** Secrets remembered; beyond this all are forgotten, and opened again as they are asked for. */
    private static final int OPENED_MAX = 10_000;

    private final SecretKeySpec masterKey;
    private final SecureRandom random;

    /** Secrets opened before, by what was sealed: opening one takes longer than all else of a small request's proof. */
    private final Map<Bytes, Opened> opened = new ConcurrentHashMap<>();

    private record Opened(String accessKeyId, Secret secret) {}

    /** Seals with {@code masterKey}, of {@link #MASTER_KEY_BYTES}; nonces come from {@code random}. */
    public SecretSeal(Bytes masterKey, SecureRandom random) {
        if (masterKey.length() != MASTER_KEY_BYTES) {
            throw new IllegalArgumentException(
                    "a master key has " + MASTER_KEY_BYTES + " bytes, this one " + masterKey.length());
        }
        this.masterKey = new SecretKeySpec(masterKey.array(), "AES");
        this.random = random;
    }

    /** Seals the secret of an access key. */
    public Bytes seal(String accessKeyId, Secret secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] cipherText =
                crypt(Cipher.ENCRYPT_MODE, accessKeyId, nonce, secret.reveal().getBytes(StandardCharsets.UTF_8));
        byte[] sealed = Arrays.copyOf(HEAD, HEAD.length + NONCE_BYTES + cipherText.length);
        System.arraycopy(nonce, 0, sealed, HEAD.length, NONCE_BYTES);
        System.arraycopy(cipherText, 0, sealed, HEAD.length + NONCE_BYTES, cipherText.length);
        return Bytes.wrap(sealed);
    }

    /**
     * Opens the secret of an access key.
     *
     * @throws IllegalStateException where it was sealed with another master key or for another access key, or is damaged
     */
    public Secret open(String accessKeyId, Bytes sealed) {
        Opened before = opened.get(sealed);
        if (before != null && before.accessKeyId.equals(accessKeyId)) {
            return before.secret;
        }
        Secret secret = unseal(accessKeyId, sealed);
        if (opened.size() >= OPENED_MAX) {
            opened.clear();
        }
        opened.put(sealed, new Opened(accessKeyId, secret));
        return secret;
    }

    private Secret unseal(String accessKeyId, Bytes sealed) {
        byte[] all = sealed.array();
        if (all.length < HEAD.length + NONCE_BYTES + TAG_BITS / 8
                || !Arrays.equals(HEAD, 0, HEAD.length, all, 0, HEAD.length)) {
            throw new IllegalStateException("what is kept for the access key is not a sealed secret");
        }
        byte[] nonce = Arrays.copyOfRange(all, HEAD.length, HEAD.length + NONCE_BYTES);
        byte[] cipherText = Arrays.copyOfRange(all, HEAD.length + NONCE_BYTES, all.length);
        byte[] plain = crypt(Cipher.DECRYPT_MODE, accessKeyId, nonce, cipherText);
        return Secret.of(new String(plain, StandardCharsets.UTF_8));
    }

    /** The SHA-256 of an API token, which is all that is kept of one. */
    public static Bytes fingerprint(Secret token) {
        try {
            byte[] text = token.reveal().getBytes(StandardCharsets.UTF_8);
            return Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private byte[] crypt(int mode, String accessKeyId, byte[] nonce, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, masterKey, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(accessKeyId.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "the secret of access key " + accessKeyId
                            + " does not open: is this the master key it was sealed with?",
                    e);
        }
    }
}
