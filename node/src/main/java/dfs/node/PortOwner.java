package dfs.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds out from {@code /proc} which process listens on a TCP port, as far as this user may see it. */
final class PortOwner {

    private static final String LISTENING = "0A";
    private static final Pattern SPACES = Pattern.compile(" +");
    private static final int COMMAND_LENGTH_MAX = 120;

    private final Path proc;

    /** Looks into {@code proc}, which is {@code /proc} but in tests. */
    PortOwner(Path proc) {
        this.proc = proc;
    }

    /** The process that listens on {@code port}, described for a person; empty where that cannot be seen. */
    Optional<String> of(int port) {
        Set<String> inodes = new HashSet<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            addListeners(proc.resolve(table), port, inodes);
        }
        return inodes.isEmpty() ? Optional.empty() : holder(inodes);
    }

    /** A line: {@code sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode}, addresses in hexadecimal. */
    private static void addListeners(Path table, int port, Set<String> inodes) {
        String ending = ":%04X".formatted(port);
        try {
            for (String line : Files.readAllLines(table, StandardCharsets.US_ASCII)) {
                List<String> fields = SPACES.splitAsStream(line.strip()).toList();
                if (fields.size() > 9
                        && fields.get(1).endsWith(ending)
                        && fields.get(3).equals(LISTENING)) {
                    inodes.add("socket:[" + fields.get(9) + "]");
                }
            }
        } catch (IOException notThisSystem) {
            // Nothing is known where there is no such table.
        }
    }

    private Optional<String> holder(Set<String> inodes) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process.resolve("fd"), inodes)) {
                    return Optional.of("process " + process.getFileName() + command(process));
                }
            }
        } catch (IOException notThisSystem) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean holds(Path handles, Set<String> inodes) {
        try (DirectoryStream<Path> each = Files.newDirectoryStream(handles)) {
            for (Path handle : each) {
                if (inodes.contains(target(handle))) {
                    return true;
                }
            }
            return false;
        } catch (IOException goneOrForeign) {
            return false;
        }
    }

    private static String target(Path handle) {
        try {
            return Files.readSymbolicLink(handle).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    private static String command(Path process) {
        try {
            String line = Files.readString(process.resolve("cmdline"), StandardCharsets.UTF_8)
                    .replace('\0', ' ')
                    .strip();
            String shown = line.length() > COMMAND_LENGTH_MAX ? shortened(line) : line;
            return shown.isEmpty() ? "" : " (" + shown + ")";
        } catch (IOException gone) {
            return "";
        }
    }

    /** The program's name and the end of its arguments, which for a Java program is what tells it from others. */
    private static String shortened(String line) {
        String program = line.split(" ", 2)[0];
        return program.substring(program.lastIndexOf('/') + 1) + " ... "
                + line.substring(line.length() - COMMAND_LENGTH_MAX / 2);
    }
}
