package dfs.peer.link;

import dfs.protocol.cluster.LinkIdentity;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;

/** An identity as TLS takes it. The links speak TLS 1.3 alone: it keeps strangers out and takes no byte twice (RFC 8446, section 5.3). */
public final class LinkTls {

    /** What is spoken. */
    public static final Set<String> PROTOCOLS = Set.of("TLSv1.3");

    private static final char[] NO_PASSWORD = new char[0];

    private LinkTls() {}

    /** What a node shows. */
    public static KeyCertOptions shows(LinkIdentity identity) {
        try {
            KeyStore store = empty();
            store.setKeyEntry(
                    "node", identity.key(), NO_PASSWORD, identity.chain().toArray(Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(store, NO_PASSWORD);
            return Arrays.stream(factory.getKeyManagers())
                    .filter(X509KeyManager.class::isInstance)
                    .map(manager -> KeyCertOptions.wrap((X509KeyManager) manager))
                    .findFirst()
                    .orElseThrow();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the identity cannot be used: " + identity, e);
        }
    }

    /** Whom it trusts: those whom its own authority certified, and nobody else. */
    public static TrustOptions trusts(LinkIdentity identity) {
        try {
            KeyStore store = empty();
            store.setCertificateEntry("authority", identity.authority());
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return TrustOptions.wrap(factory.getTrustManagers()[0]);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the authority cannot be used: " + identity, e);
        }
    }

    /** The node at the other end, by its certificate; empty where it has shown none. */
    public static Optional<String> nodeId(SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? commonName(certificate)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    /** Whom a certificate names. */
    public static Optional<String> commonName(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .map(Object::toString)
                            .findFirst();
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }
}
