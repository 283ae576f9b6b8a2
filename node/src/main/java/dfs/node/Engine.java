package dfs.node;

import dfs.config.BusSettings;
import dfs.config.bus.ClusterBus;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Starts Vert.x as a node needs it. */
final class Engine {

    /** Of what Vert.x measures, what our own meters do not say already: connections and bytes of the ports. */
    private static final Set<MetricsDomain> MEASURED = EnumSet.of(MetricsDomain.HTTP_SERVER);

    /** File work of Vert.x itself (PEM files, contracts) is all its pool does. */
    private static final int WORKER_THREADS = 4;

    private Engine() {}

    /** Vert.x on the system's own event queue, its meters in {@code registry}. */
    static Vertx start(MeterRegistry registry) {
        return Vertx.builder()
                .with(options())
                .withMetrics(new MicrometerMetricsFactory(registry))
                .build();
    }

    /** The same, its event bus reaching the other nodes of a cluster. */
    static ClusterBus start(MeterRegistry registry, BusSettings settings, ClusterBus.Self self, InstantSource clock) {
        return ClusterBus.start(
                settings,
                self,
                options(),
                builder -> builder.withMetrics(new MicrometerMetricsFactory(registry)),
                clock);
    }

    private static VertxOptions options() {
        MicrometerMetricsOptions metrics = new MicrometerMetricsOptions()
                .setEnabled(true)
                .setLabels(EnumSet.of(Label.LOCAL))
                .setDisabledMetricsCategories(Arrays.stream(MetricsDomain.values())
                        .filter(domain -> !MEASURED.contains(domain))
                        .map(MetricsDomain::toCategory)
                        .collect(Collectors.toSet()));
        return new VertxOptions()
                .setPreferNativeTransport(true)
                .setWorkerPoolSize(WORKER_THREADS)
                .setInternalBlockingPoolSize(WORKER_THREADS)
                .setMetricsOptions(metrics);
    }
}
