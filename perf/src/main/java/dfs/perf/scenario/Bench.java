package dfs.perf.scenario;

import dfs.perf.client.Connection;
import dfs.perf.client.Endpoint;
import dfs.perf.client.Reply;
import dfs.perf.client.Request;
import dfs.perf.load.Load;
import dfs.perf.load.Measured;
import dfs.perf.load.RequestFailed;
import dfs.perf.load.Span;
import dfs.perf.load.Turn;
import dfs.perf.load.Workload;
import dfs.perf.report.Figure;
import dfs.perf.report.Figure.Limit;
import dfs.perf.report.Figures;
import dfs.perf.server.LocalNode;
import dfs.perf.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** One run against one server: what scenarios measure with, and where their figures go. */
public final class Bench implements AutoCloseable {

    private static final Duration FILL_MAX = Duration.ofHours(2);
    private static final int FILL_CONNECTIONS = 32;
    private static final int FILL_CONNECTIONS_LARGE = 2;

    private final Endpoint endpoint;
    private final Settings settings;
    private final List<LocalNode> nodes;
    private final Optional<ServerProcess> process;
    private final Figures figures = new Figures();
    private final Limits limits;
    private final Consumer<String> progress;
    private final Set<String> filled = new HashSet<>();
    private final AtomicLong names = new AtomicLong();

    /**
     * A run against a server that is there.
     *
     * @param process the server, where it runs on this machine
     * @param progress told what goes on
     * @param folder for what the limits write: on the disk of the server, if it can be
     */
    public Bench(
            Endpoint endpoint,
            Settings settings,
            Optional<ServerProcess> process,
            Path folder,
            Consumer<String> progress) {
        this(endpoint, settings, List.of(), process, folder, progress);
    }

    /**
     * A run against nodes that it started, over all of which it spreads its connections; one alone it may restart.
     *
     * @param progress told what goes on
     * @param folder for what the limits write: on the disk of the nodes
     */
    public Bench(List<LocalNode> nodes, Settings settings, Path folder, Consumer<String> progress) {
        this(nodes.getFirst().endpoint(), settings, nodes, Optional.empty(), folder, progress);
    }

    private Bench(
            Endpoint endpoint,
            Settings settings,
            List<LocalNode> nodes,
            Optional<ServerProcess> process,
            Path folder,
            Consumer<String> progress) {
        this.endpoint = endpoint;
        this.settings = settings;
        this.nodes = List.copyOf(nodes);
        this.process = process;
        this.limits = new Limits(folder, settings, figures, Math.max(1, nodes.size()));
        this.progress = progress;
    }

    public Figures figures() {
        return figures;
    }

    Settings settings() {
        return settings;
    }

    Limits limits() {
        return limits;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** Over how many servers the connections are spread. */
    int servers() {
        return Math.max(1, nodes.size());
    }

    /** As a reader calls it. */
    String serverName() {
        return nodes.isEmpty() ? "the server" : nodes.size() == 1 ? "one node" : nodes.size() + " nodes";
    }

    /** Whether it is known what the server uses of this machine. */
    boolean seesCpu() {
        return !nodes.isEmpty() || process.isPresent();
    }

    /** Tells what goes on. */
    void say(String what) {
        progress.accept(what);
    }

    /** The node, where it is one alone that this run started. */
    Optional<LocalNode> node() {
        return nodes.size() == 1 ? Optional.of(nodes.getFirst()) : Optional.empty();
    }

    /** Each time another text, for keys that nobody wrote yet. */
    String freshName() {
        return Long.toString(names.incrementAndGet(), 36);
    }

    /** Makes the bucket, if it is not there; the path of it. */
    String bucket(String name) throws IOException {
        String path = "/" + name;
        if (filled.add(path)) {
            Reply reply = exchange(Request.put(path));
            if (!reply.isOk() && reply.status() != 409) {
                throw new RequestFailed(reply);
            }
        }
        return path;
    }

    /** One request, which must succeed. */
    Reply ask(Request request) throws IOException {
        Reply reply = exchange(request);
        if (!reply.isOk()) {
            throw new RequestFailed(reply);
        }
        return reply;
    }

    private Reply exchange(Request request) throws IOException {
        try (Connection connection = new Connection(endpoint, settings.payload(), InstantSource.system())) {
            return connection.exchange(request);
        }
    }

    /** Makes {@code count} requests, once in this run: what figures find there. */
    void fill(String what, long count, LongFunction<Request> requests) throws IOException, InterruptedException {
        fill(what, count, FILL_CONNECTIONS, requests);
    }

    /** As {@link #fill(String, long, LongFunction)}, with large bodies: few at a time, since the server may be cold. */
    void fillLarge(String what, long count, LongFunction<Request> requests) throws IOException, InterruptedException {
        fill(what, count, FILL_CONNECTIONS_LARGE, requests);
    }

    private void fill(String what, long count, int connections, LongFunction<Request> requests)
            throws IOException, InterruptedException {
        if (!filled.add(what)) {
            return;
        }
        progress.accept("filling " + what);
        Measured measured = load().run(connections, upTo(count, requests), Span.whole(FILL_MAX));
        if (measured.failures() > 0) {
            filled.remove(what);
            throw new IOException("filling " + what + ": " + measured.failures() + " failed, the first with "
                    + measured.firstFailure());
        }
    }

    /** Requests 0 to {@code count}, shared among all connections, then rest. */
    static Workload upTo(long count, LongFunction<Request> requests) {
        AtomicLong next = new AtomicLong();
        return connection -> wire -> {
            long index = next.getAndIncrement();
            return index < count ? Optional.of(Turn.Done.one(wire.exchange(requests.apply(index)))) : Optional.empty();
        };
    }

    /** Takes a figure. */
    Figure measure(String name, String unit, long unitBytes, int connections, Workload workload)
            throws IOException, InterruptedException {
        return measure(name, unit, unitBytes, connections, workload, settings.span());
    }

    /** Takes a figure over a span of its own. */
    Figure measure(String name, String unit, long unitBytes, int connections, Workload workload, Span span)
            throws IOException, InterruptedException {
        Figure figure = Figure.of(name, unit, unitBytes, load().run(connections, workload, span));
        String failed = figure.failures() == 0 ? "" : ", " + figure.failures() + " failed: " + figure.firstFailure();
        progress.accept(
                "%-24s %4d connections: %,.1f %s/s%s".formatted(name, connections, figure.perSecond(), unit, failed));
        return figure;
    }

    void keep(Figure figure) {
        figures.add(figure);
    }

    void keep(Figure figure, Limit limit) {
        figures.add(figure.beside(limit.name(), limit.perSecond()));
    }

    Load load() {
        return nodes.isEmpty()
                ? new Load(
                        List.of(endpoint), settings.payload(), process.stream().toList())
                : new Load(
                        nodes.stream().map(LocalNode::endpoint).toList(),
                        settings.payload(),
                        nodes.stream().map(LocalNode::process).toList());
    }

    @Override
    public void close() {
        limits.close();
    }
}
