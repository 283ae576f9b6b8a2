package dfs.node.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import dfs.node.docker.Store.Answer;
import dfs.node.process.NodeProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * <b>Goal.</b> What docker-compose.yml starts is what it promises, and stays right when the network between its nodes is cut.
 *
 * <p><b>Method.</b> That very file, with other ports, run by Testcontainers; nodes are taken out of the network of the nodes and put
 * back. Left out where no Docker engine answers, or where the images cannot be had.
 */
@Tag("docker")
class ComposeIT {

    private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();
    private static final long GIB = 1L << 30;
    private static final Duration SETTLING = Duration.ofSeconds(90);
    private static final Duration PROMISED = Duration.ofSeconds(2);
    private static final int WRITES = 5;

    private static Optional<Composed> started = Optional.empty();

    @BeforeAll
    static void start() {
        Optional<String> whyNot = new DockerHere(CHECKOUT).whyNot();
        whyNot.ifPresent(reason -> LoggerFactory.getLogger(ComposeIT.class)
                .atWarn()
                .addKeyValue("reason", reason)
                .log("tests with Docker are left out"));
        assumeTrue(whyNot.isEmpty(), whyNot.orElse(""));
        started = Optional.of(Composed.start(CHECKOUT));
    }

    @AfterAll
    static void stop() {
        started.ifPresent(Composed::close);
    }

    private static Composed composed() {
        return started.orElseThrow();
    }

    @Test
    void nodesRunWithoutRootWithinTheirMemoryAndAreHealthy() {
        for (int node = 1; node <= Composed.NODES; node++) {
            String service = Composed.node(node);
            InspectContainerResponse container = composed().inspect(service);
            HostConfig host = container.getHostConfig();
            assertThat(host.getMemory()).isEqualTo(GIB);
            assertThat(host.getReadonlyRootfs()).isTrue();
            assertThat(host.getPrivileged()).isFalse();
            assertThat(host.getCapDrop()).containsExactly(Capability.ALL);
            assertThat(composed()
                            .run(service, "grep", "-E", "^(Uid|CapEff|NoNewPrivs)", "/proc/1/status")
                            .split("\\s+"))
                    .containsExactly(
                            "Uid:",
                            "10001",
                            "10001",
                            "10001",
                            "10001",
                            "CapEff:",
                            "0000000000000000",
                            "NoNewPrivs:",
                            "1");
            assertThat(container.getState().getHealth().getStatus()).isEqualTo("healthy");
        }
    }

    @Test
    void secretsAreMadeAtRandomAndReadByTheNodesAlone() {
        String service = Composed.node(1);
        String secret =
                composed().run(service, "cat", "/secrets/cluster-secret").strip();
        assertThat(secret).matches("[A-Za-z0-9]{40}");
        assertThat(composed()
                        .run(service, "stat", "-c", "%u %a", "/secrets", "/secrets/cluster-secret", "/secrets/env.sh"))
                .isEqualTo("10001 700\n10001 400\n10001 400\n");
        for (int node = 1; node <= Composed.NODES; node++) {
            assertThat(composed().inspect(Composed.node(node)).getConfig().getEnv())
                    .noneMatch(variable -> variable.contains(secret))
                    .noneMatch(variable -> variable.matches("(API_KEY|AWS_SECRET_KEY|DFS_CLUSTER_SECRET)=.*"));
        }
        assertThat(composed().inspect("prometheus").getMounts())
                .extracting(mount -> String.valueOf(mount.getDestination()))
                .doesNotContain("/secrets");
    }

    @Test
    void portsAreThoseOfTheReadmeAndReachedFromThisMachineAlone() {
        String config = NodeProcess.run(CHECKOUT, Map.of(), "docker", "compose", "config")
                .output();
        List<String> published = config.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("published:"))
                .map(line -> line.replaceAll("\\D", ""))
                .toList();
        assertThat(published).containsExactlyInAnyOrder("8001", "8002", "8003", "5001", "5002", "5003", "9090", "8080");
        assertThat(config.lines().filter(line -> line.strip().equals("host_ip: 127.0.0.1")))
                .hasSameSizeAs(published);
    }

    @Test
    void prometheusReadsEveryNode() {
        await("all targets", SETTLING, () -> {
            String targets = get(composed().url("prometheus", 9090) + "/api/v1/targets?state=active");
            return IntStream.rangeClosed(1, Composed.NODES)
                            .allMatch(node -> targets.contains("\"instance\":\"node" + node + ":5001\""))
                    && targets.split("\"health\":\"up\"", -1).length == Composed.NODES + 1;
        });
    }

    @Test
    void aNodeThatIsCutOffSaysSoAndTheOthersGoOn() {
        try (Store store = new Store(composed())) {
            var _ = store.at(1).createBucket(bucket -> bucket.bucket(Store.BUCKET));
            for (int node = 1; node <= Composed.NODES; node++) {
                store.putAll(node, "whole-" + node);
            }
            awaitWhole();
            int leader = composed().leader(1);
            for (int lost : List.of(leader, leader % Composed.NODES + 1)) {
                composed().cut(lost);
                expectTheOthersToGoOn(store, lost);
                expectToSaySo(store, lost);
                composed().mend(lost);
                await(
                        "node " + lost + " is back",
                        SETTLING,
                        () -> store.put(lost, "back-" + lost, 10).status() == 200);
                for (int node = 1; node <= Composed.NODES; node++) {
                    store.expectAll(node, "", "strong");
                }
                awaitWhole();
            }
        }
    }

    private static void expectTheOthersToGoOn(Store store, int lost) {
        for (int node = 1; node <= Composed.NODES; node++) {
            if (node != lost) {
                int through = node;
                String name = "without-" + lost + "-by-" + node;
                await(
                        "a write through node " + node,
                        SETTLING,
                        () -> store.put(through, name, 10).status() == 200);
                for (int i = 0; i < WRITES; i++) {
                    store.putAll(node, name + "-" + i);
                }
            }
        }
    }

    private static void expectToSaySo(Store store, int lost) {
        awaitRefusal("a write", () -> store.put(lost, "lost-" + lost, 10));
        awaitRefusal("a strong read", () -> store.head(lost, "whole-1-100", "strong"));
        store.expectAll(lost, "whole", "eventual");
    }

    /** Never taken; and, once the node has noticed and whatever else this machine does lets it, refused within the time promised. */
    private static void awaitRefusal(String what, java.util.function.Supplier<Answer> request) {
        await(what + " refused within " + PROMISED, SETTLING, () -> {
            Answer answer = request.get();
            LoggerFactory.getLogger(ComposeIT.class)
                    .atInfo()
                    .addKeyValue("what", what)
                    .addKeyValue("answer", answer)
                    .log("answer of a node that is cut off");
            assertThat(answer.status()).as(what).isEqualTo(503);
            return answer.took().compareTo(PROMISED) <= 0;
        });
    }

    private static void awaitWhole() {
        await(
                "fsck is healthy",
                SETTLING,
                () -> composed().execute(Composed.node(1), "dfs", "fsck").getExitCode() == 0);
    }

    private static String get(String url) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(java.net.URI.create(url)).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException notYet) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static void await(String what, Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what + " within " + limit).isLessThan(end);
            LockSupport.parkNanos(200_000_000);
        }
    }
}
