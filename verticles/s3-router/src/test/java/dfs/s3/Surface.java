package dfs.s3;

import dfs.core.Bytes;
import dfs.core.CanIgnoreReturnValue;
import dfs.core.auth.Secret;
import dfs.core.name.BlobId;
import dfs.metadata.Engine;
import dfs.metadata.MemoryEngine;
import dfs.metadata.MetadataVerticle;
import dfs.metadata.spread.SpreadEngine;
import dfs.policy.PolicyVerticle;
import dfs.protocol.Bus;
import dfs.protocol.access.FirstAdmin;
import dfs.protocol.access.Identities;
import dfs.protocol.access.KeyMint;
import dfs.protocol.access.SecretSeal;
import dfs.protocol.metadata.Layout;
import dfs.protocol.web.WebOrigins;
import dfs.s3.call.Limits;
import dfs.s3.call.Memory;
import dfs.s3.call.Services;
import dfs.s3.http.S3Server;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** The S3 port on loopback, over metadata and blobs that are forgotten at the end. */
final class Surface implements AutoCloseable {

    static final String API_KEY = "dfs_test-token";
    static final String ACCESS_KEY = "DFSATESTKEY";
    static final String SECRET_KEY = "test-secret";

    /** Two event loops: what they share is shared. */
    private static final int INSTANCES = 2;

    final FakeBlobs blobs = new FakeBlobs();
    final LaggingEngine metadata;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Vertx vertx = Vertx.vertx();
    private final List<S3RouterVerticle> routers = new CopyOnWriteArrayList<>();
    private final String deployment;

    Surface() {
        this(S3Settings.local(0));
    }

    Surface(S3Settings settings) {
        this(settings, Layout.ONE);
    }

    /** One whose metadata is spread over groups. */
    Surface(Layout layout) {
        this(S3Settings.local(0), layout);
    }

    private Surface(S3Settings settings, Layout layout) {
        Bus bus = new Bus(vertx);
        SecureRandom random = new SecureRandom();
        SecretSeal seal = new SecretSeal(Bytes.wrap(new byte[SecretSeal.MASTER_KEY_BYTES]), random);
        InstantSource clock = InstantSource.system();
        metadata = new LaggingEngine(engine(layout, clock));
        vertx.deployVerticle(new MetadataVerticle(bus, () -> metadata)).await();
        vertx.deployVerticle(new PolicyVerticle(bus, new SimpleMeterRegistry())).await();
        new FirstAdmin(bus, seal, new KeyMint(random))
                .ensure(
                        new FirstAdmin.Given(
                                Optional.of(new FirstAdmin.KeyPair(ACCESS_KEY, Secret.of(SECRET_KEY))),
                                Optional.of(Secret.of(API_KEY))),
                        credentials -> {});
        RandomGenerator dice = RandomGenerator.getDefault();
        Services services = new Services(
                bus,
                blobs,
                clock,
                layout,
                () -> BlobId.of(clock.millis(), dice.nextInt(), dice.nextLong()),
                Limits.DEFAULT,
                new Memory(),
                new WebOrigins(List.of("http://web.example")),
                settings.region());
        S3Server server = S3RouterVerticle.server(
                settings, services, new Identities(bus, seal), meters, random::nextLong, Optional.empty());
        Supplier<S3RouterVerticle> instances = () -> {
            routers.add(new S3RouterVerticle(settings, server));
            return routers.getLast();
        };
        deployment = vertx.deployVerticle(instances, new DeploymentOptions().setInstances(INSTANCES))
                .await();
    }

    private static Engine engine(Layout layout, InstantSource clock) {
        return layout.equals(Layout.ONE)
                ? new MemoryEngine(clock)
                : new SpreadEngine(IntStream.range(0, layout.groups())
                        .mapToObj(group -> new MemoryEngine(clock, group))
                        .toList());
    }

    /** Begins to close the port. */
    Future<?> stop() {
        return vertx.undeploy(deployment);
    }

    /** Short patience, for tests of slow clients. */
    static S3Settings impatient() {
        return limited(new S3Settings.ConnectionLimits(
                2048, 4096, 64, 64, Duration.ofSeconds(30), Duration.ofMillis(500), Duration.ofMillis(200), 1024));
    }

    /** A port with limits of its own. */
    static S3Settings limited(S3Settings.ConnectionLimits limits) {
        return local(S3Settings.local(0).region(), limits);
    }

    /** A port in a region. */
    static S3Settings in(String region) {
        return local(region, S3Settings.ConnectionLimits.DEFAULT);
    }

    private static S3Settings local(String region, S3Settings.ConnectionLimits limits) {
        S3Settings local = S3Settings.local(0);
        return new S3Settings(
                local.host(),
                0,
                local.domains(),
                region,
                local.nodeId(),
                local.tls(),
                true,
                local.limits(),
                limits,
                local.stopGrace());
    }

    int port() {
        return routers.getFirst().port();
    }

    /** Opens a connection. */
    Wire connect() {
        return new Wire(port());
    }

    /** Sends one request with the administrator's API key on a connection of its own, and reads the reply. */
    @CanIgnoreReturnValue
    Wire.Reply send(String method, String target, String... headersThenBody) {
        try (Wire wire = connect()) {
            return wire.send(method, target, headersThenBody);
        }
    }

    @Override
    public void close() {
        vertx.close().await();
        blobs.close();
    }
}
