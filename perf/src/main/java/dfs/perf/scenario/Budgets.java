package dfs.perf.scenario;

import static dfs.perf.report.Budget.Direction.AT_LEAST;
import static dfs.perf.report.Budget.Direction.AT_MOST;

import dfs.perf.report.Budget;
import dfs.perf.report.Comparison;
import dfs.perf.report.Figure;
import dfs.perf.report.Figure.Latency;
import dfs.perf.report.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What one node is meant to reach. Ratios are taken inside one run: they hold on any machine. */
public final class Budgets {

    private static final double NOT_MEASURED = Double.NaN;

    private final List<Budget> all = new ArrayList<>();

    private Budgets() {}

    /** All of them. */
    public static List<Budget> all() {
        Budgets budgets = new Budgets();
        budgets.ratios();
        budgets.serverMicros();
        return List.copyOf(budgets.all);
    }

    /** What several nodes on one machine are meant to reach of what one does there. */
    public static List<Budget> ofSeveral() {
        Budgets budgets = new Budgets();
        budgets.ofOne(0.9, "get-4k", 64);
        budgets.ofOne(0.9, "get-64k", 16);
        budgets.ofOne(0.9, "get-1m", 8);
        budgets.ofOne(0.9, "get-64m", 4);
        budgets.ofOne(0.4, "put-4k", 64);
        budgets.ofOne(0.35, "put-64m", 1);
        budgets.ofOne(0.35, "put-64m", 4);
        return List.copyOf(budgets.all);
    }

    private void ofOne(double bound, String name, int connections) {
        atLeast(
                bound,
                name + " of one node's, c" + connections,
                rate(name, connections),
                rate(Comparison.ONE + name, connections));
    }

    private void ratios() {
        for (int connections : List.of(1, 8, 16)) {
            atLeast(
                    0.8,
                    "get-1m of bare sendFile, c" + connections,
                    rate("get-1m", connections),
                    rate("bare-1m", connections));
        }
        for (int connections : List.of(1, 4)) {
            atLeast(
                    0.8,
                    "get-64m of bare sendFile, c" + connections,
                    rate("get-64m", connections),
                    rate("bare-64m", connections));
        }
        for (int connections : List.of(1, 16, 64)) {
            atLeast(
                    0.5,
                    "get-4k of a bare server, c" + connections,
                    rate("get-4k", connections),
                    rate("bare-4k", connections));
            atMost(
                    1.5,
                    "get-4k CPU of a bare server's, c" + connections,
                    cpu("get-4k", connections),
                    cpu("bare-4k", connections));
        }
        atLeast(0.8, "put-64m of min(MD5 of a core, disk), c1", rate("put-64m", 1), limit("put-64m", 1));
        atLeast(0.8, "put-64m of min(MD5 of a core, disk), c4", rate("put-64m", 4), limit("put-64m", 4));
        atLeast(8, "put-4k c64 of one fdatasync per object", rate("put-4k", 64), rate("fdatasync-4k-x1", 0));
        atLeast(0.6, "put-4k c1 of one fdatasync per object", rate("put-4k", 1), rate("fdatasync-4k-x1", 0));
        for (int connections : List.of(16, 64)) {
            atMost(
                    1,
                    "delete CPU of put-4k's, c" + connections,
                    cpu("delete", connections),
                    cpu("put-4k", connections));
            atMost(1, "head CPU of get-4k's, c" + connections, cpu("head", connections), cpu("get-4k", connections));
        }
        for (String listing : List.of("list-100k", "list-100k-deep", "list-1m", "list-1m-deep")) {
            atLeast(250_000, listing + " keys per second, c1", rate(listing, 1));
        }
        for (String listing : List.of("list-100k-deep", "list-1m", "list-1m-deep", "list-1m-folders")) {
            atMost(5, listing + " first byte, p50 ms, c1", latency(listing, 1, Latency::firstByteP50));
        }
        atMost(
                5,
                "get-4k p99 under a 64 MiB upload of idle p99",
                latency("get-4k-under-upload", 2, Latency::p99),
                latency("get-4k-idle", 1, Latency::p99));
        atLeast(
                0.9,
                "writes of the last tenth of the first",
                rate("sustained-put-10", 16),
                rate("sustained-put-1", 16));
        atMost(60, "put-4k c64 p99 ms", latency("put-4k", 64, Latency::p99));
        atMost(3, "start with 1M objects, seconds", figures -> invert(figures.value("start-1m", 0, Figure::perSecond)));
        atMost(400, "RSS MiB, the most seen", Budgets::rssMax);
    }

    private void serverMicros() {
        micros(200, "put-4k", 16);
        micros(100, "get-4k", 16);
        micros(350, "put-64k", 16);
        micros(130, "get-64k", 16);
        micros(3_500, "put-1m", 8);
        micros(650, "get-1m", 8);
        micros(260_000, "put-64m", 4);
        micros(17_000, "get-64m", 4);
        micros(90, "head", 16);
        micros(40, "batch-delete", 1);
        micros(200, "mixed-64k", 16);
        micros(3, "list-100k", 1);
    }

    private void micros(double bound, String name, int connections) {
        atMost(bound, name + " c" + connections + " server CPU us", cpu(name, connections));
    }

    private void atLeast(double bound, String name, Function<Figures, OptionalDouble> value) {
        all.add(new Budget(name, value, AT_LEAST, bound));
    }

    private void atLeast(
            double bound,
            String name,
            Function<Figures, OptionalDouble> above,
            Function<Figures, OptionalDouble> below) {
        all.add(new Budget(name, figures -> ratio(above.apply(figures), below.apply(figures)), AT_LEAST, bound));
    }

    private void atMost(double bound, String name, Function<Figures, OptionalDouble> value) {
        all.add(new Budget(name, value, AT_MOST, bound));
    }

    private void atMost(
            double bound,
            String name,
            Function<Figures, OptionalDouble> above,
            Function<Figures, OptionalDouble> below) {
        all.add(new Budget(name, figures -> ratio(above.apply(figures), below.apply(figures)), AT_MOST, bound));
    }

    private static Function<Figures, OptionalDouble> rate(String name, int connections) {
        return number(name, connections, Figure::perSecond);
    }

    private static Function<Figures, OptionalDouble> limit(String name, int connections) {
        return number(
                name,
                connections,
                figure -> figure.beside().map(Figure.Limit::perSecond).orElse(NOT_MEASURED));
    }

    private static Function<Figures, OptionalDouble> cpu(String name, int connections) {
        return number(name, connections, figure -> figure.serverMicrosPerUnit().orElse(NOT_MEASURED));
    }

    private static Function<Figures, OptionalDouble> latency(
            String name, int connections, ToDoubleFunction<Latency> of) {
        return number(
                name,
                connections,
                figure -> figure.latency().map(of::applyAsDouble).orElse(NOT_MEASURED));
    }

    private static Function<Figures, OptionalDouble> number(
            String name, int connections, ToDoubleFunction<Figure> number) {
        return figures -> known(figures.value(name, connections, number));
    }

    private static OptionalDouble rssMax(Figures figures) {
        return figures.all().stream()
                .filter(figure -> !figure.name().startsWith("bare-"))
                .flatMapToDouble(figure -> figure.rssMib().stream())
                .max();
    }

    /** One number of another; not measured where either is not. */
    static OptionalDouble ratio(OptionalDouble above, OptionalDouble below) {
        return above.isPresent() && below.isPresent() && below.getAsDouble() > 0
                ? OptionalDouble.of(above.getAsDouble() / below.getAsDouble())
                : OptionalDouble.empty();
    }

    private static OptionalDouble invert(OptionalDouble value) {
        return ratio(OptionalDouble.of(1), value);
    }

    private static OptionalDouble known(OptionalDouble value) {
        return value.isPresent() && Double.isNaN(value.getAsDouble()) ? OptionalDouble.empty() : value;
    }
}
