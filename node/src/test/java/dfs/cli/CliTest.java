package dfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dfs.core.Bytes;
import dfs.core.auth.Secret;
import dfs.core.name.BucketName;
import dfs.management.ManagementApi;
import dfs.management.ManagementListener;
import dfs.management.ManagementParts;
import dfs.management.ManagementVerticle;
import dfs.management.docs.S3Surface;
import dfs.metadata.MemoryEngine;
import dfs.metadata.MetadataVerticle;
import dfs.metrics.HealthSources;
import dfs.metrics.MetricsVerticle;
import dfs.metrics.Probes;
import dfs.metrics.Registry;
import dfs.policy.PolicyVerticle;
import dfs.protocol.Address;
import dfs.protocol.Bus;
import dfs.protocol.access.FirstAdmin;
import dfs.protocol.access.Identities;
import dfs.protocol.access.KeyMint;
import dfs.protocol.access.SecretSeal;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.cluster.Cluster;
import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.Member;
import dfs.protocol.health.Component;
import dfs.protocol.health.ComponentState;
import dfs.protocol.health.NodeFacts;
import dfs.protocol.job.Job;
import dfs.protocol.metadata.Commit;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.web.WebOrigins;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * <b>Goal:</b> every command does what it says to a node, and says what it did. <b>Method:</b> the real verticles over
 * metadata in memory, on a free port; the command line is executed in this process.
 */
class CliTest {

    private static final String TOKEN = "the-first-admins-token";

    private static final Vertx VERTX = Vertx.vertx();
    private static final Bus BUS = new Bus(VERTX);
    private static String endpoint = "";

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();

    /** What a command answered. */
    private record Answer(int exitCode, String out, String err) {

        JsonNode json() {
            try {
                return new ObjectMapper().readTree(out);
            } catch (JsonProcessingException e) {
                throw new AssertionError(out, e);
            }
        }
    }

    @BeforeAll
    static void start() {
        SecureRandom random = new SecureRandom();
        SecretSeal seal = new SecretSeal(Bytes.wrap(new byte[SecretSeal.MASTER_KEY_BYTES]), random);
        KeyMint mint = new KeyMint(random);
        InstantSource clock = InstantSource.system();
        NodeFacts node = new NodeFacts("node1", "core", "test", clock.millis());
        PrometheusMeterRegistry registry = Registry.create(node);
        HealthSources sources = new HealthSources(
                Map.of(
                        Component.STORAGE, () -> ComponentState.OPERATIONAL,
                        Component.API, () -> ComponentState.OPERATIONAL,
                        Component.POLICY_ENGINE, () -> Probes.policy(BUS),
                        Component.METADATA, () -> Probes.metadata(BUS)),
                () -> new BlobStore.Space(0, 0, 0, 0, 0),
                Map::of,
                () -> 1);
        deploy(new MetadataVerticle(BUS, () -> new MemoryEngine(clock)));
        deploy(new PolicyVerticle(BUS, registry));
        deploy(new MetricsVerticle(BUS, registry, sources, node, clock));
        serveJobs();
        new FirstAdmin(BUS, seal, mint)
                .ensure(new FirstAdmin.Given(Optional.empty(), Optional.of(Secret.of(TOKEN))), credentials -> {});
        ManagementParts parts = new ManagementParts(
                new Identities(BUS, seal),
                request -> {
                    throw new IllegalStateException("the command signs nothing");
                },
                seal,
                mint,
                new WebOrigins(List.of()),
                false,
                node,
                new S3Surface(() -> 0, false),
                registry,
                clock);
        ManagementVerticle management = new ManagementVerticle(
                new ManagementListener("127.0.0.1", 0, Optional.empty(), Duration.ofSeconds(5)),
                ManagementApi.open(VERTX, BUS, parts).await());
        deploy(management);
        endpoint = "http://127.0.0.1:" + management.port();
        String owner = run("--json", "user", "show", "admin").json().path("id").asText();
        for (Outcome<?> outcome : BUS.ask(Commit.of(new Mutation.CreateBucket(new BucketName("photos"), owner, "")))) {
            assertThat(outcome).isInstanceOf(Outcome.Done.class);
        }
    }

    private static void deploy(VerticleBase verticle) {
        assertThat(VERTX.deployVerticle(verticle).await()).isNotEmpty();
    }

    private static void serveJobs() {
        Member self = new Member("node1", "", new Endpoint("127.0.0.1", 7101), new Endpoint("127.0.0.1", 7001));
        List<Cluster.NodeState> nodes = List.of(new Cluster.NodeState(self, true, true, true));
        BUS.serve(Address.CLUSTER, Cluster.ListNodes.class, question -> nodes);
        BUS.serve(Address.CLUSTER, Cluster.RemoveNode.class, question -> nodes);
        BUS.serve(Address.JOBS, Job.ListJobs.class, question -> List.of(job(Job.Name.SCRUB, Job.State.IDLE)));
        BUS.serve(
                Address.JOBS,
                Job.Control.class,
                control ->
                        job(control.name(), control.order() == Job.Order.START ? Job.State.RUNNING : Job.State.PAUSED));
    }

    private static Job.Status job(Job.Name name, Job.State state) {
        return new Job.Status(name, state, 3, 2048, 7, List.of(), 0, 0, 0, 0);
    }

    @AfterAll
    static void stop() {
        VERTX.close().await();
    }

    /** Runs a command as the administrator. */
    private static Answer run(String... arguments) {
        return run(Map.of("DFS_ENDPOINT", endpoint, "DFS_API_KEY", TOKEN), Path.of("/"), arguments);
    }

    private static Answer run(Map<String, String> environment, Path folder, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Dfs.commandLine(environment, folder)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        return new Answer(commandLine.execute(arguments), out.toString(), err.toString());
    }

    @Test
    void statusSaysHowTheNodeIs() {
        Answer answer = run("status");
        assertThat(answer.exitCode()).isZero();
        assertThat(answer.out())
                .contains("is healthy, up 0d 0h 0m", "metadata: operational", "policy_engine: operational");
        assertThat(run("status", "--json").json().path("health").path("status").asText())
                .isEqualTo("healthy");
    }

    @Test
    void statusWithoutAKeySaysWhetherTheNodeIsReady() {
        Answer answer = run(Map.of("DFS_ENDPOINT", endpoint), folder, "status");
        assertThat(answer.exitCode()).isZero();
        assertThat(answer.out()).contains("is ready", "DFS_API_KEY");
    }

    @Test
    void aUserLivesItsLife() {
        Answer added =
                run("user", "add", "ann", "--role", "writer", "--email", "ann@example.org", "--scope", "photos/2024/");
        assertThat(added.exitCode()).isZero();
        assertThat(added.out()).contains("ann", "writer", "photos/2024/");
        assertThat(run("user", "list").out()).contains("NAME", "admin", "ann@example.org");
        assertThat(run("user", "show", "ann", "--json")
                        .json()
                        .path("scopes")
                        .get(0)
                        .path("prefix")
                        .asText())
                .isEqualTo("2024/");
        assertThat(run("user", "set", "ann", "--role", "reader", "--no-scopes").out())
                .contains("reader");
        assertThat(run("user", "disable", "ann").out()).contains("disabled");
        assertThat(run("user", "show", "ann", "--json").json().path("enabled").asBoolean())
                .isFalse();
        assertThat(run("user", "enable", "ann").out()).contains("enabled");
        assertThat(run("user", "delete", "ann").exitCode()).isZero();
        assertThat(run("user", "show", "ann").exitCode()).isEqualTo(CliFailure.ABSENT);
    }

    @Test
    void aKeyLivesItsLife() {
        assertThat(run("user", "add", "kay", "--role", "writer").exitCode()).isZero();
        Answer made = run("key", "add", "kay", "--json");
        String id = made.json().path("accessKey").asText();
        assertThat(made.json().path("secretKey").asText()).hasSize(40);
        assertThat(run("key", "list", "kay").out()).contains(id, "s3", "yes").doesNotContain("SECRET");
        assertThat(run("key", "disable", "kay").out()).contains(id, "disabled");
        assertThat(run("key", "enable", "kay", id).out()).contains("enabled");
        Answer given = run("key", "add", "kay", "--access-key", "AKIAGIVEN", "--secret-key", "a-given-secret");
        assertThat(given.out()).contains("AKIAGIVEN", "a-given-secret");
        assertThat(run("key", "disable", "kay").err()).as("which of two?").contains("AKIAGIVEN", id);
        String rotated = run("key", "rotate", "kay", "--access-key", "AKIAGIVEN", "--json")
                .json()
                .path("accessKey")
                .asText();
        assertThat(run("key", "list", "kay", "--json").json().path("keys")).hasSize(3);
        assertThat(rotated).isNotEqualTo("AKIAGIVEN");
        assertThat(run("key", "delete", "kay", "AKIAGIVEN").exitCode()).isZero();
        String api = run("key", "add", "kay", "--api", "--json")
                .json()
                .path("apiKey")
                .asText();
        Answer asKay = run(Map.of("DFS_ENDPOINT", endpoint, "DFS_API_KEY", api), folder, "bucket", "list");
        assertThat(asKay.exitCode()).isZero();
        assertThat(asKay.out()).contains("BUCKET").doesNotContain("photos");
    }

    @Test
    void bucketsAreShownWithWhatTheyHold() {
        assertThat(run("bucket", "list").out()).contains("photos", "never", "admin");
        assertThat(run("bucket", "usage").out()).contains("photos", "0 B");
        assertThat(run("bucket", "usage", "photos", "--json")
                        .json()
                        .path("buckets")
                        .get(0)
                        .path("usage")
                        .path("bytes")
                        .asLong())
                .isZero();
        assertThat(run("bucket", "usage", "absent").exitCode()).isEqualTo(CliFailure.ABSENT);
        Answer forPrograms = run("bucket", "usage", "absent", "--json");
        assertThat(forPrograms.exitCode()).isEqualTo(CliFailure.ABSENT);
        assertThat(forPrograms.json().path("error").path("code").asText()).isEqualTo("NoSuchBucket");
        assertThat(forPrograms.json().path("error").path("requestId").asText()).isNotEmpty();
        assertThat(forPrograms.json().path("error").path("exitCode").asInt()).isEqualTo(CliFailure.ABSENT);
        assertThat(run("bucket", "uploads", "photos").out()).contains("UPLOAD");
        assertThat(run("bucket", "clean", "photos", "--older-than", "7d").out()).contains("0 uploads aborted");
        assertThat(run("bucket", "clean", "photos", "--older-than", "soon").exitCode())
                .isEqualTo(CliFailure.USAGE);
    }

    @Test
    void jobsAreListedStartedAndPaused() {
        assertThat(run("job", "list").out()).contains("scrub", "idle", "3/7", "2.0 KiB");
        assertThat(run("job", "start", "garbage").out()).contains("Job garbage is running.");
        assertThat(run("job", "pause", "scrub", "--json").json().path("state").asText())
                .isEqualTo("paused");
    }

    @Test
    void nodesAreListedAndTakenOut() {
        assertThat(run("node", "list").out()).contains("node1", "leader", "reachable", "127.0.0.1:7001");
        assertThat(run("node", "remove", "node2").out()).contains("Node node2 is no member any more.");
        Answer member = run("node", "remove", "node2~0fe5b1f0");
        assertThat(member.exitCode()).isEqualTo(CliFailure.USAGE);
        assertThat(member.err()).contains("node2~0fe5b1f0", "column NODE of `dfs node list`");
    }

    @Test
    void theKeyMayBeHeldByAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("key"), TOKEN + "\n");
        Answer let = run(
                Map.of("DFS_ENDPOINT", endpoint, "API_KEY_FILE", file.toString()), folder, "--json", "user", "list");
        assertThat(let.exitCode()).isZero();
        Answer none = run(
                Map.of(
                        "DFS_ENDPOINT",
                        endpoint,
                        "DFS_API_KEY_FILE",
                        folder.resolve("absent").toString()),
                folder,
                "user",
                "list");
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("DFS_API_KEY_FILE", "no such file");
    }

    @Test
    void refusalsAreToldInWordsWithAnExitCode() {
        Answer noKey = run(Map.of("DFS_ENDPOINT", endpoint), folder, "user", "list");
        assertThat(noKey.exitCode()).isEqualTo(CliFailure.NOT_ALLOWED);
        assertThat(noKey.err()).contains("DFS_API_KEY");
        Answer wrongKey = run(Map.of("DFS_ENDPOINT", endpoint, "DFS_API_KEY", "x"), folder, "user", "list");
        assertThat(wrongKey.exitCode()).isEqualTo(CliFailure.NOT_ALLOWED);
        assertThat(wrongKey.err()).contains("not known");
        Answer last = run("user", "disable", "admin");
        assertThat(last.exitCode()).isEqualTo(CliFailure.REFUSED);
        assertThat(last.err()).contains("request ");
        Answer nobody = run("--endpoint", "http://127.0.0.1:1", "status");
        assertThat(nobody.exitCode()).isEqualTo(CliFailure.UNREACHABLE);
        assertThat(nobody.err()).contains("http://127.0.0.1:1", "dfs serve");
        assertThat(run("--endpoint", "localhost", "status").exitCode()).isEqualTo(CliFailure.USAGE);
        assertThat(run("user", "add", "x", "--role", "king").exitCode()).isEqualTo(CliFailure.USAGE);
        assertThat(run("frobnicate").exitCode()).isEqualTo(CliFailure.USAGE);
    }

    @Test
    void theDevelopmentStartsFileIsFoundFromFoldersBelow() throws IOException {
        Path below = Files.createDirectories(folder.resolve("a/b"));
        writeDevFile();
        Answer answer = run(environment, below, "user", "list");
        assertThat(answer.exitCode()).isZero();
        assertThat(answer.out()).contains("admin");
        Answer fromElsewhere = run(Map.of("DFS_HOME", folder.toString()), Path.of("/"), "user", "list");
        assertThat(fromElsewhere.exitCode()).isZero();
    }

    @Test
    void itsKeyIsNotSentToAnotherEndpoint() throws IOException {
        writeDevFile();
        environment.put("DFS_ENDPOINT", endpoint.replace("127.0.0.1", "localhost"));
        assertThat(run(environment, folder, "user", "list").exitCode()).isEqualTo(CliFailure.NOT_ALLOWED);
        environment.put("DFS_ENDPOINT", endpoint + "/");
        assertThat(run(environment, folder, "user", "list").exitCode()).isZero();
    }

    @Test
    void whereNothingNamesANodeTheOneOfTheSettingsIsAsked() {
        environment.put(
                "DFS_MANAGEMENT_PORT", String.valueOf(URI.create(endpoint).getPort()));
        assertThat(run(environment, folder, "status").exitCode()).isZero();
    }

    private void writeDevFile() throws IOException {
        Path file = folder.resolve("data/dev/dfs.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"management\": \"" + endpoint + "\", \"apiKey\": \"" + TOKEN + "\"}");
    }

    @Test
    void completionScriptsKnowEveryCommand() {
        String bash = run("completion", "bash").out();
        assertThat(bash).contains("_picocli_dfs_user_add", "_picocli_dfs_key_rotate", "complete -F");
        assertThat(run("completion", "zsh").out()).contains("compinit", "_picocli_dfs_bucket_usage");
    }

    @Test
    void helpNamesExitCodesAndWhereTheNodeIsFound() {
        assertThat(run("--help").out()).contains("Exit codes", "DFS_ENDPOINT", "data/dev/dfs.json");
        assertThat(run("--version").out()).startsWith("dfs ");
    }
}
