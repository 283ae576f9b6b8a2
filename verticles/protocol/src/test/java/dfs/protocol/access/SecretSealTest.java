package dfs.protocol.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.Bytes;
import dfs.core.auth.Secret;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SecretSealTest {

    private static final Secret SECRET = Secret.of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

    private static SecretSeal seal(int firstByte) {
        byte[] key = new byte[SecretSeal.MASTER_KEY_BYTES];
        key[0] = (byte) firstByte;
        return new SecretSeal(Bytes.wrap(key), new SecureRandom());
    }

    @Test
    void whatIsSealedOpens() {
        SecretSeal seal = seal(1);
        assertThat(seal.open("AKIA1", seal.seal("AKIA1", SECRET))).isEqualTo(SECRET);
    }

    @Test
    void aSealedSecretShowsNothing() {
        Bytes sealed = seal(1).seal("AKIA1", SECRET);
        String hex = HexFormat.of().formatHex(SECRET.reveal().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(sealed.hex()).doesNotContain(hex.substring(0, 16));
        assertThat(sealed).isNotEqualTo(seal(1).seal("AKIA1", SECRET));
    }

    @Test
    void aSecretSealedLongAgoOpens() {
        Bytes golden = Bytes.wrap(HexFormat.of().parseHex(GOLDEN));
        assertThat(seal(1).open("AKIA1", golden)).isEqualTo(SECRET);
    }

    @Test
    void itDoesNotOpenForAnotherKeyOrWithAnotherMasterKey() {
        Bytes sealed = seal(1).seal("AKIA1", SECRET);
        assertThatThrownBy(() -> seal(1).open("AKIA2", sealed)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> seal(2).open("AKIA1", sealed))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("master key");
    }

    @Test
    void oneBitChangedAnywhereIsNoticed() {
        SecretSeal seal = seal(1);
        byte[] sealed = seal.seal("AKIA1", SECRET).array();
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] damaged = sealed.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> seal.open("AKIA1", Bytes.wrap(damaged))).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aMasterKeyOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> new SecretSeal(Bytes.wrap(new byte[16]), new SecureRandom()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** The secret as version 1 of the form keeps it. */
    private static final String GOLDEN = "534b01586a0349c86b8ad93cc199a1a9e6a6d024b6d455df9d3624840984c0dd2bb3363"
            + "f42577450d0bdcf8415f68cdcd7c5d050ab681cf816e042f19bc20f11677eefc5c736ee";
}
