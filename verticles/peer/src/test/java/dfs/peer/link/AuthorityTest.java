package dfs.peer.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.protocol.cluster.LinkIdentity;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.util.Set;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorityTest {

    private static final ClusterSecret SECRET = ClusterSecret.of("a secret of the tests");
    private final SecureRandom random = new SecureRandom();

    @Test
    void nodesOfOneSecretHaveOneAuthority() throws Exception {
        Authority here = Authority.of(SECRET);
        Authority there = Authority.of(ClusterSecret.of("a secret of the tests"));
        assertThat(here.certificate().getPublicKey())
                .isEqualTo(there.certificate().getPublicKey());
        LinkIdentity node = here.issue("node-1", Set.of("127.0.0.1", "localhost", "::1"), random);
        node.chain().getFirst().verify(there.certificate().getPublicKey());
        assertThat(LinkTls.commonName(node.chain().getFirst())).hasValue("node-1");
        assertThat(node.chain().getFirst().getSubjectAlternativeNames()).hasSize(3);
    }

    @Test
    void anotherSecretHasAnotherAuthority() {
        X509Certificate node =
                Authority.of(SECRET).issue("node-1", Set.of(), random).chain().getFirst();
        Authority other = Authority.of(ClusterSecret.of("a secret of the tesst"));
        assertThatThrownBy(() -> node.verify(other.certificate().getPublicKey()))
                .isInstanceOf(SignatureException.class);
    }

    @Test
    void keysOfDifferentLabelsDiffer() {
        assertThat(SECRET.key(ClusterSecret.SEALING, 32).hex())
                .isEqualTo("19d67766835ef4bb628a7e49a159e3088ffbc7ef653cf628522a631fca79adc9")
                .isNotEqualTo(SECRET.key("another", 32).hex());
    }

    @Test
    void aShortSecretIsRefusedAndNoneIsPrinted() {
        assertThatThrownBy(() -> ClusterSecret.of("fifteen letters"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("fifteen");
        assertThat(SECRET).hasToString("ClusterSecret[...]");
    }

    @Test
    void anIdentityIsReadFromPemFiles(@TempDir Path folder) throws IOException {
        LinkIdentity made = Authority.of(SECRET).issue("node-7", Set.of(), random);
        Path chain = write(folder.resolve("chain.pem"), made.chain().getFirst());
        Path key = write(
                folder.resolve("key.pem"),
                new PemObject("PRIVATE KEY", made.key().getEncoded()));
        Path authority = write(folder.resolve("authority.pem"), made.authority());
        assertThat(PemIdentity.read(chain, key, authority)).isEqualTo(made);
        assertThatThrownBy(() -> PemIdentity.read(key, key, authority))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("key.pem holds no certificate");
        assertThatThrownBy(() -> PemIdentity.read(chain, chain, authority))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("chain.pem holds no private key");
    }

    private static Path write(Path file, Object part) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
            pem.writeObject(part);
        }
        return Files.writeString(file, text.toString());
    }
}
