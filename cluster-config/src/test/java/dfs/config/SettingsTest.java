package dfs.config;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.auth.Secret;
import dfs.protocol.cluster.Endpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** For each record: what it is without an environment, and that every value can be set to something else. */
class SettingsTest {

    private static final Settings BY_DEFAULT = SettingsReader.read(Map.of());
    private static final String MASTER_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    @Test
    void aNodeByDefault() {
        assertThat(BY_DEFAULT.node())
                .isEqualTo(new NodeSettings("node1", NodeSettings.NodeType.CORE, false, Duration.ofSeconds(20)));
    }

    @Test
    void aNodeWithEveryValueSet() {
        assertThat(read("NODE_ID", "n-7.a_b", "NODE_TYPE", "Core", "DEBUG", "True", "DFS_STOP_GRACE", "1500ms")
                        .node())
                .isEqualTo(new NodeSettings("n-7.a_b", NodeSettings.NodeType.CORE, true, Duration.ofMillis(1500)));
    }

    @Test
    void theBusByDefault() {
        assertThat(BY_DEFAULT.bus())
                .isEqualTo(new BusSettings(
                        "127.0.0.1",
                        new Port(5701),
                        new Port(15_701),
                        BusSettings.Discovery.STATIC,
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of("127.0.0.1")));
    }

    @Test
    void theBusWithEveryValueSet() {
        assertThat(read(
                                "DFS_BUS_HOST", "10.0.0.1",
                                "DFS_HAZELCAST_PORT", "6701",
                                "DFS_BUS_PORT", "0",
                                "DFS_DISCOVERY", "kubernetes",
                                "DFS_HAZELCAST_MEMBERS", "10.0.0.2:5701, [::1]:5702",
                                "DFS_HAZELCAST_SERVICE", "dfs.default.svc.cluster.local",
                                "DFS_HAZELCAST_CLUSTER", "dfs",
                                "DFS_HAZELCAST_TRUSTED", "10.0.1.*,10.0.2.10-20")
                        .bus())
                .isEqualTo(new BusSettings(
                        "10.0.0.1",
                        new Port(6701),
                        new Port(0),
                        BusSettings.Discovery.KUBERNETES,
                        List.of("10.0.0.2:5701", "[::1]:5702"),
                        Optional.of("dfs.default.svc.cluster.local"),
                        Optional.of("dfs"),
                        List.of("10.0.1.*", "10.0.2.10-20")));
    }

    @Test
    void whereNoMembersAreNamedTheHostsOfTheClusterAreAsked() {
        assertThat(BY_DEFAULT.bus().orHosts(List.of("a", "::1")).hazelcastMembers())
                .containsExactly("a:5701", "[::1]:5701");
        assertThat(read("DFS_HAZELCAST_MEMBERS", "b:1")
                        .bus()
                        .orHosts(List.of("a"))
                        .hazelcastMembers())
                .containsExactly("b:1");
    }

    @Test
    void aBusThatCannotWorkIsRefused() {
        refused("DFS_HAZELCAST_PORT=0", "DFS_HAZELCAST_PORT", "0");
        refused("each is host:port", "DFS_HAZELCAST_MEMBERS", "10.0.0.2");
        refused(
                "two nodes at one address",
                "DFS_CLUSTER_NODES",
                "node1=10.0.0.1:7001,node2=10.0.0.1:7001",
                "DFS_CLUSTER_SECRET",
                "a secret long enough for this");
        refused("set DFS_HAZELCAST_SERVICE", "DFS_DISCOVERY", "kubernetes");
        refused("each is an address", "DFS_HAZELCAST_TRUSTED", "everybody");
    }

    @Test
    void aNodeHasAllPartsByDefault() {
        assertThat(BY_DEFAULT.verticles().all()).isEqualTo(Verticle.ALL);
    }

    @Test
    void partsThatCannotWorkAreRefused() {
        refused("choose of: s3, metadata, storage", "DFS_VERTICLES", "s3,gateway");
        refused("no other nodes to keep it", "DFS_VERTICLES", "s3,storage,policy");
        refused("no other nodes to keep bytes", "DFS_VERTICLES", "s3,metadata,policy");
        refused("management without metrics", "DFS_VERTICLES", "metadata,storage,policy,management");
        refused("or name other nodes", "DFS_VERTICLES", "metadata,storage,s3");
    }

    @Test
    void aNodeMayLeaveOutWhatOthersDo() {
        assertThat(read("DFS_VERTICLES", "metadata,storage").verticles().all())
                .containsExactly(Verticle.METADATA, Verticle.STORAGE);
        assertThat(read(
                                "DFS_VERTICLES", "metadata,storage,s3",
                                "DFS_CLUSTER_NODES", "node1=10.0.0.1:7001,node2=10.0.0.2:7001",
                                "DFS_CLUSTER_SECRET", "a secret long enough for this")
                        .verticles()
                        .all())
                .containsExactly(Verticle.S3, Verticle.METADATA, Verticle.STORAGE);
        assertThat(read(
                                "DFS_VERTICLES", "storage",
                                "DFS_CLUSTER_NODES", "node1=10.0.0.1:7001,node2=10.0.0.2:7001",
                                "DFS_CLUSTER_SECRET", "a secret long enough for this")
                        .verticles()
                        .all())
                .containsExactly(Verticle.STORAGE);
    }

    private static void refused(String why, String... namesAndValues) {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> read(namesAndValues))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(why);
    }

    @Test
    void theS3PortByDefault() {
        assertThat(BY_DEFAULT.api())
                .isEqualTo(new ApiSettings(
                        "0.0.0.0",
                        new Port(8001),
                        "us-east-1",
                        List.of("localhost", "s3.localhost"),
                        new ApiTls(Optional.empty(), Optional.empty()),
                        1,
                        16_384,
                        1024,
                        new ByteSize(32 << 10),
                        Duration.ofSeconds(75),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        new ByteSize(1 << 10),
                        true));
        assertThat(BY_DEFAULT.api().tls().scheme()).isEqualTo("http");
    }

    @Test
    void theS3PortWithEveryValueSet() {
        ApiSettings api = read(
                        "API_HOST", "127.0.0.1",
                        "API_PORT", "5555",
                        "AWS_REGION", "us-west-2",
                        "DFS_DOMAINS", "s3.example.org, s3.local",
                        "DFS_TLS_CERT", "/tls/cert.pem",
                        "DFS_TLS_KEY", "/tls/key.pem",
                        "DFS_EVENT_LOOPS", "3",
                        "DFS_CONNECTIONS_MAX", "10",
                        "DFS_REQUESTS_MAX", "20",
                        "DFS_HEADER_BYTES_MAX", "64KiB",
                        "DFS_IDLE_TIMEOUT", "2m",
                        "DFS_HEAD_TIMEOUT", "8s",
                        "DFS_BODY_TIMEOUT", "9s",
                        "DFS_RATE_MIN", "0",
                        "DFS_FORM_SIGV2", "off")
                .api();
        assertThat(api)
                .isEqualTo(new ApiSettings(
                        "127.0.0.1",
                        new Port(5555),
                        "us-west-2",
                        List.of("s3.example.org", "s3.local"),
                        new ApiTls(Optional.of(Path.of("/tls/cert.pem")), Optional.of(Path.of("/tls/key.pem"))),
                        3,
                        10,
                        20,
                        new ByteSize(64 << 10),
                        Duration.ofMinutes(2),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(9),
                        new ByteSize(0),
                        false));
        assertThat(api.tls().scheme()).isEqualTo("https");
    }

    @Test
    void theManagementPortByDefault() {
        assertThat(BY_DEFAULT.management())
                .isEqualTo(new ManagementSettings(
                        "0.0.0.0",
                        new Port(5001),
                        List.of(),
                        false,
                        new ManagementTls(Optional.empty(), Optional.empty())));
    }

    @Test
    void theManagementPortWithEveryValueSet() {
        assertThat(read(
                                "DFS_MANAGEMENT_HOST", "::1",
                                "DFS_MANAGEMENT_PORT", "0",
                                "CORS_ORIGINS", "http://localhost:3000,https://ui.example.org",
                                "DFS_METRICS_PUBLIC", "yes",
                                "DFS_MANAGEMENT_TLS_CERT", "c.pem",
                                "DFS_MANAGEMENT_TLS_KEY", "k.pem")
                        .management())
                .isEqualTo(new ManagementSettings(
                        "::1",
                        new Port(0),
                        List.of("http://localhost:3000", "https://ui.example.org"),
                        true,
                        new ManagementTls(Optional.of(Path.of("c.pem")), Optional.of(Path.of("k.pem")))));
    }

    @Test
    void storageByDefault() {
        assertThat(BY_DEFAULT.storage())
                .isEqualTo(new StorageSettings(
                        StorageSettings.Backend.LOCAL,
                        Path.of("data/node1"),
                        Optional.empty(),
                        new ByteSize(256L << 20)));
    }

    @Test
    void storageWithEveryValueSet() {
        assertThat(read(
                                "STORAGE_ENV", "LOCAL",
                                "STORAGE_PATH", "/srv/my data",
                                "QUORUM_SIZE", "1",
                                "DFS_DISK_RESERVE", "5GB")
                        .storage())
                .isEqualTo(new StorageSettings(
                        StorageSettings.Backend.LOCAL,
                        Path.of("/srv/my data"),
                        Optional.of(1),
                        new ByteSize(5_000_000_000L)));
    }

    @Test
    void securityByDefault() {
        assertThat(BY_DEFAULT.security())
                .isEqualTo(
                        new SecuritySettings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void securityWithEveryValueSet() {
        assertThat(read(
                                "API_KEY", "a-long-token",
                                "AWS_ACCESS_KEY", "ADMIN",
                                "AWS_SECRET_KEY", "a-long-secret",
                                "DFS_MASTER_KEY", MASTER_KEY)
                        .security())
                .isEqualTo(new SecuritySettings(
                        Optional.of(Secret.of("a-long-token")),
                        Optional.of("ADMIN"),
                        Optional.of(Secret.of("a-long-secret")),
                        Optional.of(Secret.of(MASTER_KEY))));
    }

    @Test
    void jobsByDefault() {
        assertThat(BY_DEFAULT.jobs())
                .isEqualTo(new JobSettings(
                        Duration.ofHours(24),
                        Duration.ofMinutes(1),
                        Duration.ofHours(1),
                        Duration.ofDays(7),
                        new ByteSize(32 << 20),
                        Duration.ofMinutes(10)));
    }

    @Test
    void jobsWithEveryValueSet() {
        assertThat(read(
                                "DFS_GARBAGE_GRACE", "48h",
                                "DFS_READ_GRACE", "0s",
                                "DFS_GARBAGE_INTERVAL", "2h",
                                "DFS_SCRUB_INTERVAL", "30d",
                                "DFS_SCRUB_RATE", "1MiB",
                                "DFS_COMPACTION_INTERVAL", "1m")
                        .jobs())
                .isEqualTo(new JobSettings(
                        Duration.ofHours(48),
                        Duration.ZERO,
                        Duration.ofHours(2),
                        Duration.ofDays(30),
                        new ByteSize(1 << 20),
                        Duration.ofMinutes(1)));
    }

    @Test
    void theClusterByDefault() {
        assertThat(BY_DEFAULT.cluster())
                .isEqualTo(new ClusterSettings(List.of(), Optional.empty(), "0.0.0.0", new Port(7101), 1, 3));
        assertThat(BY_DEFAULT.cluster().isOn()).isFalse();
        assertThat(BY_DEFAULT.quorum()).isEqualTo(1);
    }

    @Test
    void theClusterWithEveryValueSet() {
        Settings settings = read(
                "NODE_ID", "b",
                "DFS_CLUSTER_NODES", "a=10.0.0.1:7001, b=[::1]:7002,c=host.example:7003",
                "DFS_CLUSTER_SECRET", "a secret of enough length",
                "DFS_CLUSTER_HOST", "127.0.0.1",
                "DFS_RAFT_PORT", "7102",
                "DFS_METADATA_GROUPS", "4",
                "DFS_REPLICAS", "5");
        assertThat(settings.cluster())
                .isEqualTo(new ClusterSettings(
                        List.of("a=10.0.0.1:7001", "b=[::1]:7002", "c=host.example:7003"),
                        Optional.of(Secret.of("a secret of enough length")),
                        "127.0.0.1",
                        new Port(7102),
                        4,
                        5));
        assertThat(settings.cluster().address("b")).contains(new NodeAddress("b", new Endpoint("::1", 7002)));
        assertThat(settings.quorum()).isEqualTo(3);
    }

    private static Settings read(String... namesAndValues) {
        return SettingsReader.read(Environments.of(namesAndValues));
    }
}
