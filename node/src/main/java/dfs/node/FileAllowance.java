package dfs.node;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many connections fit the files that the operating system lets the process open. A connection is one, and so is the
 * object that its request reads or writes; what is left is the node's own. A node that had no file left could not write its
 * log either, so the connections are what gives way.
 */
record FileAllowance(long filesMax) {

    private static final Logger log = LoggerFactory.getLogger(FileAllowance.class);

    /** The two indexes (256 each at most), libraries, logs, the management port: rarely more than 300 of them. */
    private static final int OWN_FILES = 640;

    /** A node serves that many, whatever it may open. */
    private static final int CONNECTIONS_MIN = 64;

    /** That of this process: its soft limit, which Java raises to the hard one. */
    static FileAllowance ofProcess() {
        return new FileAllowance(
                ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                        ? unix.getMaxFileDescriptorCount()
                        : Long.MAX_VALUE);
    }

    /** How many of the connections wanted there may be. */
    int connections(int wanted, int requestsMax) {
        long files = filesMax - OWN_FILES;
        long fitting = Math.max(CONNECTIONS_MIN, Math.max(files / 2, files - requestsMax));
        if (fitting >= wanted) {
            return wanted;
        }
        log.atWarn()
                .addKeyValue("files", filesMax)
                .addKeyValue("connections", fitting)
                .addKeyValue("wanted", wanted)
                .addKeyValue("needed", (long) OWN_FILES + wanted + Math.min(wanted, requestsMax))
                .log(
                        "few files may be open, so fewer connections than set are held: raise ulimit -n to what is needed");
        return (int) fitting;
    }
}
