package dfs.metrics;

import com.sun.management.OperatingSystemMXBean;
import dfs.protocol.health.NodeFacts;
import dfs.protocol.health.RequestMeters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;

/** Makes the node's registry of meters. */
public final class Registry {

    /** Bounds of the latency histograms: from what one disk sync costs up to what a client waits for at most. */
    private static final double[] LATENCY_BOUNDS_NANOS = Stream.of(
                    1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 10_000)
            .mapToDouble(millis -> Duration.ofMillis(millis).toNanos())
            .toArray();

    private static final Set<String> WITH_HISTOGRAM =
            Set.of(RequestMeters.S3_REQUESTS, RequestMeters.MANAGEMENT_REQUESTS);

    private static final Set<String> ODD_NAMES = Set.of("process.cpu.time", "system.cpu.count");

    private Registry() {}

    /** A registry that writes Prometheus' page, with the Java process's own meters in it. */
    public static PrometheusMeterRegistry create(NodeFacts node) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config()
                .meterFilter(latencyHistograms())
                .meterFilter(withoutOddNames())
                .meterFilter(described());
        Gauge.builder(Meters.NODE, () -> 1)
                .description("Which node this is; always 1.")
                .tags(Tags.of("node", node.id(), "type", node.type(), "version", node.version()))
                .register(registry);
        return registry;
    }

    /** Adds the meters of the Java process. The garbage collector's listeners live until the process ends. */
    static void bindProcess(PrometheusMeterRegistry registry) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        FunctionCounter.builder(
                        Meters.PROCESS_CPU,
                        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class),
                        system -> system.getProcessCpuTime() / 1e9)
                .description("Processor time that the process used.")
                .baseUnit("seconds")
                .register(registry);
        new JvmGcMetrics().bindTo(registry);
    }

    /** Leaves out what the library names against Prometheus' rules: a time in ns, and a gauge that ends in count. */
    private static MeterFilter withoutOddNames() {
        return MeterFilter.deny(id -> ODD_NAMES.contains(id.getName()));
    }

    /** Gives meters that came without a description their name as one: Prometheus wants a text for every metric. */
    private static MeterFilter described() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return id.getDescription() != null
                        ? id
                        : new Meter.Id(
                                id.getName(),
                                Tags.of(id.getTagsAsIterable()),
                                id.getBaseUnit(),
                                id.getName().replace('.', ' '),
                                id.getType());
            }
        };
    }

    private static MeterFilter latencyHistograms() {
        return new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                return WITH_HISTOGRAM.contains(id.getName())
                        ? DistributionStatisticConfig.builder()
                                .serviceLevelObjectives(LATENCY_BOUNDS_NANOS)
                                .build()
                                .merge(config)
                        : config;
            }
        };
    }
}
