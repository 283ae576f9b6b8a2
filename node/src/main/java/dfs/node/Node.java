package dfs.node;

import dfs.config.ManagementSettings;
import dfs.config.Settings;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.management.ManagementApi;
import dfs.management.ManagementParts;
import dfs.management.ManagementVerticle;
import dfs.management.docs.Contracts;
import dfs.management.docs.S3Surface;
import dfs.metrics.HealthSources;
import dfs.metrics.MetricsVerticle;
import dfs.metrics.Probes;
import dfs.metrics.Registry;
import dfs.policy.PolicyVerticle;
import dfs.protocol.Bus;
import dfs.protocol.access.FirstAdmin;
import dfs.protocol.access.Identities;
import dfs.protocol.access.KeyMint;
import dfs.protocol.access.SecretSeal;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.health.Component;
import dfs.protocol.health.ComponentState;
import dfs.protocol.health.NodeFacts;
import dfs.protocol.web.WebOrigins;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A node: every part of it, put together on this page, started from the ground up and stopped from the top down. */
final class Node {

    private final Settings settings;
    private final Instant started;
    private final Running running;

    /** A node with these settings, whose process began at {@code started}. */
    Node(Settings settings, Instant started) {
        this.settings = settings;
        this.started = started;
        this.running = new Running(settings.node().stopGrace());
    }

    /** Where a node that runs is reached. */
    record Urls(String s3, String management, Path data) {}

    /**
     * Starts all parts; blocks until the node is ready.
     *
     * @throws StartFailure where it cannot be
     */
    Urls start() {
        SecureRandom random = new SecureRandom();
        InstantSource clock = InstantSource.system();
        NodeFacts facts = new NodeFacts(
                settings.node().id(),
                settings.node().type().name().toLowerCase(Locale.ROOT),
                Optional.ofNullable(Node.class.getPackage().getImplementationVersion())
                        .orElse("development"),
                started.toEpochMilli());

        DataFolder data = running.add("data folder", DataFolder.open(settings.storage().path()));
        Keys keys = new Keys(data.keys());
        SecretSeal seal = new SecretSeal(keys.masterKey(settings.security().masterKey(), random), random);
        KeyMint mint = new KeyMint(random);

        PrometheusMeterRegistry registry = Registry.create(facts);
        Vertx vertx = running.add(Engine.start(registry));
        Bus bus = new Bus(vertx);

        running.deploy(vertx, "Policy", new PolicyVerticle(bus, registry));
        running.deploy(
                vertx,
                "Metrics",
                new MetricsVerticle(
                        bus,
                        registry,
                        new HealthSources(
                                Map.of(
                                        Component.STORAGE, () -> ComponentState.OPERATIONAL,
                                        Component.API, () -> ComponentState.OPERATIONAL,
                                        Component.POLICY_ENGINE, () -> Probes.policy(bus),
                                        Component.METADATA, () -> Probes.metadata(bus)),
                                () -> new BlobStore.Space(0, 0, 0, 0, 0),
                                Map::of,
                                () -> 1),
                        facts,
                        clock));
        ManagementApi api = Running.await(
                "The management API",
                ManagementApi.open(
                        vertx,
                        bus,
                        new ManagementParts(
                                new Identities(bus, seal),
                                request -> {
                                    throw new S3Failure(ErrorCode.NOT_IMPLEMENTED);
                                },
                                seal,
                                mint,
                                new WebOrigins(settings.management().webOrigins()),
                                settings.management().isMetricsPublic(),
                                facts,
                                new S3Surface(
                                        Contracts.read("s3.yaml"),
                                        () -> settings.api().port().number(),
                                        settings.api().tls().isOn()),
                                registry,
                                clock)));
        ManagementVerticle management = new ManagementVerticle(options(settings.management()), api);
        running.listen(
                vertx,
                "The management port",
                management,
                "DFS_MANAGEMENT_PORT",
                settings.management().port());
        new FirstAdmin(bus, seal, mint).ensure(given(), keys::keep);
        return new Urls("", settings.management().tls().scheme() + "://localhost:" + management.port(), data.path());
    }

    /** Stops what was started, newest first; requests under way may end within the grace. Safe to call at any time. */
    void stop() {
        running.close();
    }

    private FirstAdmin.Given given() {
        return new FirstAdmin.Given(
                settings.security()
                        .accessKey()
                        .flatMap(id -> settings.security().secretKey().map(key -> new FirstAdmin.KeyPair(id, key))),
                settings.security().apiKey());
    }

    private static HttpServerOptions options(ManagementSettings management) {
        return new HttpServerOptions()
                .setHost(management.host())
                .setPort(management.port().number());
    }
}
