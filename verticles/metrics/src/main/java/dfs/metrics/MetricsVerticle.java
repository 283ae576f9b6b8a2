package dfs.metrics;

import dfs.core.Bytes;
import dfs.core.error.S3Failure;
import dfs.core.record.Usage;
import dfs.protocol.Address;
import dfs.protocol.Bus;
import dfs.protocol.Consistency;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.health.Component;
import dfs.protocol.health.ComponentState;
import dfs.protocol.health.Health;
import dfs.protocol.health.NodeFacts;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Map;

/** Answers the questions of {@link Health}. */
public final class MetricsVerticle extends VerticleBase {

    /** How often totals are noted, so that rates are known also when nobody asks for long. */
    private static final long NOTE_PERIOD_MILLIS = 5_000;

    private static final Query.Progress NO_PROGRESS = new Query.Progress(0, 0, 0, Usage.NONE, 0);

    private final Bus bus;
    private final PrometheusMeterRegistry registry;
    private final HealthSources sources;
    private final NodeFacts node;
    private final InstantSource clock;
    private final RequestFigures requests;
    private final Gauges gauges;
    private final RateWindow window = new RateWindow();

    /**
     * Answers over {@code bus}.
     *
     * @param registry where every part counts; made by {@link Registry#create}
     * @param sources where health is learned
     * @param node which node this is
     * @param clock the time
     */
    public MetricsVerticle(
            Bus bus, PrometheusMeterRegistry registry, HealthSources sources, NodeFacts node, InstantSource clock) {
        this.bus = bus;
        this.registry = registry;
        this.sources = sources;
        this.node = node;
        this.clock = clock;
        this.requests = new RequestFigures(registry);
        this.gauges = new Gauges(registry);
    }

    @Override
    public Future<?> start() {
        Registry.bindProcess(registry);
        bus.serve(Address.METRICS, Health.ReadHealth.class, question -> health());
        bus.serve(Address.METRICS, Health.Scrape.class, this::scrape);
        bus.serve(Address.METRICS, Health.ReadDashboard.class, question -> dashboard());
        noteTotals();
        vertx.setPeriodic(NOTE_PERIOD_MILLIS, timer -> noteTotals());
        return Future.succeededFuture();
    }

    private void noteTotals() {
        Health.Requests total = requests.total();
        window.note(clock.millis(), total.count(), total.errors());
    }

    private Health.Report health() {
        Map<Component, ComponentState> components = HealthCheck.ask(sources.components());
        Map<String, ComponentState> edgeNodes = sources.edgeNodes().get();
        noteTotals();
        RateWindow.Rates rates = window.rates();
        return new Health.Report(
                HealthCheck.verdict(components, edgeNodes),
                components,
                edgeNodes,
                new Health.Figures(
                        (clock.millis() - node.startedMillis()) / 1000,
                        rates.requestsPerSecond(),
                        rates.errorRatePercent(),
                        sources.storageNodes().get()));
    }

    private Health.MetricsPage scrape(Health.Scrape question) {
        Health.Report health = health();
        gauges.show(health);
        if (isUp(health, Component.STORAGE)) {
            gauges.show(sources.space().get());
        }
        if (isUp(health, Component.METADATA)) {
            gauges.show(progress());
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            registry.scrape(body, question.format().contentType());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Health.MetricsPage(question.format().contentType(), Bytes.wrap(body.toByteArray()));
    }

    private Health.Dashboard dashboard() {
        Health.Report health = health();
        return new Health.Dashboard(
                node, health, ProcessFigures.read(), storage(health), requests.total(), requests.byOperation());
    }

    /** What is kept; zero for what cannot be known, of which the health report tells. */
    private Health.Storage storage(Health.Report health) {
        BlobStore.Space space =
                isUp(health, Component.STORAGE) ? sources.space().get() : new BlobStore.Space(0, 0, 0, 0, 0);
        Query.Progress progress = progressIfKnown();
        Usage total = progress.total();
        return new Health.Storage(
                progress.buckets(),
                total.objects(),
                total.versions(),
                total.bytes(),
                total.uploads(),
                total.uploadBytes(),
                space.capacityBytes(),
                space.freeBytes(),
                space.blobBytes(),
                space.deadBytes());
    }

    /** A node that is cut off is down, and knows what it knew. */
    private Query.Progress progressIfKnown() {
        try {
            return progress();
        } catch (S3Failure unknown) {
            return NO_PROGRESS;
        }
    }

    private Query.Progress progress() {
        return bus.ask(new Read<>(new Query.FindProgress(), Consistency.EVENTUAL))
                .value();
    }

    private static boolean isUp(Health.Report health, Component component) {
        ComponentState state = health.components().get(component);
        return state != null && state.status() != ComponentState.Status.DOWN;
    }
}
