package dfs.peer.link;

import dfs.protocol.cluster.LinkIdentity;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** An identity out of PEM files, for those who certify their nodes themselves. */
public final class PemIdentity {

    private PemIdentity() {}

    /**
     * Reads one.
     *
     * @param chain the node's certificate, whose common name is the node's id, and those between it and the authority
     * @param key its private key, not encrypted: PKCS #8, PKCS #1 or SEC 1
     * @param authority the certificate of the authority that certifies all nodes
     * @throws IOException where a file cannot be read or does not hold that; the message says which
     */
    public static LinkIdentity read(Path chain, Path key, Path authority) throws IOException {
        return new LinkIdentity(
                key(key), certificates(chain), certificates(authority).getFirst());
    }

    private static List<X509Certificate> certificates(Path file) throws IOException {
        List<X509Certificate> found = new ArrayList<>();
        for (Object part : parts(file)) {
            if (part instanceof X509CertificateHolder holder) {
                try {
                    found.add(new JcaX509CertificateConverter().getCertificate(holder));
                } catch (CertificateException e) {
                    throw new IOException(file + " holds a certificate that cannot be read", e);
                }
            }
        }
        if (found.isEmpty()) {
            throw new IOException(file + " holds no certificate in PEM form");
        }
        return found;
    }

    private static PrivateKey key(Path file) throws IOException {
        for (Object part : parts(file)) {
            if (part instanceof PEMKeyPair pair) {
                return new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
            }
            if (part instanceof PrivateKeyInfo info) {
                return new JcaPEMKeyConverter().getPrivateKey(info);
            }
        }
        throw new IOException(file + " holds no private key in PEM form that is not encrypted");
    }

    private static List<Object> parts(Path file) throws IOException {
        List<Object> parts = new ArrayList<>();
        try (Reader text = Files.newBufferedReader(file);
                PEMParser parser = new PEMParser(text)) {
            Object part = parser.readObject();
            while (part != null) {
                parts.add(part);
                part = parser.readObject();
            }
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
        return parts;
    }
}
