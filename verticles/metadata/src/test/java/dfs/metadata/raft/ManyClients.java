package dfs.metadata.raft;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Clients that ask members of this process one thing after the other, each its own member in turn. */
final class ManyClients {

    private ManyClients() {}

    /** One thing that a client asks. */
    interface Work {
        /** Asks {@code engine} for the {@code n}th time. */
        void run(RaftEngine engine, int client, int n);
    }

    /**
     * What was measured.
     *
     * @param sortedNanos how long each took, the shortest first
     * @param cpuNanos of the whole process meanwhile
     */
    record Measured(long[] sortedNanos, long seconds, long cpuNanos) {

        long perSecond() {
            return sortedNanos.length / seconds;
        }

        double millis(int percent) {
            return sortedNanos.length == 0 ? 0 : sortedNanos[(sortedNanos.length - 1) * percent / 100] / 1e6;
        }

        long cpuMicrosEach() {
            return cpuNanos / Math.max(1, sortedNanos.length) / 1_000;
        }
    }

    /** Lets {@code clients} ask for so long. */
    static Measured run(List<RaftEngine> engines, int clients, long seconds, Work work) throws InterruptedException {
        Queue<Long> nanos = new ConcurrentLinkedQueue<>();
        AtomicBoolean isOver = new AtomicBoolean();
        long before = cpuNanos();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < clients; i++) {
                int client = i;
                var _ = threads.submit(() -> {
                    for (int n = 0; !isOver.get(); n++) {
                        long began = System.nanoTime();
                        work.run(engines.get(client % engines.size()), client, n);
                        nanos.add(System.nanoTime() - began);
                    }
                });
            }
            TimeUnit.SECONDS.sleep(seconds);
            isOver.set(true);
        }
        long cpu = cpuNanos() - before;
        long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return new Measured(sorted, seconds, cpu);
    }

    /** The CPU time of this process so far. */
    static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
