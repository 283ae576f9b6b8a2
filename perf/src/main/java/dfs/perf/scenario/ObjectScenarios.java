package dfs.perf.scenario;

import dfs.perf.client.Body;
import dfs.perf.client.Request;
import dfs.perf.load.Span;
import dfs.perf.load.Turn;
import dfs.perf.load.Workload;
import dfs.perf.report.Figure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongFunction;

/** One object at a time: put, get, head, delete, copy, and gets among puts. */
final class ObjectScenarios {

    private static final String BUCKET = "perf-objects";
    private static final Duration DELETE_MAX = Duration.ofMinutes(1);
    private static final int GETS_OF_100 = 70;

    private ObjectScenarios() {}

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        for (Size size : Size.measured()) {
            all.add(new Scenario("put-" + size.label(), true, bench -> put(bench, size)));
            all.add(new Scenario("get-" + size.label(), true, bench -> get(bench, size)));
        }
        all.add(new Scenario("head", true, ObjectScenarios::head));
        all.add(new Scenario("delete", true, ObjectScenarios::delete));
        all.add(new Scenario("mixed-64k", true, ObjectScenarios::mixed));
        all.add(new Scenario("copy", true, ObjectScenarios::copy));
        all.add(new Scenario("get-under-upload", true, ObjectScenarios::getUnderUpload));
        return all;
    }

    private static List<Integer> connections(Bench bench, Size size) {
        return switch (size) {
            case KIB_4 -> bench.settings().connections(List.of(1, 16, 64), List.of(1, 16, 64));
            case KIB_64 -> bench.settings().connections(List.of(16), List.of(1, 16, 64));
            case MIB_1 -> bench.settings().connections(List.of(1, 8), List.of(1, 8, 16, 64));
            case MIB_4, MIB_64 -> bench.settings().connections(List.of(1, 4), List.of(1, 4, 16));
        };
    }

    private static void put(Bench bench, Size size) throws IOException, InterruptedException {
        for (int connections : connections(bench, size)) {
            Figure figure = bench.measure("put-" + size.label(), "puts", size.bytes(), connections, puts(bench, size));
            bench.keep(
                    figure,
                    size.bytes() < Size.MIB_1.bytes()
                            ? bench.limits().synced(size, connections)
                            : bench.limits().upload(size));
        }
        if (size == Size.KIB_4) {
            var _ = bench.limits().synced(size, 1); // a budget asks for it, whatever the connections
        }
    }

    private static void get(Bench bench, Size size) throws IOException, InterruptedException {
        Workload gets = gets(bench, size);
        for (int connections : connections(bench, size)) {
            Figure.Limit limit = bench.limits().bare(size, connections);
            bench.keep(bench.measure("get-" + size.label(), "gets", size.bytes(), connections, gets), limit);
        }
    }

    private static void head(Bench bench) throws IOException, InterruptedException {
        Workload heads = any(bench, Size.KIB_4, Request::head);
        for (int connections : connections(bench, Size.KIB_4)) {
            bench.keep(bench.measure("head", "heads", 0, connections, heads));
        }
    }

    private static void delete(Bench bench) throws IOException, InterruptedException {
        for (int connections : bench.settings().connections(List.of(16, 64), List.of(1, 16, 64))) {
            String folder = bench.bucket(BUCKET) + "/delete/" + bench.freshName() + "/";
            long count = (bench.settings().isQuick() ? 100L : 500L) * Math.max(10, connections);
            Body body = Body.of(Size.KIB_4.bytes());
            bench.fill(folder, count, index -> Request.put(folder + index, body));
            Workload deletes = Bench.upTo(count, index -> Request.delete(folder + index));
            bench.keep(bench.measure("delete", "deletes", 0, connections, deletes, Span.whole(DELETE_MAX)));
        }
    }

    private static void mixed(Bench bench) throws IOException, InterruptedException {
        for (int connections : bench.settings().connections(List.of(16), List.of(1, 16, 64))) {
            Workload gets = gets(bench, Size.KIB_64);
            Workload puts = puts(bench, Size.KIB_64);
            Workload mixed = index -> {
                SplittableRandom random = new SplittableRandom(index);
                Turn get = gets.turnsOf(index);
                Turn put = puts.turnsOf(index);
                return connection -> (random.nextInt(100) < GETS_OF_100 ? get : put).take(connection);
            };
            bench.keep(bench.measure("mixed-64k", "requests", Size.KIB_64.bytes(), connections, mixed));
        }
    }

    private static void copy(Bench bench) throws IOException, InterruptedException {
        String path = filled(bench, Size.MIB_1);
        String target = bench.bucket(BUCKET) + "/copy/" + bench.freshName() + "/";
        for (int connections : bench.settings().connections(List.of(16), List.of(1, 16, 64))) {
            AtomicLong next = new AtomicLong();
            Workload copies = index -> connection -> {
                long copy = next.getAndIncrement();
                Request request = Request.put(target + copy)
                        .withHeader("x-amz-copy-source", path + copy % Size.MIB_1.prefilled());
                return Optional.of(Turn.Done.one(connection.exchange(request)));
            };
            bench.keep(bench.measure("copy", "copies", Size.MIB_1.bytes(), connections, copies));
        }
    }

    private static void getUnderUpload(Bench bench) throws IOException, InterruptedException {
        Workload gets = gets(bench, Size.KIB_4);
        bench.keep(bench.measure("get-4k-idle", "gets", Size.KIB_4.bytes(), 1, gets));
        Workload puts = puts(bench, Size.MIB_64);
        Workload both = index -> index == 0 ? gets.turnsOf(0) : uncounted(puts.turnsOf(1));
        bench.keep(bench.measure("get-4k-under-upload", "gets", Size.KIB_4.bytes(), 2, both));
    }

    /** The turns of a load that is there, but not what is measured. */
    private static Turn uncounted(Turn turn) {
        return connection -> turn.take(connection).map(done -> Turn.Done.UNCOUNTED);
    }

    static void sustained(Bench bench) throws IOException, InterruptedException {
        Duration window = bench.settings().sustained().dividedBy(10);
        int connections = bench.settings().connections(List.of(16), List.of(16)).getFirst();
        Workload puts = puts(bench, Size.KIB_64);
        Workload small = puts(bench, Size.KIB_4);
        Workload both = index -> (index % 4 == 0 ? puts : small).turnsOf(index);
        var _ = bench.measure("warm-up", "puts", 0, connections, both);
        for (int part = 1; part <= 10; part++) {
            bench.keep(bench.measure("sustained-put-" + part, "puts", 0, connections, both, Span.whole(window)));
        }
    }

    /** Puts of keys that nobody wrote yet. */
    static Workload puts(Bench bench, Size size) throws IOException {
        Body body = Body.of(size.bytes());
        String folder = bench.bucket(BUCKET) + "/put-" + size.label() + "/";
        return index -> {
            String own = folder + bench.freshName() + "/";
            long[] next = {0};
            return connection -> Optional.of(Turn.Done.one(connection.exchange(Request.put(own + next[0]++, body))));
        };
    }

    /** Gets of any of the objects that are there to be read. */
    static Workload gets(Bench bench, Size size) throws IOException, InterruptedException {
        return any(bench, size, Request::get);
    }

    /** Requests of any of them. */
    static Workload any(Bench bench, Size size, Function<String, Request> request)
            throws IOException, InterruptedException {
        String path = filled(bench, size);
        return index -> {
            SplittableRandom random = new SplittableRandom(index);
            return connection -> Optional.of(
                    Turn.Done.one(connection.exchange(request.apply(path + random.nextInt(size.prefilled())))));
        };
    }

    /** Objects to read: a folder with keys from 0. */
    private static String filled(Bench bench, Size size) throws IOException, InterruptedException {
        String path = bench.bucket(BUCKET) + "/get-" + size.label() + "/";
        Body body = Body.of(size.bytes());
        LongFunction<Request> puts = index -> Request.put(path + index, body);
        if (size.bytes() < Size.MIB_1.bytes()) {
            bench.fill(path, size.prefilled(), puts);
        } else {
            bench.fillLarge(path, size.prefilled(), puts);
        }
        return path;
    }
}
