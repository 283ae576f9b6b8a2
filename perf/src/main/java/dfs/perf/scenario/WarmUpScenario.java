package dfs.perf.scenario;

import dfs.perf.client.Request;
import dfs.perf.load.Measured;
import dfs.perf.load.Span;
import dfs.perf.load.Turn;
import dfs.perf.load.Workload;
import dfs.perf.report.WarmUp;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Makes a server ready to be measured: one that compiles itself while it runs shows, before that, its compiler. Rounds of load go
 * on until the CPU per request is steady; where that CPU cannot be seen, there is a fixed count of requests.
 */
final class WarmUpScenario {

    private static final int CONNECTIONS = 16;
    private static final Duration ROUND = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofMinutes(3);
    /** Several processes share the cores that compile. */
    private static final Duration LIMIT_OF_SEVERAL = Duration.ofMinutes(10);

    /** With fewer requests a node is not warm, however steady it looks: compilers that are behind give a cost that stands still too. */
    private static final long NEEDED = 150_000;

    private static final int COUNT = 60_000;
    private static final Duration COUNT_MAX = Duration.ofMinutes(2);
    private static final Duration COUNT_MAX_QUICK = Duration.ofSeconds(25);

    /** Of these none asks a server that this one warmed up: they ask none, or start it anew. */
    private static final Set<String> NEED_NONE = Set.of("limits", "start-1m", "scale");

    /** Kinds of turns: small puts, gets and heads. */
    private static final int SMALL_KINDS = 3;

    /**
     * A kind of turn.
     *
     * @param oneOf among how many turns there is one of it
     */
    private record Kind(Workload turns, int oneOf) {}

    private WarmUpScenario() {}

    /** Warms a server up for these figures. */
    static WarmUp run(Bench bench, List<Scenario> chosen) throws IOException, InterruptedException {
        Set<String> names = chosen.stream().map(Scenario::name).collect(Collectors.toSet());
        if (NEED_NONE.containsAll(names)) {
            return new WarmUp(bench.serverName(), 0, Duration.ZERO, List.of(), WarmUp.End.NOT_NEEDED);
        }
        return bench.seesCpu() ? untilSteady(bench, names) : counted(bench);
    }

    private static WarmUp untilSteady(Bench bench, Set<String> figures) throws IOException, InterruptedException {
        Duration limit = bench.settings().warmUp().orElse(bench.servers() > 1 ? LIMIT_OF_SEVERAL : LIMIT);
        Duration round = limit.compareTo(ROUND) < 0 ? limit : ROUND;
        Workload load = mixture(bench, figures, Long.MAX_VALUE);
        List<Double> micros = new ArrayList<>();
        long requests = 0;
        long began = System.nanoTime();
        // A round takes a little more than its span: the limit is that of so many rounds.
        while (!isWarm(bench, requests, micros)
                && since(began).plus(round.dividedBy(2)).compareTo(limit) < 0) {
            Measured measured = bench.load().run(CONNECTIONS, load, Span.whole(round));
            requests += measured.units();
            if (measured.units() > 0) {
                micros.add(measured.server().orElseThrow().cpu().toNanos() / 1e3 / measured.units());
            }
            bench.say("warm-up %3d s: %,.1f requests/s%s%s"
                    .formatted(
                            since(began).toSeconds(),
                            measured.unitsPerSecond(),
                            measured.units() == 0 ? "" : ", server CPU %,.0f us each".formatted(micros.getLast()),
                            measured.failures() == 0
                                    ? ""
                                    : ", " + measured.failures() + " failed: " + measured.firstFailure()));
        }
        WarmUp.End end = isWarm(bench, requests, micros) ? WarmUp.End.STEADY : WarmUp.End.LIMIT;
        return told(bench, new WarmUp(bench.serverName(), requests, since(began), micros, end));
    }

    private static boolean isWarm(Bench bench, long requests, List<Double> micros) {
        return requests >= NEEDED * bench.servers() && Steadiness.isSteady(micros);
    }

    /** So many requests, or as many as there is time for; of several nodes each gets as many as one that is alone. */
    static WarmUp counted(Bench bench) throws IOException, InterruptedException {
        Duration most = (bench.settings().isQuick() ? COUNT_MAX_QUICK : COUNT_MAX).multipliedBy(bench.servers());
        Workload load = mixture(bench, Set.of(), (long) COUNT * bench.servers());
        Measured measured = bench.load()
                .run(CONNECTIONS, load, Span.whole(bench.settings().warmUp().orElse(most)));
        return told(
                bench,
                new WarmUp(bench.serverName(), measured.units(), measured.elapsed(), List.of(), WarmUp.End.COUNTED));
    }

    private static WarmUp told(Bench bench, WarmUp warmUp) {
        bench.say(warmUp.text());
        return warmUp;
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    /**
     * Puts, gets and heads of 4 KiB in turn, up to so many. Among them, puts and gets of larger sizes that are among the figures, so
     * rare that they put little on disk.
     */
    static Workload mixture(Bench bench, Set<String> figures, long turnsMax) throws IOException, InterruptedException {
        List<Kind> kinds = new ArrayList<>();
        kinds.add(new Kind(ObjectScenarios.puts(bench, Size.KIB_4), SMALL_KINDS));
        kinds.add(new Kind(ObjectScenarios.gets(bench, Size.KIB_4), SMALL_KINDS));
        kinds.add(new Kind(ObjectScenarios.any(bench, Size.KIB_4, Request::head), SMALL_KINDS));
        for (Size size : Size.measured()) {
            Size warmed = size == Size.MIB_64 ? Size.MIB_4 : size;
            if (size != Size.KIB_4 && figures.contains("put-" + size.label())) {
                kinds.add(new Kind(ObjectScenarios.puts(bench, warmed), oneOf(size)));
            }
            if (size != Size.KIB_4 && figures.contains("get-" + size.label())) {
                addGets(bench, kinds, warmed, oneOf(size));
            }
        }
        AtomicLong next = new AtomicLong();
        return index -> {
            List<Turn> turns =
                    kinds.stream().map(kind -> kind.turns().turnsOf(index)).toList();
            return connection -> {
                long turn = next.getAndIncrement();
                return turn < turnsMax ? turns.get(kindOf(turn, kinds)).take(connection) : Optional.empty();
            };
        };
    }

    /** Where a server that is cold does not take the objects to read, they are left out: what is measured puts them later. */
    private static void addGets(Bench bench, List<Kind> kinds, Size size, int oneOf) throws InterruptedException {
        try {
            kinds.add(new Kind(ObjectScenarios.gets(bench, size), oneOf));
        } catch (IOException e) {
            bench.say("the warm-up leaves out gets of " + size.label() + ": " + e.getMessage());
        }
    }

    /** As many bytes of 64 KiB and 1 MiB as of 4 KiB; four times those for larger ones, of which there would be too few. */
    private static int oneOf(Size size) {
        return (int) (SMALL_KINDS * Math.min(size.bytes(), Size.MIB_1.bytes()) / Size.KIB_4.bytes());
    }

    /** The number of the kind is where its turns begin; rare kinds go before the small ones, which leave no turn to none. */
    private static int kindOf(long turn, List<Kind> kinds) {
        int kind = kinds.size() - 1;
        while (turn % kinds.get(kind).oneOf() != kind) {
            kind--;
        }
        return kind;
    }
}
