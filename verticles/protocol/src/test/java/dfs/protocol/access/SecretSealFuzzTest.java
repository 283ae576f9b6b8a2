package dfs.protocol.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dfs.core.Bytes;
import dfs.core.auth.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * <b>Goal.</b> No bytes are more than a sealed secret or a refusal; what was sealed opens, and not with a byte changed.
 *
 * <p><b>Method.</b> Any bytes are opened under a key with which nothing is ever sealed, as a fuzzer learns what it saw compared; and
 * any secret is sealed and opened under another.
 */
class SecretSealFuzzTest {

    private final SecretSeal seal = sealOf(0);
    private final SecretSeal unused = sealOf(1);

    private static SecretSeal sealOf(int keysFirstByte) {
        byte[] key = new byte[SecretSeal.MASTER_KEY_BYTES];
        key[0] = (byte) keysFirstByte;
        return new SecretSeal(Bytes.wrap(key), new SecureRandom());
    }

    @FuzzTest
    void sealedBytesOpenOrAreRefused(byte[] input) {
        assertThat(opens(unused, Bytes.copyOf(input, 0, input.length))).isFalse();
        Secret secret = Secret.of(new String(input, StandardCharsets.UTF_8));
        Bytes sealed = seal.seal("AK", secret);
        assertThat(seal.open("AK", sealed)).isEqualTo(secret);
        byte[] changed = sealed.array().clone();
        int at = input.length % changed.length;
        changed[at] ^= 1;
        assertThat(opens(seal, Bytes.wrap(changed))).isFalse();
    }

    private static boolean opens(SecretSeal seal, Bytes sealed) {
        try {
            return !seal.open("AK", sealed).reveal().isEmpty();
        } catch (IllegalStateException refused) {
            return false;
        }
    }
}
