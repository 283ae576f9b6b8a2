package dfs.perf.report;

import dfs.perf.report.Figure.Latency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * A figure at its numbers of connections, as a picture: on the left units per second, each bar before the outline of its limit; on
 * the right the latencies on a logarithmic scale.
 */
record Plot(String name, List<Figure> figures) {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 300;
    private static final int TOP = 50;
    private static final int BOTTOM = 250;
    private static final int LEFT = 70;
    private static final int PANEL = 290;
    private static final int SECOND = LEFT + PANEL + 90;
    private static final String INK = "#333";
    private static final String BAR = "#3b7dd8";

    String svg() {
        StringBuilder svg = new StringBuilder();
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" ".formatted(WIDTH, HEIGHT));
        svg.append("font-family=\"sans-serif\" font-size=\"11\" fill=\"%s\">%n".formatted(INK));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        text(svg, LEFT, 22, "start", name, "font-size=\"15\" font-weight=\"bold\"");
        rates(svg);
        if (figures.stream().anyMatch(figure -> figure.latency().isPresent())) {
            latencies(svg);
        }
        return svg.append("</svg>\n").toString();
    }

    private void rates(StringBuilder svg) {
        double most = figures.stream()
                .mapToDouble(figure -> Math.max(
                        figure.perSecond(),
                        figure.beside().map(Figure.Limit::perSecond).orElse(0.0)))
                .max()
                .orElse(1);
        double top = niceCeiling(most);
        text(svg, LEFT, 40, "start", figures.getFirst().unit() + " per second; dashed: the limit", "");
        for (int step = 0; step <= 4; step++) {
            double value = top * step / 4;
            grid(svg, LEFT, y(value, top), Table.number(value));
        }
        double slot = (double) PANEL / figures.size();
        double width = Math.min(60, slot * 0.6);
        for (int index = 0; index < figures.size(); index++) {
            Figure figure = figures.get(index);
            double x = LEFT + slot * index + (slot - width) / 2;
            figure.beside()
                    .ifPresent(limit -> bar(
                            svg,
                            x - 4,
                            width + 8,
                            y(limit.perSecond(), top),
                            "fill=\"none\" stroke=\"#888\" stroke-dasharray=\"4 3\""));
            bar(svg, x, width, y(figure.perSecond(), top), "fill=\"" + BAR + "\"");
            text(svg, x + width / 2, y(figure.perSecond(), top) - 4, "middle", Table.number(figure.perSecond()), "");
            text(svg, x + width / 2, BOTTOM + 16, "middle", label(figure), "");
        }
    }

    private void latencies(StringBuilder svg) {
        text(svg, SECOND, 40, "start", "milliseconds", "");
        double low = decade(least(Latency::p50));
        double high = Math.max(low + 1, Math.ceil(Math.log10(most(Latency::p999))));
        for (double power = low; power <= high; power++) {
            grid(svg, SECOND, y(power - low, high - low), Table.number(Math.pow(10, power)));
        }
        line(svg, Latency::p50, "#2a9d5c", "p50", low, high);
        line(svg, Latency::p99, "#d98a1e", "p99", low, high);
        line(svg, Latency::p999, "#c8402f", "p99.9", low, high);
        double slot = (double) PANEL / figures.size();
        for (int index = 0; index < figures.size(); index++) {
            text(svg, SECOND + slot * (index + 0.5), BOTTOM + 16, "middle", label(figures.get(index)), "");
        }
    }

    private void line(
            StringBuilder svg, ToDoubleFunction<Latency> value, String colour, String label, double low, double high) {
        double slot = (double) PANEL / figures.size();
        StringBuilder points = new StringBuilder();
        double lastY = 0;
        for (int index = 0; index < figures.size(); index++) {
            Optional<Latency> latency = figures.get(index).latency();
            if (latency.isPresent()) {
                double x = SECOND + slot * (index + 0.5);
                lastY = y(Math.log10(Math.max(1e-6, value.applyAsDouble(latency.get()))) - low, high - low);
                points.append(number(x)).append(',').append(number(lastY)).append(' ');
                svg.append("<circle cx=\"%s\" cy=\"%s\" r=\"3\" fill=\"%s\"/>%n"
                        .formatted(number(x), number(lastY), colour));
            }
        }
        svg.append("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\"/>%n"
                .formatted(points.toString().strip(), colour));
        text(svg, SECOND + slot * (figures.size() - 0.5) + 7, lastY + 4, "start", label, "fill=\"" + colour + "\"");
    }

    private double least(ToDoubleFunction<Latency> value) {
        return figures.stream()
                .flatMap(figure -> figure.latency().stream())
                .mapToDouble(value)
                .min()
                .orElse(1);
    }

    private double most(ToDoubleFunction<Latency> value) {
        return figures.stream()
                .flatMap(figure -> figure.latency().stream())
                .mapToDouble(value)
                .max()
                .orElse(1);
    }

    private static double decade(double value) {
        return Math.floor(Math.log10(Math.max(1e-3, value)));
    }

    private static String label(Figure figure) {
        return figure.connections() == 0
                ? ""
                : figure.connections() + (figure.connections() == 1 ? " connection" : " conn.");
    }

    /** The next of 1, 2, 2.5, 5 times a power of ten. */
    static double niceCeiling(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(1e-9, value))));
        for (double step : new double[] {1, 2, 2.5, 5}) {
            if (value <= step * power) {
                return step * power;
            }
        }
        return 10 * power;
    }

    private static double y(double value, double top) {
        return BOTTOM - (BOTTOM - TOP) * Math.clamp(value / top, 0, 1);
    }

    private static void grid(StringBuilder svg, int x, double y, String label) {
        svg.append("<line x1=\"%d\" x2=\"%d\" y1=\"%s\" y2=\"%s\" stroke=\"#ddd\"/>%n"
                .formatted(x, x + PANEL, number(y), number(y)));
        text(svg, x - 6, y + 4, "end", label, "");
    }

    private static void bar(StringBuilder svg, double x, double width, double y, String style) {
        svg.append("<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" %s/>%n"
                .formatted(number(x), number(y), number(width), number(BOTTOM - y), style));
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String text, String style) {
        svg.append("<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" %s>%s</text>%n"
                .formatted(number(x), number(y), anchor, style, escape(text)));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
