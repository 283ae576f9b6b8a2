package dfs.metadata.raft;

import dfs.protocol.cluster.LinkIdentity;
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
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.jspecify.annotations.Nullable;

/**
 * Mutual TLS of Raft's connections. Whoever shows a certificate of the cluster's authority belongs to it, at whatever address: certificates
 * name nodes, not hosts.
 */
final class LinkTrust {

    private static final String ALIAS = "node";

    private LinkTrust() {}

    /** What Ratis takes. */
    static GrpcTlsConfig of(LinkIdentity identity) {
        return new GrpcTlsConfig(new Shown(identity), new Asked(identity.authority()), true);
    }

    private static final class Asked extends X509ExtendedTrustManager {

        private final X509Certificate authority;

        Asked(X509Certificate authority) {
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
