package dfs.perf.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A process of this machine, seen through {@code /proc}.
 *
 * @param gcLog the log of its collector ({@code -Xlog:gc}), if it keeps one
 * @param meters what it counts of itself, where it is a node of ours
 */
public record ServerProcess(long pid, Optional<Path> gcLog, Optional<NodeMeters> meters) {

    /** A process that is no node of ours. */
    public ServerProcess(long pid, Optional<Path> gcLog) {
        this(pid, gcLog, Optional.empty());
    }

    /** What Linux reports times in, on every platform: USER_HZ, see proc(5). */
    private static final long TICK_NANOS = 10_000_000;

    private static final Pattern PAUSE = Pattern.compile("Pause .* ([0-9]+(?:\\.[0-9]+)?)ms$");

    /** What it used until now. */
    public Usage usage() throws IOException {
        Path proc = Path.of("/proc", Long.toString(pid));
        return new Usage(
                cpu(Files.readString(proc.resolve("stat"))),
                rssBytes(Files.readString(proc.resolve("status"))),
                pauses(),
                meters.isPresent() ? Optional.of(meters.get().writes()) : Optional.empty());
    }

    /** Of /proc/PID/stat: fields 14 and 15; the name before them may hold spaces and brackets. */
    static Duration cpu(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Duration.ofNanos((Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_NANOS);
    }

    /** Of /proc/PID/status. */
    static long rssBytes(String status) {
        for (String line : status.lines().toList()) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        return 0;
    }

    private List<Duration> pauses() throws IOException {
        if (gcLog.isEmpty()) {
            return List.of();
        }
        try {
            return pauses(Files.readString(gcLog.get()));
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** Of a collector's log. */
    static List<Duration> pauses(String log) {
        List<Duration> pauses = new ArrayList<>();
        for (String line : log.lines().toList()) {
            Matcher pause = PAUSE.matcher(line);
            if (pause.find()) {
                pauses.add(Duration.ofNanos((long) (Double.parseDouble(pause.group(1)) * 1e6)));
            }
        }
        return pauses;
    }

    /** The process of this machine that listens on the port, if this user may see it. */
    public static Optional<ServerProcess> listeningOn(int port) throws IOException {
        String suffix = ":%04X".formatted(port);
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields.length > 9 && fields[1].endsWith(suffix) && fields[3].equals("0A")) {
                    return ownerOf("socket:[" + fields[9] + "]");
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<ServerProcess> ownerOf(String socket) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> holds(pid, socket))
                .findFirst()
                .map(pid -> new ServerProcess(pid, Optional.empty()));
    }

    private static boolean holds(long pid, String socket) {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return files.anyMatch(file -> pointsTo(file, socket));
        } catch (IOException e) {
            return false; // of another user, or gone
        }
    }

    private static boolean pointsTo(Path file, String socket) {
        try {
            return Files.readSymbolicLink(file).toString().equals(socket);
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }
}
