package dfs.peer.link;

import dfs.protocol.cluster.LinkIdentity;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;

/**
 * The certificate authority of a cluster. Each node makes it from the cluster's secret, so that all have the same one, and issues itself a
 * certificate of it at each start: whoever knows the secret belongs to the cluster.
 *
 * <p>Its key is that of P-256 (FIPS 186-5, appendix A.2.1: a key out of extra random bits). Certificates hold for ever: the
 * secret is what is changed, and clocks that are wrong keep no node out.
 */
public final class Authority {

    private static final String LABEL = "dfs link authority 1";
    private static final String CURVE = "secp256r1";
    private static final String SIGNATURE = "SHA256withECDSA";

    /** 128 bits more than the curve's order has, so that no key is likelier than another. */
    private static final int KEY_BYTES = 48;

    private static final int SERIAL_BITS = 120;
    private static final X500Name NAME =
            new X500NameBuilder().addRDN(BCStyle.CN, "DFS cluster").build();
    private static final Date FROM = Date.from(Instant.parse("2000-01-01T00:00:00Z"));
    /** For ever, as RFC 5280 section 4.1.2.5 writes it. */
    private static final Date UNTIL = Date.from(Instant.parse("9999-12-31T23:59:59Z"));

    private final KeyPair keys;
    private final X509Certificate certificate;

    private Authority(KeyPair keys, X509Certificate certificate) {
        this.keys = keys;
        this.certificate = certificate;
    }

    /** The authority of those who know the secret. */
    public static Authority of(ClusterSecret secret) {
        try {
            KeyPair keys = keys(new BigInteger(1, secret.key(LABEL, KEY_BYTES).array()));
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                            NAME, BigInteger.ONE, FROM, UNTIL, NAME, keys.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return new Authority(keys, sign(builder, keys.getPrivate()));
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("no authority can be made", e);
        }
    }

    /** The certificate that all members trust. Its key is the same on every node; its signature need not be. */
    public X509Certificate certificate() {
        return certificate;
    }

    /**
     * Certifies a node, with a key made now.
     *
     * @param nodeId the node
     * @param hosts names and addresses that it is reached by, for those who check them
     * @param random makes the key
     */
    public LinkIdentity issue(String nodeId, Set<String> hosts, SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(CURVE), random);
            KeyPair own = generator.generateKeyPair();
            X500Name name = new X500NameBuilder().addRDN(BCStyle.CN, nodeId).build();
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                            NAME,
                            new BigInteger(SERIAL_BITS, random).add(BigInteger.TWO),
                            FROM,
                            UNTIL,
                            name,
                            own.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                        KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                    }));
            if (!hosts.isEmpty()) {
                builder.addExtension(Extension.subjectAlternativeName, false, names(hosts));
            }
            return new LinkIdentity(own.getPrivate(), List.of(sign(builder, keys.getPrivate())), certificate);
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("no certificate can be issued for " + nodeId, e);
        }
    }

    private static GeneralNames names(Set<String> hosts) {
        List<GeneralName> names = new ArrayList<>();
        for (String host : hosts) {
            names.add(new GeneralName(IPAddress.isValid(host) ? GeneralName.iPAddress : GeneralName.dNSName, host));
        }
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }

    private static KeyPair keys(BigInteger seed) throws GeneralSecurityException {
        ECParameterSpec curve = curve();
        BigInteger secret = seed.mod(curve.getOrder().subtract(BigInteger.ONE)).add(BigInteger.ONE);
        org.bouncycastle.math.ec.ECPoint point =
                CustomNamedCurves.getByName(CURVE).getG().multiply(secret).normalize();
        ECPoint open = new ECPoint(
                point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger());
        KeyFactory factory = KeyFactory.getInstance("EC");
        PublicKey publicKey = factory.generatePublic(new ECPublicKeySpec(open, curve));
        PrivateKey privateKey = factory.generatePrivate(new ECPrivateKeySpec(secret, curve));
        return new KeyPair(publicKey, privateKey);
    }

    private static ECParameterSpec curve() throws GeneralSecurityException {
        KeyPairGenerator any = KeyPairGenerator.getInstance("EC");
        any.initialize(new ECGenParameterSpec(CURVE));
        return ((ECPublicKey) any.generateKeyPair().getPublic()).getParams();
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws OperatorCreationException, GeneralSecurityException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key)));
    }
}
