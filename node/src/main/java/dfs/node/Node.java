package dfs.node;

import dfs.config.BusSettings;
import dfs.config.Settings;
import dfs.config.Verticle;
import dfs.config.bus.ClusterBus;
import dfs.core.Bytes;
import dfs.core.name.BlobId;
import dfs.management.ManagementApi;
import dfs.management.ManagementParts;
import dfs.management.ManagementVerticle;
import dfs.management.docs.S3Surface;
import dfs.metadata.MetadataVerticle;
import dfs.metadata.raft.RaftEngine;
import dfs.metadata.raft.RaftSettings;
import dfs.metrics.HealthSources;
import dfs.metrics.MetricsVerticle;
import dfs.metrics.Probes;
import dfs.metrics.Registry;
import dfs.node.forming.ClusterNodes;
import dfs.node.forming.Standing.Belonging;
import dfs.policy.PolicyVerticle;
import dfs.protocol.Bus;
import dfs.protocol.access.FirstAdmin;
import dfs.protocol.access.Identities;
import dfs.protocol.access.KeyMint;
import dfs.protocol.access.SecretSeal;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.Member;
import dfs.protocol.cluster.Membership;
import dfs.protocol.health.Component;
import dfs.protocol.health.ComponentState;
import dfs.protocol.health.NodeFacts;
import dfs.protocol.metadata.Layout;
import dfs.protocol.web.WebOrigins;
import dfs.replication.Clocks;
import dfs.replication.ReplicationVerticle;
import dfs.replication.copies.NoBlobs;
import dfs.replication.copies.ReplicatedBlobStore;
import dfs.s3.S3RouterVerticle;
import dfs.s3.S3Settings;
import dfs.s3.call.Limits;
import dfs.s3.call.Memory;
import dfs.s3.call.Services;
import dfs.s3.http.S3Server;
import dfs.s3.signature.SignatureVerifier;
import dfs.s3.signature.SignedRequests;
import dfs.storage.StorageVerticle;
import dfs.storage.disk.StoreLimits;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;

/** A node: every part of it, put together on this page, started from the ground up and stopped from the top down. */
final class Node {

    private final Settings settings;
    private final NodeFacts facts;
    private final Running running;
    private final SecureRandom random = new SecureRandom();
    private final InstantSource clock = InstantSource.system();

    /** A node with these settings, whose process began at {@code started}. */
    Node(Settings settings, Instant started) {
        this.settings = settings;
        this.facts = new NodeFacts(
                settings.node().id(),
                settings.node().type().name().toLowerCase(Locale.ROOT),
                Optional.ofNullable(Node.class.getPackage().getImplementationVersion())
                        .orElse("development"),
                started.toEpochMilli());
        this.running = new Running(settings.node().stopGrace());
    }

    /**
     * Where a node that runs is reached.
     *
     * @param s3 the S3 port, where it has one
     * @param management the management port, where it has one
     * @param data the data folder
     */
    record Urls(Optional<String> s3, Optional<String> management, Path data) {}

    /**
     * Starts all parts; blocks until the node is ready.
     *
     * @throws StartFailure where it cannot be
     */
    Urls start() {
        Set<Verticle> chosen = settings.verticles().all();
        requirePorts(chosen);
        Ground ground = ground();
        DataFolder data = ground.data();
        Optional<ClusterLink> link = ground.link();
        PrometheusMeterRegistry registry = ground.registry();
        Vertx vertx = ground.vertx();
        Bus bus = ground.bus();
        Parts parts = new Parts(vertx, bus, running, chosen, link.isEmpty(), clock, random);

        CompletableFuture<Membership> membership = new CompletableFuture<>();
        CompletableFuture<ClusterNodes> nodes = membership.thenApply(members -> new ClusterNodes(
                members,
                link.<Function<Endpoint, Optional<Member>>>map(to -> to::who).orElse(at -> Optional.empty())));
        Optional<MetadataVerticle> metadata =
                chosen.contains(Verticle.METADATA) ? Optional.of(metadata(ground, membership)) : Optional.empty();
        Optional<Runnable> metadataStarted = metadata.map(own -> running.begin(vertx, "The metadata", own));
        link.ifPresent(to -> {
            AutoCloseable _ = running.add("membership", to.keepMember(membership, nodes));
        });
        ReplicatedBlobStore blobs = blobs(ownBlobs(ground), link, membership);
        HealthSources health = healthSources(parts, bus, metadata, blobs, membership);
        parts.keep(Verticle.POLICY, "Policy", own -> new PolicyVerticle(own, registry));
        parts.keep(Verticle.METRICS, "Metrics", own -> new MetricsVerticle(own, registry, health, facts, clock));

        Identities identities = new Identities(bus, ground.seal());
        CompletableFuture<Integer> s3Port = new CompletableFuture<>();
        ManagementApi api = managementApi(vertx, bus, ground.seal(), identities, registry, s3Port);
        List<S3RouterVerticle> s3 = chosen.contains(Verticle.S3) ? s3(ground, blobs, identities, api) : List.of();
        Optional<ManagementVerticle> management = chosen.contains(Verticle.MANAGEMENT)
                ? Optional.of(new ManagementVerticle(PartSettings.management(settings), api))
                : Optional.empty();

        if (metadataStarted.isPresent()) {
            metadataStarted.get().run();
            data.metadataOpened();
            nodes.join().serve(bus);
            link.ifPresent(to -> to.admitNewcomers(membership.join(), nodes.join()));
        } else {
            membership.complete(
                    link.orElseThrow().toldMembers(running, ground.found().orElseThrow()));
        }
        if (link.isEmpty()) {
            Completeness.check(bus, blobs, data);
        }
        makeFirstAdmin(ground);
        parts.keep(Verticle.REPLICATION, "Replication", own -> replication(own, ground, blobs, membership.join()));
        return open(ground, s3, s3Port, management);
    }

    private void requirePorts(Set<Verticle> chosen) {
        if (chosen.contains(Verticle.MANAGEMENT)) {
            Ports.requireFree(
                    settings.management().host(), settings.management().port(), "DFS_MANAGEMENT_PORT");
        }
        if (chosen.contains(Verticle.S3)) {
            Ports.requireFree(settings.api().host(), settings.api().port(), "API_PORT");
        }
    }

    /** Lets clients in, at last: who asks the management port whether the node is ready is told yes. */
    private Urls open(
            Ground ground,
            List<S3RouterVerticle> s3,
            CompletableFuture<Integer> s3Port,
            Optional<ManagementVerticle> management) {
        if (!s3.isEmpty()) {
            running.listen(
                    ground.vertx(),
                    "The S3 port",
                    s3,
                    "API_PORT",
                    settings.api().port());
            s3Port.complete(s3.getFirst().port());
        }
        management.ifPresent(port -> running.listen(
                ground.vertx(),
                "The management port",
                port,
                "DFS_MANAGEMENT_PORT",
                settings.management().port()));
        return new Urls(
                s3.stream().findFirst().map(port -> settings.api().tls().scheme() + "://localhost:" + port.port()),
                management.map(port -> settings.management().tls().scheme() + "://localhost:" + port.port()),
                ground.data().path());
    }

    /**
     * What all parts stand on.
     *
     * @param link to the other nodes; absent where there are none
     * @param found the cluster that the node belongs to
     */
    private record Ground(
            DataFolder data,
            Optional<ClusterLink> link,
            Optional<Belonging> found,
            PrometheusMeterRegistry registry,
            Vertx vertx,
            Bus bus,
            Keys keys,
            SecretSeal seal) {

        /** Whether this node makes what a cluster has one of; a node alone makes all. */
        boolean isFirst() {
            return link.isEmpty() || found.orElseThrow().isFirst(link.get().self());
        }
    }

    private Ground ground() {
        DataFolder data =
                running.add("data folder", DataFolder.open(settings.storage().path(), facts.id()));
        if (!settings.verticles().hasStorage()) {
            data.requireNoBlobs(); // before anybody is told that this node keeps none
        }
        if (!settings.verticles().hasMetadata()) {
            data.requireNoMetadata();
        }
        Optional<ClusterLink> link = ClusterLink.of(settings, data, random);
        PrometheusMeterRegistry registry = Registry.create(facts);
        Optional<ClusterBus> others = link.map(to -> Engine.start(registry, busSettings(), to.onBus(), clock));
        Vertx vertx = running.add(others.map(ClusterBus::vertx).orElseGet(() -> Engine.start(registry)));
        Bus bus = others.map(on -> Bus.clustered(vertx, facts.id(), on.presence()))
                .orElseGet(() -> new Bus(vertx, facts.id()));
        Optional<Belonging> found = link.map(to -> to.join(running, vertx));
        Keys keys = new Keys(data.keys());
        Bytes masterKey =
                keys.masterKey(settings.security().masterKey(), data.isNew(), () -> newMasterKey(link, found));
        link.ifPresent(to -> to.tellMasterKey(masterKey));
        SecretSeal seal = new SecretSeal(masterKey, random);
        return new Ground(data, link, found, registry, vertx, bus, keys, seal);
    }

    private Services services(Ground ground, BlobStore blobs) {
        return new Services(
                ground.bus(),
                blobs,
                clock,
                ground.found().map(Belonging::groups).map(Layout::new).orElse(Layout.ONE),
                () -> BlobId.of(clock.millis(), random.nextInt(), random.nextLong()),
                Limits.DEFAULT,
                new Memory(),
                webOrigins(),
                settings.api().region());
    }

    private List<S3RouterVerticle> s3(Ground ground, BlobStore blobs, Identities identities, ManagementApi management) {
        S3Settings own = PartSettings.s3(settings);
        S3Server server = S3RouterVerticle.server(
                own, services(ground, blobs), identities, ground.registry(), random::nextLong, Optional.of(management));
        return Stream.generate(() -> new S3RouterVerticle(own, server))
                .limit(settings.api().eventLoops())
                .toList();
    }

    private ReplicationVerticle replication(Bus own, Ground ground, ReplicatedBlobStore blobs, Membership membership) {
        return new ReplicationVerticle(
                own,
                blobs,
                PartSettings.jobs(settings),
                ground.data().scrubbed(),
                Clocks.of(clock),
                membership::isLeading, // one node deletes what is condemned
                ground.registry());
    }

    /** Stops what was started, newest first; requests under way may end within the grace. Safe to call at any time. */
    void stop() {
        running.close();
    }

    private BusSettings busSettings() {
        return settings.bus()
                .orHosts(settings.cluster().addresses().stream()
                        .map(address -> address.endpoint().host())
                        .toList());
    }

    /** A node alone makes its own. */
    private Bytes newMasterKey(Optional<ClusterLink> link, Optional<Belonging> found) {
        return link.isPresent() ? link.get().masterKey(found.orElseThrow()) : Keys.random(random);
    }

    private MetadataVerticle metadata(Ground ground, CompletableFuture<Membership> membership) {
        Path folder = ground.data().metadata();
        long reserveBytes = settings.storage().reserve().bytes();
        RaftSettings log = ground.link()
                .map(to -> to.raftSettings(folder, ground.found().orElseThrow(), reserveBytes))
                .orElseGet(() -> new RaftSettings(folder, facts.id(), reserveBytes));
        return new MetadataVerticle(ground.bus(), () -> {
            RaftEngine engine = RaftEngine.open(log, clock, ground.registry());
            membership.complete(engine.membership());
            return engine;
        });
    }

    /** The store of this node, and where there are others theirs together with it. */
    private ReplicatedBlobStore blobs(
            BlobStore own, Optional<ClusterLink> link, CompletableFuture<Membership> membership) {
        return link.map(to -> to.blobs(own, membership)).orElseGet(() -> ReplicatedBlobStore.alone(own));
    }

    /** What this node keeps by itself. */
    private BlobStore ownBlobs(Ground ground) {
        if (!settings.verticles().hasStorage()) {
            return new NoBlobs();
        }
        StoreLimits limits =
                StoreLimits.DEFAULT.withReserve(settings.storage().reserve().bytes());
        StorageVerticle storage = new StorageVerticle(ground.data().blobs(), limits, clock, random, ground.registry());
        running.deploy(ground.vertx(), "The storage", storage);
        return storage.store();
    }

    private static HealthSources healthSources(
            Parts parts,
            Bus bus,
            Optional<MetadataVerticle> metadata,
            BlobStore blobs,
            CompletableFuture<Membership> membership) {
        return new HealthSources(
                Map.of(
                        Component.STORAGE,
                        () -> parts.degradedWithout(Verticle.REPLICATION, blobs::state),
                        Component.METADATA,
                        () -> metadataState(bus, metadata),
                        Component.POLICY_ENGINE,
                        () -> parts.degradedWithout(Verticle.POLICY, () -> Probes.policy(bus)),
                        // Who asks this got an answer: the API is there.
                        Component.API,
                        () -> ComponentState.OPERATIONAL),
                blobs::space,
                Map::of,
                () -> membership.isDone()
                        ? (int) membership.join().members().stream()
                                .filter(Member::keepsBytes)
                                .count()
                        : 1);
    }

    /** What this node's metadata says of itself where that is bad, else whether metadata answers, here or on another node. */
    private static ComponentState metadataState(Bus bus, Optional<MetadataVerticle> metadata) {
        ComponentState said = metadata.map(MetadataVerticle::state).orElse(ComponentState.OPERATIONAL);
        return said.status() == ComponentState.Status.OPERATIONAL ? Probes.metadata(bus) : said;
    }

    private ManagementApi managementApi(
            Vertx vertx,
            Bus bus,
            SecretSeal seal,
            Identities identities,
            PrometheusMeterRegistry registry,
            CompletableFuture<Integer> s3Port) {
        ManagementParts parts = new ManagementParts(
                identities,
                new SignedRequests(new SignatureVerifier(settings.api().region()), identities),
                seal,
                new KeyMint(random),
                new WebOrigins(settings.management().webOrigins()),
                settings.management().isMetricsPublic(),
                facts,
                new S3Surface(
                        () -> s3Port.getNow(settings.api().port().number()),
                        settings.api().tls().isOn()),
                registry,
                clock);
        return Running.await("The management API", ManagementApi.open(vertx, bus, parts));
    }

    /** Those of the settings, and the pages of the management port itself: its Swagger UI calls S3. */
    private WebOrigins webOrigins() {
        List<String> origins = new ArrayList<>(settings.management().webOrigins());
        for (String host : List.of("localhost", "127.0.0.1")) {
            origins.add(settings.management().tls().scheme() + "://" + host + ":"
                    + settings.management().port().number());
        }
        return new WebOrigins(origins);
    }

    /** Credentials that were not given are made at random, by the first node of a cluster, and kept for the owner to read. */
    private void makeFirstAdmin(Ground ground) {
        Optional<FirstAdmin.KeyPair> pair = settings.security()
                .accessKey()
                .flatMap(id -> settings.security().secretKey().map(key -> new FirstAdmin.KeyPair(id, key)));
        FirstAdmin.Given given = new FirstAdmin.Given(pair, settings.security().apiKey());
        boolean isAllGiven = pair.isPresent() && given.apiToken().isPresent();
        FirstAdmin admin = new FirstAdmin(ground.bus(), ground.seal(), new KeyMint(random));
        Runnable ensuring = () -> admin.ensure(given, isAllGiven ? made -> {} : ground.keys()::keep);
        if (!settings.cluster().isOn()) {
            ensuring.run();
        } else if (ground.isFirst() || isAllGiven) {
            Insistence _ = running.add("first administrator", Insistence.on("first administrator", ensuring));
        }
    }
}
