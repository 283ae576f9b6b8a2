package dfs.config.bus;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import dfs.config.BusSettings;
import dfs.config.BusSettings.Discovery;
import dfs.config.Port;
import dfs.core.auth.Secret;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HazelcastFormTest {

    private static final Secret SECRET = Secret.of("the secret of a cluster");

    private static Config form(Discovery discovery) {
        return HazelcastForm.of(
                new BusSettings(
                        "10.0.0.1",
                        new Port(5711),
                        new Port(15_701),
                        discovery,
                        List.of("10.0.0.2:5701", "10.0.0.3:5702"),
                        Optional.of("dfs.default.svc.cluster.local"),
                        Optional.empty(),
                        List.of("10.0.1.*", "127.0.0.1")),
                "node1",
                SECRET);
    }

    private static JoinConfig join(Discovery discovery) {
        return form(discovery).getNetworkConfig().getJoin();
    }

    @Test
    void aStaticListIsAskedAndNothingElse() {
        JoinConfig join = join(Discovery.STATIC);
        assertThat(join.getTcpIpConfig().isEnabled()).isTrue();
        assertThat(join.getTcpIpConfig().getMembers())
                .containsExactly("10.0.0.1:5711", "10.0.0.2:5701", "10.0.0.3:5702");
        assertThat(join.getMulticastConfig().isEnabled()).isFalse();
        assertThat(join.getKubernetesConfig().isEnabled()).isFalse();
        assertThat(join.getAutoDetectionConfig().isEnabled()).isFalse();
    }

    @Test
    void theLocalNetworkIsAskedAndNothingElse() {
        JoinConfig join = join(Discovery.MULTICAST);
        assertThat(join.getMulticastConfig().isEnabled()).isTrue();
        assertThat(join.getTcpIpConfig().isEnabled()).isFalse();
        assertThat(join.getKubernetesConfig().isEnabled()).isFalse();
        assertThat(join.getAutoDetectionConfig().isEnabled()).isFalse();
    }

    @Test
    void theServiceInKubernetesIsAskedByItsNameAndNothingElse() {
        JoinConfig join = join(Discovery.KUBERNETES);
        assertThat(join.getKubernetesConfig().isEnabled()).isTrue();
        assertThat(join.getKubernetesConfig().getProperty("service-dns")).isEqualTo("dfs.default.svc.cluster.local");
        assertThat(join.getKubernetesConfig().getProperty("service-port")).isEqualTo("5711");
        assertThat(join.getTcpIpConfig().isEnabled()).isFalse();
        assertThat(join.getMulticastConfig().isEnabled()).isFalse();
        assertThat(join.getAutoDetectionConfig().isEnabled()).isFalse();
    }

    @Test
    void itListensWhereItWasToldAndOnNothingElse() {
        Config form = form(Discovery.STATIC);
        assertThat(form.getNetworkConfig().getPort()).isEqualTo(5711);
        assertThat(form.getNetworkConfig().isPortAutoIncrement()).isFalse();
        assertThat(form.getNetworkConfig().getPublicAddress()).isEqualTo("10.0.0.1:5711");
        assertThat(form.getNetworkConfig().getInterfaces().isEnabled()).isTrue();
        assertThat(form.getNetworkConfig().getInterfaces().getInterfaces()).containsExactly("10.0.0.1");
        assertThat(form.getProperty("hazelcast.socket.bind.any")).isEqualTo("false");
        assertThat(form.getNetworkConfig().getRestApiConfig().isEnabled()).isFalse();
    }

    @Test
    void managementCenterMayLookFromWhereItIsTrustedAndRunNothing() {
        var center = form(Discovery.STATIC).getManagementCenterConfig();
        assertThat(center.isScriptingEnabled()).isFalse();
        assertThat(center.isConsoleEnabled()).isFalse();
        assertThat(center.isDataAccessEnabled()).isFalse();
        assertThat(center.getTrustedInterfaces()).containsExactlyInAnyOrder("10.0.1.*", "127.0.0.1");
    }

    @Test
    void aDeadNodeIsGoneInSecondsAndNothingIsToldToItsMakers() {
        Config form = form(Discovery.STATIC);
        assertThat(form.getProperty("hazelcast.max.no.heartbeat.seconds")).isEqualTo("5");
        assertThat(form.getProperty("hazelcast.merge.first.run.delay.seconds")).isEqualTo("5");
        assertThat(form.getProperty("hazelcast.merge.next.run.delay.seconds")).isEqualTo("5");
        assertThat(form.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
        assertThat(form.getProperty("hazelcast.logging.type")).isEqualTo("slf4j");
        assertThat(form.getProperty("hazelcast.partition.count")).isEqualTo("31");
        assertThat(form.getJetConfig().isEnabled()).isFalse();
        assertThat(form.getMemberAttributeConfig().getAttribute(HazelcastForm.NODE_ATTRIBUTE))
                .isEqualTo("node1");
    }

    /** vertx-hazelcast names them; its own default configuration is what this is held against. */
    @Test
    void whatVertxKeepsIsKeptAsItWantsIt() {
        Config own = io.vertx.spi.cluster.hazelcast.ConfigUtil.loadConfig();
        Config form = form(Discovery.STATIC);
        assertThat(form.getMultiMapConfigs())
                .containsOnlyKeys(own.getMultiMapConfigs().keySet());
        for (MultiMapConfig map : own.getMultiMapConfigs().values()) {
            assertThat(form.getMultiMapConfig(map.getName())).isEqualTo(map);
        }
        assertThat(form.getMapConfigs()).containsOnlyKeys(own.getMapConfigs().keySet());
        for (MapConfig map : own.getMapConfigs().values()) {
            assertThat(form.getMapConfig(map.getName())).isEqualTo(map);
        }
    }

    @Test
    void clustersOfDifferentSecretsHaveDifferentNamesThatSayNothingOfThem() {
        String name = HazelcastForm.clusterName(SECRET);
        assertThat(form(Discovery.STATIC).getClusterName()).isEqualTo(name);
        assertThat(name).isEqualTo(HazelcastForm.clusterName(Secret.of("the secret of a cluster")));
        assertThat(name).isNotEqualTo(HazelcastForm.clusterName(Secret.of("the secret of a cluster.")));
        assertThat(name).matches("dfs-[0-9a-f]{32}").doesNotContain("secret");
    }
}
