package dfs.metadata.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dfs.protocol.cluster.LinkIdentity;
import dfs.protocol.cluster.Member;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Members that show one another certificates of one authority, and strangers. */
@Timeout(120)
class LinkIdentityTest {

    private static final char[] WORD = "changeit".toCharArray();

    @TempDir
    private Path folder;

    private Cluster cluster;

    @BeforeEach
    void aCluster() {
        cluster = new Cluster(folder.resolve("members"));
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void membersOfOneAuthorityWorkTogetherAndAStrangerIsNotHeard() throws Exception {
        LinkIdentity ours = identity("ours");
        LinkIdentity theirs = identity("theirs");
        List<Member> members = Cluster.members("node1", "node2", "node3");
        cluster.identify(ours);
        cluster.open(members);
        for (Member each : members) {
            var _ = each.equals(members.getFirst())
                    ? Asks.done(cluster.at(each), Asks.bucket())
                    : Asks.done(cluster.at(each), Asks.put(each.nodeId(), "value"));
        }
        for (Member each : members) {
            assertThat(Asks.find(cluster.at(each), "node3")).isPresent();
        }
        Member stranger = Cluster.member("node4~1");
        cluster.identify(theirs);
        cluster.openEmpty(stranger);
        assertRefused(members, stranger);
        Member open = Cluster.member("node5~1");
        cluster.identify(Optional.empty());
        cluster.openEmpty(open);
        assertRefused(members, open);
    }

    /** Neither is it asked, nor may it ask. */
    private void assertRefused(List<Member> members, Member stranger) {
        List<CompletableFuture<Standing>> unheard = new java.util.ArrayList<>();
        for (Member member : members) {
            unheard.add(cluster.at(stranger).voice().standing(Peers.peer(member)));
            unheard.add(cluster.at(member).voice().standing(Peers.peer(stranger)));
        }
        for (CompletableFuture<Standing> question : unheard) {
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(question::get);
        }
        for (Member member : members) {
            Cluster.await(() -> isHeard(member, members.getFirst()));
        }
    }

    private boolean isHeard(Member asking, Member asked) {
        return cluster.at(asking)
                .voice()
                .standing(Peers.peer(asked))
                .handle((standing, failure) -> failure == null)
                .join();
    }

    /** An authority, and a node's certificate that it signed, made by the JDK's keytool. */
    private LinkIdentity identity(String name) throws Exception {
        Path at = Files.createDirectories(folder.resolve(name));
        keytool(at, "-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "bc:c");
        keytool(at, "-genkeypair", "-alias", "node", "-keyalg", "EC", "-dname", "CN=node");
        keytool(at, "-certreq", "-alias", "node", "-file", at.resolve("request").toString());
        keytool(
                at,
                "-gencert",
                "-alias",
                "ca",
                "-infile",
                at.resolve("request").toString(),
                "-outfile",
                at.resolve("signed").toString());
        keytool(
                at,
                "-importcert",
                "-alias",
                "node",
                "-file",
                at.resolve("signed").toString(),
                "-noprompt");
        KeyStore store = KeyStore.getInstance(at.resolve("store").toFile(), WORD);
        List<X509Certificate> chain = Arrays.stream(store.getCertificateChain("node"))
                .map(X509Certificate.class::cast)
                .toList();
        return new LinkIdentity(
                (PrivateKey) store.getKey("node", WORD), chain, (X509Certificate) store.getCertificate("ca"));
    }

    private static void keytool(Path at, String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", at.resolve("store").toString(), "-storepass", new String(WORD)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
