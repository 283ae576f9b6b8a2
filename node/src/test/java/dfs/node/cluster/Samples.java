package dfs.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Objects of each way of being kept, in a bucket of {@link Nodes}, and what the nodes say of them. */
final class Samples {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int[] SIZES = {100, 60_000, 3_000_000};

    private final Nodes nodes;
    private final S3 s3;

    Samples(Nodes nodes, S3 s3) {
        this.nodes = nodes;
        this.s3 = s3;
        s3.put(nodes.s3(Nodes.COUNT) + "/bucket", new byte[0]);
    }

    void putAll(int writer, String name) {
        for (int i = 0; i < SIZES.length; i++) {
            String url = nodes.s3(writer) + "/bucket/" + name + "-" + i;
            byte[] body = S3.bytes(i, SIZES[i]);
            await("PUT " + url, () -> s3.send("PUT", url, body).status() == 200);
        }
    }

    void expectAll(int reader, String name) {
        for (int i = 0; i < SIZES.length; i++) {
            byte[] expected = S3.bytes(i, SIZES[i]);
            assertThat(s3.get(nodes.s3(reader) + "/bucket/" + name + "-" + i))
                    .as("GET " + name + "-" + i + " of node " + reader)
                    .hasValueSatisfying(found -> assertThat(found).isEqualTo(expected));
        }
    }

    /** Has a node take censuses until one finds all of them healthy. */
    void awaitHealthy(String what, int asked) {
        await(what, () -> fsck(asked).contains("\"healthy\":true"));
    }

    private String fsck(int asked) {
        String fsck = nodes.management(asked) + "/api/v1/fsck";
        assertThat(s3.send("POST", fsck, new byte[0]).status()).isEqualTo(202);
        await("its end", () -> !s3.send("GET", fsck, new byte[0]).text().contains("running"));
        return s3.send("GET", fsck, new byte[0]).text().replace(" ", "");
    }

    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(50_000_000);
        }
    }
}
