package dfs.metadata.transport;

import dfs.protocol.cluster.LinkIdentity;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Mutual TLS of the connections between members. Whoever shows a certificate of the cluster's authority belongs to it, at whatever address:
 * certificates name nodes, not hosts. Without an identity connections are in the clear. Safe for any number of threads.
 */
public final class Trust {

    private static final String ALIAS = "node";
    private static final String[] PROTOCOLS = {"TLSv1.3"};

    private final Optional<SSLSocketFactory> sockets;

    private Trust(Optional<SSLSocketFactory> sockets) {
        this.sockets = sockets;
    }

    /** Shows that identity, and asks for one of the same authority. */
    public static Trust of(Optional<LinkIdentity> identity) {
        return new Trust(identity.map(Trust::sockets));
    }

    private static SSLSocketFactory sockets(LinkIdentity identity) {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(
                    new KeyManager[] {new Shown(identity)},
                    new TrustManager[] {new Certified(identity.authority())},
                    null);
            return tls.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no TLS.", e);
        }
    }

    /** What whoever opened a connection speaks over; blocks until both sides have shown who they are. */
    Socket opening(Socket opened) throws IOException {
        if (sockets.isEmpty()) {
            return opened;
        }
        SSLSocket socket = (SSLSocket)
                sockets.get().createSocket(opened, opened.getInetAddress().getHostAddress(), opened.getPort(), true);
        socket.setEnabledProtocols(PROTOCOLS);
        socket.startHandshake();
        return socket;
    }

    /** As {@link #opening}, for who was connected to. */
    Socket accepting(Socket accepted) throws IOException {
        if (sockets.isEmpty()) {
            return accepted;
        }
        SSLSocket socket = (SSLSocket) sockets.get().createSocket(accepted, null, true);
        socket.setEnabledProtocols(PROTOCOLS);
        socket.setNeedClientAuth(true);
        socket.startHandshake();
        return socket;
    }

    private static final class Certified extends X509ExtendedTrustManager {

        private final X509Certificate authority;

        Certified(X509Certificate authority) {
            this.authority = authority;
        }

        private void check(X509Certificate[] chain) throws CertificateException {
            List<X509Certificate> path = List.of(chain).stream()
                    .filter(each -> !each.equals(authority))
                    .toList();
            if (path.isEmpty()) {
                throw new CertificateException("no certificate of a node was shown");
            }
            try {
                PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
                parameters.setRevocationEnabled(false);
                CertPath certificates = CertificateFactory.getInstance("X.509").generateCertPath(path);
                var _ = CertPathValidator.getInstance("PKIX").validate(certificates, parameters);
            } catch (GeneralSecurityException e) {
                throw new CertificateException("not of this cluster: " + e.getMessage(), e);
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[] {authority};
        }
    }

    private static final class Shown extends X509ExtendedKeyManager {

        private final LinkIdentity identity;

        Shown(LinkIdentity identity) {
            this.identity = identity;
        }

        @Override
        public String[] getClientAliases(String type, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseClientAlias(String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return ALIAS;
        }

        @Override
        public String chooseEngineClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public String[] getServerAliases(String type, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        /** Asked for kinds of keys, one after the other; the key is of one kind. */
        @Override
        public @Nullable String chooseServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
            String algorithm = identity.key().getAlgorithm();
            return type.startsWith(algorithm) || (algorithm.equals("EC") && type.startsWith("EC")) ? ALIAS : null;
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return chooseServerAlias(type, issuers, null);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return identity.chain().toArray(new X509Certificate[0]);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return identity.key();
        }
    }
}
