package dfs.config.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.impl.clientside.HazelcastClientInstanceImpl;
import com.hazelcast.client.impl.clientside.HazelcastClientProxy;
import com.hazelcast.client.impl.management.ManagementCenterService;
import com.hazelcast.client.impl.protocol.ClientMessage;
import com.hazelcast.client.impl.protocol.codec.MCGetSystemPropertiesCodec;
import com.hazelcast.client.impl.protocol.codec.MCRunConsoleCommandCodec;
import com.hazelcast.client.impl.protocol.codec.MCRunScriptCodec;
import com.hazelcast.client.impl.spi.impl.ClientInvocation;
import com.hazelcast.core.HazelcastInstance;
import dfs.config.BusSettings;
import dfs.protocol.cluster.LinkIdentity;
import java.nio.file.Path;
import java.security.AccessControlException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * <b>Goal.</b> Management Center may look into all nodes from where it is trusted, and from nowhere else, and can run nothing on them.
 *
 * <p><b>Method.</b> Three ends of the bus over loopback; a client of Hazelcast in the mode that Management Center attaches with sends
 * what Management Center sends. One more end of the bus trusts an address that nobody here has.
 */
@SuppressWarnings("removal") // Hazelcast tells a refusal with it.
class ManagementCenterTest {

    private static final int CONNECT_MILLIS = 2_000;

    @TempDir
    private static Path folder;

    private static TestNodes nodes;
    private static TestNodes.Node wary;
    private static String waryAddress = "";

    @BeforeAll
    static void start() throws Exception {
        LinkIdentity identity = TestIdentity.make(folder, "cluster");
        nodes = new TestNodes(identity, "a", "b", "c");
        nodes.start("a", "b", "c");
        TestNodes others = new TestNodes(identity, "wary");
        BusSettings open = others.settings("wary");
        BusSettings trusting = new BusSettings(
                open.host(),
                open.hazelcastPort(),
                open.port(),
                open.discovery(),
                open.hazelcastMembers(),
                open.hazelcastService(),
                open.clusterName(),
                List.of("127.0.0.99"));
        waryAddress = others.hazelcast("wary");
        wary = TestNodes.open("wary", trusting, TestNodes.SECRET, identity);
    }

    @AfterAll
    static void stop() {
        nodes.close();
        wary.clusterBus().vertx().close().await();
    }

    @Test
    void itSeesEveryNodeFromWhereItIsTrusted() throws Exception {
        HazelcastInstance center = attach(nodes.hazelcast("a"));
        try {
            assertThat(center.getCluster().getMembers())
                    .extracting(member -> member.getAttribute(HazelcastForm.NODE_ATTRIBUTE))
                    .containsExactlyInAnyOrder("a", "b", "c");
            for (UUID member : members(center)) {
                ClientMessage answer = send(center, MCGetSystemPropertiesCodec.encodeRequest(), member);
                assertThat(MCGetSystemPropertiesCodec.decodeResponse(answer))
                        .anyMatch(property -> property.getKey().equals("java.version"));
            }
        } finally {
            center.shutdown();
        }
    }

    @Test
    void itRunsNothingOnTheNodes() {
        HazelcastInstance center = attach(nodes.hazelcast("b"));
        try {
            for (UUID member : members(center)) {
                assertThatThrownBy(() -> send(center, MCRunScriptCodec.encodeRequest("javascript", "1 + 1"), member))
                        .hasCauseInstanceOf(AccessControlException.class);
                assertThatThrownBy(() -> send(center, MCRunConsoleCommandCodec.encodeRequest("", "who"), member))
                        .hasCauseInstanceOf(AccessControlException.class);
            }
        } finally {
            center.shutdown();
        }
    }

    @Test
    void itIsRefusedFromWhereItIsNotTrusted() {
        HazelcastInstance center = attach(waryAddress);
        try {
            for (UUID member : members(center)) {
                for (ClientMessage question : List.of(
                        MCGetSystemPropertiesCodec.encodeRequest(),
                        MCRunScriptCodec.encodeRequest("javascript", "1 + 1"),
                        MCRunConsoleCommandCodec.encodeRequest("", "who"))) {
                    assertThatThrownBy(() -> send(center, question, member))
                            .cause()
                            .isInstanceOf(AccessControlException.class)
                            .hasMessageContaining("not allowed");
                }
            }
        } finally {
            center.shutdown();
        }
    }

    private static HazelcastInstance attach(String address) {
        ClientConfig config = new ClientConfig();
        config.setClusterName(HazelcastForm.clusterName(TestNodes.SECRET));
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty(ManagementCenterService.MC_CLIENT_MODE_PROP.getName(), "true");
        config.getNetworkConfig().addAddress(address);
        config.getConnectionStrategyConfig().getConnectionRetryConfig().setClusterConnectTimeoutMillis(CONNECT_MILLIS);
        return HazelcastClient.newHazelcastClient(config);
    }

    private static List<UUID> members(HazelcastInstance center) {
        return center.getCluster().getMembers().stream()
                .map(member -> member.getUuid())
                .toList();
    }

    private static ClientMessage send(HazelcastInstance center, ClientMessage question, UUID member)
            throws ExecutionException, InterruptedException {
        HazelcastClientInstanceImpl client = ((HazelcastClientProxy) center).client;
        return new ClientInvocation(client, question, null, member).invoke().get();
    }
}
