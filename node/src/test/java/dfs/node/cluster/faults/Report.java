package dfs.node.cluster.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What came of a long run, in Markdown; written anew after every round. */
final class Report {

    private final Path file;
    private final long seed;
    private final long beganNanos = System.nanoTime();
    private final List<Round> rounds = new ArrayList<>();
    private String verdict = "under way";

    /** A report that goes to {@code file}, of a run with this seed. */
    Report(Path file, long seed) {
        this.file = file;
        this.seed = seed;
    }

    /**
     * One fault that came and went.
     *
     * @param role whether the node led
     * @param requests all of clients meanwhile
     * @param elsewhere of those, requests to the two other nodes that began before the fault ended
     * @param backMillis from the fault until the next strong write was acknowledged that began after it
     * @param wholeMillis from the end of the fault until a census found every replica
     */
    record Round(
            Fault fault,
            int node,
            String role,
            Tally.Span requests,
            Tally.Span elsewhere,
            long backMillis,
            long wholeMillis) {}

    void add(Round round) throws IOException {
        rounds.add(round);
        write();
    }

    /** The last word. */
    void conclude(String said) throws IOException {
        verdict = said;
        write();
    }

    private void write() throws IOException {
        StringBuilder out = new StringBuilder();
        out.append("# Three nodes under faults\n\nSeed ")
                .append(seed)
                .append(", ")
                .append(rounds.size());
        out.append(" rounds in ")
                .append(Duration.ofNanos(System.nanoTime() - beganNanos).toMinutes());
        out.append(" minutes: ")
                .append(verdict)
                .append(".\n\nRefused: answered 503 or 507, or not at all. A patient client goes to");
        out.append(
                " another node then; it fails where none of them answered for 15 s. Back: from the fault to the end of the next acknowledged");
        out.append(
                " write that began after it. Whole: from the end of the fault until a census found every replica.\n\n");
        summary(out);
        out.append(
                "\n## Round by round\n\n| | fault | node | requests | refused | of those at other nodes | patient clients failed | longest time");
        out.append(" without a write, ms | back, ms | whole, s |\n|---|---|---|---|---|---|---|---|---|---|\n");
        int number = 0;
        for (Round round : rounds) {
            out.append(String.format(
                    Locale.ROOT,
                    "| %d | %s | %d, %s | %d | %d | %d | %d | %d | %d | %.1f |%n",
                    ++number,
                    words(round.fault()),
                    round.node(),
                    round.role(),
                    round.requests().count(),
                    round.requests().unanswered().size(),
                    round.elsewhere().unanswered().size(),
                    round.requests().of(Tally.Kind.PATIENT).unanswered().size(),
                    round.requests().longestGapMillis(),
                    round.backMillis(),
                    round.wholeMillis() / 1000.0));
        }
        Files.createDirectories(file.getParent());
        Files.writeString(file, out);
    }

    private void summary(StringBuilder out) {
        Map<Fault, List<Long>> back = new EnumMap<>(Fault.class);
        rounds.forEach(round ->
                back.computeIfAbsent(round.fault(), _ -> new ArrayList<>()).add(round.backMillis()));
        out.append("| fault | rounds | back: median, ms | most, ms |\n|---|---|---|---|\n");
        new TreeMap<>(back).forEach((fault, times) -> {
            List<Long> sorted = times.stream().sorted().toList();
            out.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %d |%n",
                    words(fault),
                    sorted.size(),
                    sorted.get(sorted.size() / 2),
                    sorted.getLast()));
        });
    }

    private static String words(Fault fault) {
        return fault.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
