package dfs.metrics;

import dfs.protocol.health.Health;
import dfs.protocol.health.RequestMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Reads the timers of S3 requests. */
final class RequestFigures {

    private final MeterRegistry registry;

    RequestFigures(MeterRegistry registry) {
        this.registry = registry;
    }

    /** All requests since the start. */
    Health.Requests total() {
        return sum(timers());
    }

    /** The same by operation, the busiest first. */
    List<Health.Operation> byOperation() {
        Map<String, List<Timer>> timers = timers().stream().collect(Collectors.groupingBy(RequestFigures::operation));
        return timers.entrySet().stream()
                .map(entry -> new Health.Operation(entry.getKey(), sum(entry.getValue())))
                .sorted(Comparator.comparingLong((Health.Operation operation) ->
                                operation.requests().count())
                        .reversed()
                        .thenComparing(Health.Operation::name))
                .toList();
    }

    private Collection<Timer> timers() {
        return registry.find(RequestMeters.S3_REQUESTS).timers();
    }

    private static String operation(Timer timer) {
        return Objects.requireNonNullElse(timer.getId().getTag(RequestMeters.OPERATION), "none");
    }

    private static boolean isError(Timer timer) {
        String status = timer.getId().getTag(RequestMeters.STATUS);
        return status != null && status.startsWith("5");
    }

    private static Health.Requests sum(Collection<Timer> timers) {
        long count = 0;
        long errors = 0;
        double millis = 0;
        double max = 0;
        for (Timer timer : timers) {
            count += timer.count();
            errors += isError(timer) ? timer.count() : 0;
            millis += timer.totalTime(TimeUnit.MILLISECONDS);
            max = Math.max(max, timer.max(TimeUnit.MILLISECONDS));
        }
        return new Health.Requests(count, errors, count == 0 ? 0 : millis / count, max);
    }
}
