package dfs.management;

import dfs.core.Bytes;
import dfs.core.auth.Authorization;
import dfs.core.auth.Decision;
import dfs.core.auth.Grants;
import dfs.core.auth.Principal;
import dfs.core.auth.Role;
import dfs.core.auth.Scope;
import dfs.core.auth.Secret;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BucketName;
import dfs.core.record.AccessKey;
import dfs.core.record.BucketRecord;
import dfs.core.record.Revisions;
import dfs.core.record.User;
import dfs.management.docs.S3Surface;
import dfs.protocol.Address;
import dfs.protocol.Bus;
import dfs.protocol.Consistency;
import dfs.protocol.access.Authorize;
import dfs.protocol.access.Identities;
import dfs.protocol.access.KeyMint;
import dfs.protocol.access.SecretSeal;
import dfs.protocol.access.SignatureCheck;
import dfs.protocol.cluster.Cluster;
import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.Member;
import dfs.protocol.health.Component;
import dfs.protocol.health.ComponentState;
import dfs.protocol.health.Health;
import dfs.protocol.health.NodeFacts;
import dfs.protocol.job.Fsck;
import dfs.protocol.job.Job;
import dfs.protocol.metadata.Commit;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import dfs.protocol.web.CertificateFiles;
import dfs.protocol.web.WebOrigins;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.openapi.contract.OpenAPIContract;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The management API on a free port, with everything behind it in memory, and users of every kind to call it. */
final class ManagementFixture implements AutoCloseable {

    static final String ADMIN = "admin-token-of-the-tests";
    static final String WRITER = "writer-token-of-the-tests";
    static final String OTHER = "other-token-of-the-tests";
    static final String SCOPED = "scoped-token-of-the-tests";
    static final String METRICS = "metrics-token-of-the-tests";
    static final String DISABLED = "disabled-token-of-the-tests";
    static final String NOBODY = "";

    final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    final Bus bus = new Bus(vertx);
    final MetadataInMemory metadata = new MetadataInMemory();
    final SecretSeal seal = new SecretSeal(Bytes.wrap(new byte[SecretSeal.MASTER_KEY_BYTES]), new SecureRandom());
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final Map<Component, ComponentState> states = new EnumMap<>(Component.class);
    private final ManagementParts parts;
    private final ManagementVerticle verticle;
    private final HttpClient client = HttpClient.newHttpClient();

    ManagementFixture() {
        this(false, request -> {
            throw new S3Failure(ErrorCode.SIGNATURE_DOES_NOT_MATCH);
        });
    }

    ManagementFixture(boolean isMetricsPublic, SignatureCheck signatures) {
        this(isMetricsPublic, signatures, Optional.empty());
    }

    ManagementFixture(boolean isMetricsPublic, SignatureCheck signatures, Optional<CertificateFiles> certificate) {
        for (Component component : Component.values()) {
            states.put(component, ComponentState.OPERATIONAL);
        }
        metadata.serve(bus);
        servePolicy();
        serveHealth();
        serveJobs();
        serveNodes();
        addUser("root", Role.ADMIN, List.of(), ADMIN);
        addUser("wanda", Role.WRITER, List.of(), WRITER);
        addUser("otto", Role.WRITER, List.of(), OTHER);
        addUser("susi", Role.READER, List.of(new Scope("photos", "2024/")), SCOPED);
        addUser("prometheus", Role.METRICS, List.of(), METRICS);
        addUser("gone", Role.ADMIN, List.of(), DISABLED);
        commit(new Mutation.SetAccessKeyEnabled("key-of-gone", false));
        metadata.addBucket("photos", "id-of-wanda");
        metadata.addBucket("videos", "id-of-wanda");
        metadata.addBucket("letters", "id-of-otto");
        parts = new ManagementParts(
                new Identities(bus, seal),
                signatures,
                seal,
                new KeyMint(new SecureRandom()),
                new WebOrigins(List.of("http://localhost:3000")),
                isMetricsPublic,
                new NodeFacts("node1", "core", "0.1.0", MetadataInMemory.NOW_MILLIS),
                new S3Surface(() -> 8001, false),
                registry,
                InstantSource.system());
        verticle = new ManagementVerticle(
                new ManagementListener("127.0.0.1", 0, certificate, Duration.ofSeconds(5)),
                ManagementApi.open(vertx, bus, parts).await());
        vertx.deployVerticle(verticle).await();
    }

    /** Binds another contract to the same operations. */
    Router bind(OpenAPIContract contract) {
        return ManagementApi.bind(vertx, bus, parts, contract, ManagementApi.edge(bus, parts));
    }

    /** Sends a request with an API key, where one is given. */
    HttpResponse<String> call(String method, String path, String token, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("X-Api-Key", token);
        }
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> get(String path, String token) {
        return call("GET", path, token, "");
    }

    static JsonObject json(HttpResponse<String> response) {
        return new JsonObject(response.body());
    }

    static JsonObject error(HttpResponse<String> response) {
        return json(response).getJsonObject("error");
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + verticle.port() + path);
    }

    void commit(Mutation<?> mutation) {
        for (Outcome<?> outcome : bus.ask(Commit.of(mutation))) {
            if (outcome instanceof Outcome.Refused<?> refused) {
                throw refused.error().failure();
            }
        }
    }

    private void addUser(String name, Role role, List<Scope> scopes, String token) {
        commit(new Mutation.CreateUser(new User(name, "id-of-" + name, name, "", role, scopes, true, 0)));
        commit(new Mutation.CreateAccessKey(new AccessKey(
                "key-of-" + name, name, AccessKey.Kind.API, SecretSeal.fingerprint(Secret.of(token)), true, 0)));
    }

    private void servePolicy() {
        bus.serve(Address.POLICY, Authorize.class, question -> {
            Optional<BucketName> name = question.resource().bucket();
            Optional<BucketRecord> bucket = name.isPresent()
                    ? bus.ask(new Read<>(new Query.FindBucket(name.get()), Consistency.STRONG))
                            .value()
                    : Optional.empty();
            Decision decision = Authorization.decide(
                    question.principal(),
                    question.action(),
                    question.resource(),
                    question.context(),
                    new Grants(bucket.map(BucketRecord::ownerId)));
            if (decision instanceof Decision.Denied(String reason)) {
                throw new S3Failure(ErrorCode.ACCESS_DENIED, reason);
            }
            if (name.isPresent() && bucket.isEmpty()) {
                throw new S3Failure(ErrorCode.NO_SUCH_BUCKET);
            }
            return new Authorize.Admission(
                    bucket, Revisions.NONE, Optional.empty(), OptionalLong.empty(), OptionalLong.empty());
        });
    }

    private Health.Report report() {
        boolean isDown = states.values().stream().anyMatch(state -> state.status() == ComponentState.Status.DOWN);
        return new Health.Report(
                isDown ? Health.Status.UNHEALTHY : Health.Status.HEALTHY,
                states,
                Map.of("edge1", ComponentState.OPERATIONAL),
                new Health.Figures(10 * 86_400 + 4 * 3600 + 30 * 60, 150.52, 0.014, 1));
    }

    private void serveHealth() {
        bus.serve(Address.METRICS, Health.ReadHealth.class, question -> report());
        bus.serve(
                Address.METRICS,
                Health.Scrape.class,
                question -> new Health.MetricsPage(
                        question.format().contentType(), Bytes.wrap("# the page\n".getBytes(StandardCharsets.UTF_8))));
        bus.serve(
                Address.METRICS,
                Health.ReadDashboard.class,
                question -> new Health.Dashboard(
                        new NodeFacts("node1", "core", "0.1.0", MetadataInMemory.NOW_MILLIS),
                        report(),
                        new Health.Process(12.5, -1, 1, 2, 3, -1, -1),
                        new Health.Storage(1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
                        new Health.Requests(10, 1, 2.5, 9),
                        List.of(new Health.Operation("GetObject", new Health.Requests(10, 1, 2.5, 9)))));
    }

    private void serveNodes() {
        Member self = new Member("node1", "a1", new Endpoint("127.0.0.1", 7101), new Endpoint("127.0.0.1", 7001));
        List<Cluster.NodeState> nodes = List.of(new Cluster.NodeState(self, true, true, true));
        bus.serve(Address.CLUSTER, Cluster.ListNodes.class, question -> nodes);
        bus.serve(Address.CLUSTER, Cluster.RemoveNode.class, question -> nodes);
    }

    private void serveJobs() {
        Job.Status idle = new Job.Status(Job.Name.SCRUB, Job.State.IDLE, 1, 2, 3, List.of("a finding"), 1, 4, 5, 0);
        bus.serve(Address.JOBS, Fsck.Find.class, question -> Fsck.Report.NONE);
        bus.serve(
                Address.JOBS,
                Fsck.Start.class,
                question -> new Fsck.Report(
                        Fsck.State.RUNNING,
                        question.isDeep(),
                        false,
                        3,
                        1,
                        0,
                        List.of(new Fsck.NodeReport("n1", true, 3, 1, 1, 0, 0, 0, List.of("blob 1 is missing"))),
                        ""));
        bus.serve(Address.JOBS, Job.ListJobs.class, question -> List.of(idle));
        bus.serve(
                Address.JOBS,
                Job.Control.class,
                control -> new Job.Status(
                        control.name(),
                        control.order() == Job.Order.START ? Job.State.RUNNING : Job.State.PAUSED,
                        0,
                        0,
                        0,
                        List.of(),
                        0,
                        0,
                        0,
                        0));
    }

    static Principal.Known principal(String name, Role role) {
        return new Principal.Known(name, "id-of-" + name, name, role, List.of());
    }

    @Override
    public void close() {
        client.close();
        vertx.close().await();
    }
}
