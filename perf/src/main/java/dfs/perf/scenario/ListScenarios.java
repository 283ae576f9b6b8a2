package dfs.perf.scenario;

import dfs.perf.client.Body;
import dfs.perf.client.Reply;
import dfs.perf.client.Request;
import dfs.perf.load.Turn;
import dfs.perf.load.Workload;
import dfs.perf.report.Figure;
import dfs.perf.report.Figure.Limit;
import dfs.perf.server.LocalNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Buckets of many keys: walked from end to end, entered anywhere, folded into folders; and the start of a node that has them. */
final class ListScenarios {

    /** Folders in a bucket, and folders in a folder: what a listing with a delimiter folds. */
    private static final int FOLDERS = 100;

    private static final List<Integer> ONE = List.of(1);

    private final String name;
    private final int keys;

    private ListScenarios(String name, int keys) {
        this.name = name;
        this.keys = keys;
    }

    static List<Scenario> all() {
        ListScenarios small = new ListScenarios("list-100k", 100_000);
        ListScenarios large = new ListScenarios("list-1m", 1_000_000);
        return List.of(
                new Scenario("list-100k", true, small::run),
                new Scenario("list-1m", false, large::run),
                new Scenario("start-1m", false, large::start));
    }

    private void run(Bench bench) throws IOException, InterruptedException {
        String bucket = filled(bench);
        for (int connections : bench.settings().connections(ONE, List.of(1, 4, 16))) {
            keep(bench, name, "keys", connections, index -> walk(bucket));
            keep(bench, name + "-deep", "keys", connections, index -> anywhere(bucket, index));
            keep(bench, name + "-folder", "keys", connections, index -> oneFolder(bucket, index));
            keep(bench, name + "-folders", "prefixes", connections, index -> folders(bucket));
        }
    }

    private static void keep(Bench bench, String name, String unit, int connections, Workload workload)
            throws IOException, InterruptedException {
        Figure figure = bench.measure(name, unit, 0, connections, workload);
        if (unit.equals("keys")) {
            Limit limit = bench.limits().index();
            bench.keep(figure, limit);
        } else {
            bench.keep(figure);
        }
    }

    /** Page after page to the end, then from the beginning. */
    private static Turn walk(String bucket) {
        String[] token = {""};
        return connection -> {
            String query = (token[0].isEmpty() ? "" : "continuation-token=" + encode(token[0]) + "&") + "list-type=2";
            Reply reply =
                    connection.exchange(Request.get(bucket).withQuery(query).keepingReply());
            token[0] = reply.element("NextContinuationToken").orElse("");
            return counted(reply);
        };
    }

    /** One page from anywhere. */
    private Turn anywhere(String bucket, int connection) {
        SplittableRandom random = new SplittableRandom(connection);
        return wire -> counted(wire.exchange(Request.get(bucket)
                .withQuery("list-type=2&start-after=" + encode(key(random.nextInt(Math.max(1, keys - 1000)))))
                .keepingReply()));
    }

    /** The keys of a folder of a folder. */
    private Turn oneFolder(String bucket, int connection) {
        SplittableRandom random = new SplittableRandom(connection);
        return wire -> {
            String key = key(random.nextInt(keys));
            String folder = key.substring(0, key.lastIndexOf('/') + 1);
            return counted(wire.exchange(Request.get(bucket)
                    .withQuery("delimiter=%2F&list-type=2&prefix=" + encode(folder))
                    .keepingReply()));
        };
    }

    /** The folders of the bucket, behind each of which many keys lie. */
    private static Turn folders(String bucket) {
        return wire -> counted(wire.exchange(
                Request.get(bucket).withQuery("delimiter=%2F&list-type=2").keepingReply()));
    }

    /** As many keys as the page says it has. */
    static Optional<Turn.Done> counted(Reply reply) throws IOException {
        return Optional.of(
                Turn.Done.units(Long.parseLong(reply.element("KeyCount").orElse("0")), reply));
    }

    /** From the launch of the process until it is ready, with all the keys. */
    private void start(Bench bench) throws IOException, InterruptedException {
        if (bench.node().isEmpty()) {
            throw new IOException("only a node that this run started can be started again");
        }
        var _ = filled(bench);
        LocalNode node = bench.node().get();
        node.restart();
        bench.keep(Figure.rate("start-1m", "starts", 0, 1e9 / node.startTime().toNanos()));
    }

    private String filled(Bench bench) throws IOException, InterruptedException {
        String bucket = bench.bucket("perf-" + name);
        Body body = Body.of(16);
        bench.fill("keys of " + bucket, keys, index -> Request.put(bucket + "/" + key((int) index), body));
        return bucket;
    }

    /** Two levels of folders, evenly filled. */
    private String key(int index) {
        int perFolder = keys / FOLDERS;
        int folder = index / perFolder;
        int inner = index % perFolder / (perFolder / FOLDERS);
        return "folder-%02d/inner-%02d/key-%07d.dat".formatted(folder, inner, index);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
