package dfs.protocol.cluster;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a node shows to other nodes, and what it asks of them, on every connection between nodes (mutual TLS). Certificates name the node
 * as their common name. Never printed.
 *
 * @param key of the first certificate
 * @param chain its own certificate, and those that lead to the authority
 * @param authority whoever is certified by it belongs to the cluster
 */
public record LinkIdentity(PrivateKey key, List<X509Certificate> chain, X509Certificate authority) {

    /** Copies the list. */
    public LinkIdentity {
        chain = List.copyOf(chain);
    }

    @Override
    public String toString() {
        return "LinkIdentity[" + chain.getFirst().getSubjectX500Principal() + "]";
    }
}
