package dfs.perf.report;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.perf.load.Measured;
import dfs.perf.report.Budget.Direction;
import dfs.perf.server.Usage;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import javax.xml.parsers.DocumentBuilderFactory;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class ReportTest {

    private static Measured measured() {
        Histogram latency = new Histogram(3_600_000_000_000L, 3);
        for (int millis = 1; millis <= 1000; millis++) {
            latency.recordValue(millis * 1_000_000L);
        }
        Usage used = new Usage(Duration.ofMillis(500), 200L << 20, List.of(Duration.ofMillis(7)));
        return new Measured(16, Duration.ofSeconds(2), 1000, 0, "", latency, latency, Optional.of(used), 250_000_000);
    }

    @Test
    void aFigureIsRatesPercentilesAndCostsPerUnit() {
        Figure figure = Figure.of("put", "puts", 4096, measured());

        assertThat(figure.perSecond()).isEqualTo(500);
        assertThat(figure.serverMicrosPerUnit()).hasValue(500);
        assertThat(figure.clientMicrosPerUnit()).hasValue(250);
        assertThat(figure.rssMib()).hasValue(200);
        assertThat(figure.gcPauseMaxMillis()).hasValue(7);
        assertThat(figure.latency()).hasValueSatisfying(latency -> {
            assertThat(latency.p50()).isBetween(499.0, 501.0);
            assertThat(latency.p99()).isBetween(989.0, 991.0);
            assertThat(latency.p999()).isBetween(998.0, 1000.0);
        });
    }

    @Test
    void aFigureStandsBesideItsLimit() {
        Figure figure = Figure.rate("put", "puts", 0, 40);

        assertThat(figure.ofLimit()).isEmpty();
        assertThat(figure.beside("disk", 50).ofLimit()).hasValue(0.8);
        assertThat(figure.beside("disk", 0).ofLimit()).isEmpty();
    }

    @Test
    void aBudgetIsMetOnItsSideOfTheBoundAndNeverUnmeasured() {
        Figures figures = new Figures();

        assertThat(word(figures, Direction.AT_LEAST, OptionalDouble.of(0.8))).isEqualTo("met");
        assertThat(word(figures, Direction.AT_LEAST, OptionalDouble.of(0.79))).isEqualTo("MISSED");
        assertThat(word(figures, Direction.AT_MOST, OptionalDouble.of(0.8))).isEqualTo("met");
        assertThat(word(figures, Direction.AT_MOST, OptionalDouble.of(0.81))).isEqualTo("MISSED");
        assertThat(word(figures, Direction.AT_MOST, OptionalDouble.empty())).isEqualTo("not measured");
    }

    private static String word(Figures figures, Direction direction, OptionalDouble value) {
        return new Budget("x", all -> value, direction, 0.8).judge(figures).word();
    }

    @Test
    void severalNodesStandBesideOneAtTheSameConnections() {
        Figures one = new Figures();
        one.add(Figure.of("put", "puts", 4096, measured()));
        Figures several = new Figures();
        several.add(Figure.of("put", "puts", 4096, measured()));
        several.add(Figure.rate("fdatasync", "records", 4096, 1));
        Comparison comparison = new Comparison(3, one, several);

        assertThat(comparison.table().toString().lines().skip(2))
                .singleElement()
                .asString()
                .contains("put", "16", "500", "1.00");
        assertThat(comparison.all().find(Comparison.ONE + "put", 16)).isPresent();
        assertThat(comparison.all().find("put", 16)).isPresent();
    }

    @Test
    void aReportSaysHowWarmItsServersWere() {
        WarmUp steady = new WarmUp(
                "3 nodes", 120_000, Duration.ofSeconds(90), List.of(4120.0, 2000.0, 1310.0), WarmUp.End.STEADY);
        WarmUp counted = new WarmUp("the server", 60_000, Duration.ofSeconds(9), List.of(), WarmUp.End.COUNTED);
        Report report = new Report(Map.of(), List.of(steady, counted), new Figures(), List.of());

        assertThat(report.head().lines().map(String::strip))
                .containsExactly(
                        "warm-up of 3 nodes: 120,000 requests in 90 s, server CPU 4,120 us a request in the first of 3"
                                + " rounds, 1,310 in the last: steady",
                        "warm-up of the server: 60,000 requests in 9 s: a fixed count, CPU of the server not known");
        JsonObject json = report.json().getJsonArray("warmUps").getJsonObject(0);
        assertThat(json.getInteger("rounds")).isEqualTo(3);
        assertThat(json.getLong("requests")).isEqualTo(120_000);
        assertThat(json.getDouble("firstServerMicrosPerRequest")).isEqualTo(4120);
        assertThat(json.getDouble("lastServerMicrosPerRequest")).isEqualTo(1310);
        assertThat(json.getBoolean("isSteady")).isTrue();
    }

    @Test
    void largeObjectsOfSeveralNodesStandBesideThoseOfOne() {
        Figures one = new Figures();
        Figures several = new Figures();
        for (String name : List.of("put-64m", "get-64k", "get-1m", "get-64m")) {
            one.add(Figure.of(name, "objects", 1 << 20, measured()));
            several.add(Figure.of(name, "objects", 1 << 20, measured()).beside("a limit", 700));
        }

        assertThat(new Comparison(3, one, several).table().toString().lines().skip(2))
                .satisfiesExactly(
                        line -> assertThat(line).contains("put-64m", "1.00"),
                        line -> assertThat(line).contains("get-64k", "1.00"),
                        line -> assertThat(line).contains("get-1m", "1.00"),
                        line -> assertThat(line).contains("get-64m", "1.00"));
    }

    @Test
    void numbersHaveThreeDigits() {
        assertThat(List.of(Table.number(0), Table.number(0.0501), Table.number(0.5), Table.number(12.345)))
                .containsExactly("0", "0.0501", "0.50", "12.3");
        assertThat(Table.number(1_234_567.8)).isEqualTo("1,234,568");
    }

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        Table table = new Table("a", "number");
        table.row("long name", "1");

        assertThat(table).hasToString("""
                | a         | number |
                |:----------|-------:|
                | long name |      1 |
                """);
    }

    @Test
    void aPlotIsWellFormedAndShowsEachNumberOfConnections() throws Exception {
        Figure one = Figure.of("put <4k>", "puts", 4096, measured()).beside("disk", 700);
        String svg = new Plot("put <4k> & more", List.of(one, one)).svg();

        var document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new java.io.StringReader(svg)));
        assertThat(document.getElementsByTagName("circle").getLength()).isEqualTo(6);
        assertThat(svg).contains("put &lt;4k> &amp; more").contains("16 conn.");
    }

    @Test
    void theScaleEndsAtARoundNumber() {
        assertThat(List.of(Plot.niceCeiling(1), Plot.niceCeiling(1.1), Plot.niceCeiling(2.1), Plot.niceCeiling(3)))
                .containsExactly(1.0, 2.0, 2.5, 5.0);
        assertThat(Plot.niceCeiling(700)).isEqualTo(1000);
    }
}
