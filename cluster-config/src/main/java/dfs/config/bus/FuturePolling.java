package dfs.config.bus;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.spi.impl.executionservice.impl.ExecutionServiceImpl;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Hazelcast looks every 100 ms, by one thread that wakes another, whether futures are done that an operation waits for. Of what a node uses these are
 * only answers to Management Center that change the state of the cluster: see {@code CompletableFutureTask} of Hazelcast 5.7, and who calls
 * {@code ExecutionServiceImpl.asCompletableFuture}. No property says how often. On a node that does nothing it is half of what Hazelcast costs.
 */
final class FuturePolling {

    /** So much later such an answer comes at most. */
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private static final String TASK = "CompletableFutureTask";

    private FuturePolling() {}

    /** Makes it rare; says whether it was found. A Hazelcast that does it otherwise stays as it is. */
    static CompletableFuture<Boolean> slow(HazelcastInstance hazelcast) {
        if (hazelcast instanceof HazelcastInstanceProxy proxy
                && proxy.getOriginal().node.getNodeEngine().getExecutionService()
                        instanceof ExecutionServiceImpl service) {
            ScheduledThreadPoolExecutor scheduled = service.getScheduledExecutorService();
            // On its only thread: what does not run just now waits in its queue.
            return CompletableFuture.supplyAsync(() -> slow(scheduled), scheduled);
        }
        return CompletableFuture.completedFuture(false);
    }

    private static boolean slow(ScheduledThreadPoolExecutor scheduled) {
        Optional<Runnable> polling = scheduled.getQueue().stream()
                .filter(task -> task.toString().contains(TASK))
                .findFirst();
        polling.filter(scheduled::remove).ifPresent(task -> {
            Runnable look = () -> {
                task.run();
                boolean _ = scheduled.remove(task); // it has put itself back, for the time that Hazelcast wants
            };
            var _ = scheduled.scheduleWithFixedDelay(look, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        });
        return polling.isPresent();
    }
}
