package dfs.config.bus;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.YamlConfigBuilder;
import dfs.config.BusSettings;
import dfs.core.auth.Secret;
import dfs.protocol.cluster.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Properties;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Hazelcast's configuration: {@code hazelcast.yaml} beside this class, filled in from the settings. */
final class HazelcastForm {

    /** The member attribute that names the node. */
    static final String NODE_ATTRIBUTE = "dfs.node";

    private static final String TEMPLATE = "hazelcast.yaml";
    private static final String NAME_PURPOSE = "dfs hazelcast cluster name 1";
    private static final int NAME_BYTES = 16;

    private HazelcastForm() {}

    /** The configuration of the member that a node is. */
    static Config of(BusSettings settings, String nodeId, Secret clusterSecret) {
        Properties values = new Properties();
        values.setProperty("cluster.name", settings.clusterName().orElseGet(() -> clusterName(clusterSecret)));
        values.setProperty(
                "instance.name", nodeId + "-" + settings.hazelcastPort().number());
        values.setProperty("node.id", nodeId);
        values.setProperty("public.address", address(settings));
        values.setProperty("port", Integer.toString(settings.hazelcastPort().number()));
        for (BusSettings.Discovery choice : BusSettings.Discovery.values()) {
            String name = "discovery." + choice.name().toLowerCase(java.util.Locale.ROOT);
            values.setProperty(name, Boolean.toString(choice == settings.discovery()));
        }
        values.setProperty("kubernetes.service", settings.hazelcastService().orElse("none.invalid"));
        Config config = read(values);
        config.setClassLoader(HazelcastForm.class.getClassLoader());
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getTcpIpConfig().addMember(address(settings));
        settings.hazelcastMembers().forEach(join.getTcpIpConfig()::addMember);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface(settings.host());
        config.getManagementCenterConfig()
                .setTrustedInterfaces(new java.util.LinkedHashSet<>(settings.trustedInterfaces()));
        return config;
    }

    /** Tells clusters apart that meet in one network; says nothing of the secret. */
    static String clusterName(Secret clusterSecret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(clusterSecret.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] tag = mac.doFinal(NAME_PURPOSE.getBytes(StandardCharsets.UTF_8));
            return "dfs-" + HexFormat.of().formatHex(Arrays.copyOf(tag, NAME_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC with SHA-256 belongs to every JDK", e);
        }
    }

    private static String address(BusSettings settings) {
        return new Endpoint(settings.host(), settings.hazelcastPort().number()).toString();
    }

    private static Config read(Properties values) {
        try (InputStream template =
                Objects.requireNonNull(HazelcastForm.class.getResourceAsStream(TEMPLATE), TEMPLATE)) {
            return new YamlConfigBuilder(template).setProperties(values).build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
