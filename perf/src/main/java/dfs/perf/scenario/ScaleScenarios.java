package dfs.perf.scenario;

import dfs.perf.client.Body;
import dfs.perf.client.Request;
import dfs.perf.load.Turn;
import dfs.perf.load.Workload;
import dfs.perf.report.Figure;
import dfs.perf.server.LocalNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How cost grows with the number of objects: the same figures with ten thousand, a hundred thousand and a million of them in one
 * bucket. Keys come in no order, as hashes do, which is the hard case for an ordered index.
 */
final class ScaleScenarios {

    private static final List<Integer> OBJECTS = List.of(10_000, 100_000, 1_000_000);
    private static final int CONNECTIONS = 16;

    /** An odd multiplier: each number below 2^32 gets another one, far from its neighbours'. */
    private static final long SPREAD = 0x9E37_79B1L;

    private ScaleScenarios() {}

    static Scenario scenario() {
        return new Scenario("scale", false, ScaleScenarios::run);
    }

    private static void run(Bench bench) throws IOException, InterruptedException {
        if (bench.node().isEmpty()) {
            throw new IOException("only a node that this run started can be started again");
        }
        LocalNode node = bench.node().get();
        String bucket = bench.bucket("perf-scale");
        Body body = Body.of(16);
        AtomicLong next = new AtomicLong();
        for (int objects : OBJECTS) {
            long missing = objects - next.get();
            if (missing > 0) {
                bench.fill(
                        objects + " objects in " + bucket,
                        missing,
                        index -> Request.put(bucket + "/" + key(next.getAndIncrement()), body));
            }
            String name = "scale-" + label(objects) + "-";
            node.restart();
            bench.keep(Figure.rate(
                    name + "start", "starts", 0, 1e9 / node.startTime().toNanos()));
            var _ = WarmUpScenario.counted(bench);
            bench.keep(Figure.rate(name + "disk", "bytes an object", 0, (double) node.diskBytes() / objects));
            keep(bench, name + "get", "gets", CONNECTIONS, index -> anyOf(objects, index, bucket));
            keep(bench, name + "page", "keys", 1, index -> anyPage(index, bucket));
            keep(
                    bench,
                    name + "put",
                    "puts",
                    CONNECTIONS,
                    index -> connection -> Optional.of(Turn.Done.one(
                            connection.exchange(Request.put(bucket + "/" + key(next.getAndIncrement()), body)))));
        }
    }

    private static void keep(Bench bench, String name, String unit, int connections, Workload workload)
            throws IOException, InterruptedException {
        bench.keep(bench.measure(name, unit, 0, connections, workload));
    }

    private static Turn anyOf(int objects, int connection, String bucket) {
        SplittableRandom random = new SplittableRandom(connection);
        return wire ->
                Optional.of(Turn.Done.one(wire.exchange(Request.get(bucket + "/" + key(random.nextInt(objects))))));
    }

    /** A thousand keys from anywhere. */
    private static Turn anyPage(int connection, String bucket) {
        SplittableRandom random = new SplittableRandom(connection);
        return wire -> ListScenarios.counted(wire.exchange(Request.get(bucket)
                .withQuery("list-type=2&start-after=" + key(random.nextInt()))
                .keepingReply()));
    }

    private static String key(long index) {
        return "%08x".formatted((int) (index * SPREAD));
    }

    private static String label(int objects) {
        return objects >= 1_000_000 ? objects / 1_000_000 + "m" : objects / 1_000 + "k";
    }
}
