package dfs.node.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The AWS SDK at each node, without retries, and what was acknowledged to it. */
final class Store implements AutoCloseable {

    static final String BUCKET = "bucket";

    private static final int[] SIZES = {100, 60_000, 3_000_000};
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Map<Integer, S3Client> clients = new TreeMap<>();
    private final Map<String, byte[]> acknowledged = new TreeMap<>();

    /** How a node answered. */
    record Answer(int status, Duration took) {}

    /** Of what runs, with the keys that were made there. */
    Store(Composed composed) {
        AwsBasicCredentials keys = AwsBasicCredentials.create(
                composed.run(Composed.node(1), "cat", "/secrets/access-key").strip(),
                composed.run(Composed.node(1), "cat", "/secrets/secret-key").strip());
        for (int node = 1; node <= Composed.NODES; node++) {
            URI url = composed.url(Composed.node(node), 8001);
            clients.put(
                    node,
                    S3Client.builder()
                            .endpointOverride(url)
                            .region(Region.US_EAST_1)
                            .credentialsProvider(StaticCredentialsProvider.create(keys))
                            .forcePathStyle(true)
                            .httpClientBuilder(Apache5HttpClient.builder())
                            .overrideConfiguration(how -> how.retryStrategy(AwsRetryStrategy.doNotRetry())
                                    .apiCallTimeout(LIMIT))
                            .build());
        }
    }

    /** The client of a node. */
    S3Client at(int node) {
        return Optional.ofNullable(clients.get(node)).orElseThrow();
    }

    /** Puts objects of each way to be kept through a node; each must be acknowledged. */
    void putAll(int node, String prefix) {
        for (int size : SIZES) {
            String key = prefix + "-" + size;
            Answer answer = put(node, key, size);
            assertThat(answer.status()).as("PUT %s through node %s", key, node).isEqualTo(200);
        }
    }

    /** Puts an object through a node, whatever the answer. */
    Answer put(int node, String key, int size) {
        byte[] body = new byte[size];
        new Random(key.hashCode()).nextBytes(body);
        Answer answer = ask(() -> {
            var _ = at(node).putObject(put -> put.bucket(BUCKET).key(key), RequestBody.fromBytes(body));
        });
        if (answer.status() == 200) {
            acknowledged.put(key, body);
        }
        return answer;
    }

    /** Reads a key at a level of consistency, whatever the answer. */
    Answer head(int node, String key, String level) {
        return ask(() -> {
            var _ = at(node).headObject(head -> head.bucket(BUCKET)
                    .key(key)
                    .overrideConfiguration(how -> how.putHeader("X-Consistency-Level", level)));
        });
    }

    /** Expects all that was acknowledged, of keys that begin so, through a node, at a level of consistency. */
    void expectAll(int node, String prefix, String level) {
        Map<String, byte[]> expected = new TreeMap<>(acknowledged);
        expected.keySet().removeIf(key -> !key.startsWith(prefix));
        assertThat(expected).isNotEmpty();
        expected.forEach((key, body) -> assertThat(patiently(() -> at(node).getObjectAsBytes(get -> get.bucket(BUCKET)
                                .key(key)
                                .overrideConfiguration(how -> how.putHeader("X-Consistency-Level", level))))
                        .asByteArrayUnsafe())
                .as("GET %s through node %s, %s", key, node, level)
                .isEqualTo(body));
    }

    /** Asks again where the node says 503, as clients do: while the links of a leader are cut or mended there may be none for a moment. */
    private static <T> T patiently(Supplier<T> request) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return request.get();
            } catch (S3Exception e) {
                if (e.statusCode() != 503 || System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(100_000_000);
            }
        }
    }

    @Override
    public void close() {
        clients.values().forEach(S3Client::close);
    }

    private static Answer ask(Runnable request) {
        long begin = System.nanoTime();
        int status = 200;
        try {
            request.run();
        } catch (S3Exception e) {
            status = e.statusCode();
        }
        return new Answer(status, Duration.ofNanos(System.nanoTime() - begin));
    }
}
