package dfs.perf.load;

import dfs.perf.client.Connection;
import dfs.perf.client.Endpoint;
import dfs.perf.client.PayloadMode;
import dfs.perf.server.ServerProcess;
import dfs.perf.server.Usage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Runs a workload on many connections at once, each as fast as the server answers it: a closed loop, without think time. */
public final class Load {

    private static final Duration STOP_MAX = Duration.ofMinutes(5);
    private static final int MORE_SPANS = 9;

    private final List<Endpoint> endpoints;
    private final PayloadMode mode;
    private final List<ServerProcess> servers;

    /**
     * Against a server.
     *
     * @param endpoints where it is reached: connections are spread over them
     * @param servers its processes, where they run on this machine
     */
    public Load(List<Endpoint> endpoints, PayloadMode mode, List<ServerProcess> servers) {
        this.endpoints = List.copyOf(endpoints);
        this.mode = mode;
        this.servers = List.copyOf(servers);
    }

    /** Runs the workload for the span, or until it has nothing left. */
    public Measured run(int connections, Workload workload, Span span) throws IOException, InterruptedException {
        return run(connections, workload, span, () -> {});
    }

    /** As {@link #run(int, Workload, Span)}, and says when what is measured begins. */
    public Measured run(int connections, Workload workload, Span span, Runnable atMeasured)
            throws IOException, InterruptedException {
        CountDownLatch resting = new CountDownLatch(connections);
        List<Worker> workers = new ArrayList<>();
        for (int index = 0; index < connections; index++) {
            Connection connection =
                    new Connection(endpoints.get(index % endpoints.size()), mode, InstantSource.system());
            workers.add(new Worker(connection, workload.turnsOf(index), resting));
        }
        List<Thread> threads = new ArrayList<>();
        for (Worker each : workers) {
            threads.add(Thread.ofPlatform().daemon().name("load").start(each));
        }
        boolean isDone = resting.await(span.warmUp().toNanos(), TimeUnit.NANOSECONDS);
        atMeasured.run();
        workers.forEach(Worker::measure);
        List<Usage> before = usages();
        long clientBefore = clientCpuNanos();
        long start = System.nanoTime();
        if (!isDone) {
            isDone = resting.await(span.measured().toNanos(), TimeUnit.NANOSECONDS);
        }
        // Turns that take longer than the span: until each connection could have ended one.
        for (int more = 0; !isDone && more < MORE_SPANS && turnsOf(workers) < connections; more++) {
            isDone = resting.await(span.measured().toNanos(), TimeUnit.NANOSECONDS);
        }
        workers.forEach(Worker::stop);
        long elapsed = System.nanoTime() - start;
        List<Usage> after = usages();
        long clientCpu = clientCpuNanos() - clientBefore;
        for (Thread each : threads) {
            if (!each.join(STOP_MAX)) {
                throw new IOException("a request has not ended after " + STOP_MAX);
            }
        }
        List<Usage> used = new ArrayList<>();
        for (int index = 0; index < servers.size(); index++) {
            used.add(after.get(index).since(before.get(index)));
        }
        return sum(workers, connections, Duration.ofNanos(elapsed), Usage.sum(used), clientCpu);
    }

    private static long turnsOf(List<Worker> workers) {
        return workers.stream().mapToLong(Worker::turns).sum();
    }

    private static Measured sum(
            List<Worker> workers, int connections, Duration elapsed, Optional<Usage> used, long clientCpu) {
        Histogram latency = Worker.histogram();
        Histogram firstByte = Worker.histogram();
        long units = 0;
        long failures = 0;
        String firstFailure = "";
        for (Worker each : workers) {
            latency.add(each.latency());
            firstByte.add(each.firstByte());
            units += each.units();
            failures += each.failures();
            firstFailure = firstFailure.isEmpty() ? each.firstFailure() : firstFailure;
        }
        return new Measured(connections, elapsed, units, failures, firstFailure, latency, firstByte, used, clientCpu);
    }

    private List<Usage> usages() throws IOException {
        List<Usage> all = new ArrayList<>();
        for (ServerProcess each : servers) {
            all.add(each.usage());
        }
        return all;
    }

    private static long clientCpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }
}
