package dfs.perf.report;

import java.util.Optional;

/**
 * What several nodes do beside what one does, in one run on one machine.
 *
 * @param one the figures of one node
 * @param several those of {@code nodes} nodes that make a cluster
 */
public record Comparison(int nodes, Figures one, Figures several) {

    /** Before the names of figures of one node, where all stand together. */
    public static final String ONE = "one-node-";

    /** The figures of both, those of one node under names of their own. */
    public Figures all() {
        Figures all = new Figures();
        one.all().forEach(figure -> all.add(figure.named(ONE + figure.name())));
        several.all().forEach(all::add);
        return all;
    }

    /** Each figure that both have. */
    public Table table() {
        Table table = new Table(
                "figure",
                "conn",
                "one node/s",
                nodes + " nodes/s",
                "of one node",
                "one node us",
                nodes + " nodes us",
                "fsyncs",
                "copies",
                "limit",
                "limit/s",
                "of limit");
        for (Figure each : several.all()) {
            Optional<Figure> beside = one.find(each.name(), each.connections());
            if (beside.isEmpty() || each.latency().isEmpty() || each.name().startsWith("bare-")) {
                continue;
            }
            table.row(
                    each.name(),
                    Integer.toString(each.connections()),
                    Table.number(beside.get().perSecond()),
                    Table.number(each.perSecond()),
                    Table.number(each.perSecond() / beside.get().perSecond()),
                    Table.number(beside.get().serverMicrosPerUnit()),
                    Table.number(each.serverMicrosPerUnit()),
                    each.writes().map(wrote -> Table.number(wrote.syncs())).orElse(""),
                    each.writes().map(wrote -> Table.number(wrote.copies())).orElse(""),
                    each.beside().map(Figure.Limit::name).orElse(""),
                    each.beside().map(limit -> Table.number(limit.perSecond())).orElse(""),
                    Table.number(each.ofLimit()));
        }
        return table;
    }
}
