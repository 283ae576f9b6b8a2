package dfs.metrics;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import dfs.protocol.health.Health;
import java.lang.management.ManagementFactory;

/** Reads what the Java process uses. */
final class ProcessFigures {

    private ProcessFigures() {}

    static Health.Process read() {
        Runtime runtime = Runtime.getRuntime();
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long openFiles = -1;
        long openFilesMax = -1;
        if (system instanceof UnixOperatingSystemMXBean unix) {
            openFiles = unix.getOpenFileDescriptorCount();
            openFilesMax = unix.getMaxFileDescriptorCount();
        }
        return new Health.Process(
                percent(system.getProcessCpuLoad()),
                percent(system.getCpuLoad()),
                runtime.totalMemory() - runtime.freeMemory(),
                runtime.maxMemory(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                openFiles,
                openFilesMax);
    }

    private static double percent(double share) {
        return share < 0 || Double.isNaN(share) ? -1 : share * 100;
    }
}
