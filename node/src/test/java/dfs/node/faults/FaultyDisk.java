package dfs.node.faults;

import dfs.node.process.Preload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Makes system calls of a node fail on demand, by a small library in C that is preloaded into its process. */
final class FaultyDisk {

    private final Path library;
    private final Path control;

    private FaultyDisk(Path library, Path control) {
        this.library = library;
        this.control = control;
    }

    /** Which number of an error: they are those of Linux. */
    enum Errno {
        EIO(5),
        EMFILE(24),
        ENOSPC(28),
        EROFS(30);

        private final int number;

        Errno(int number) {
            this.number = number;
        }
    }

    /** Builds the library in {@code folder}; the test is skipped where this machine cannot. */
    static FaultyDisk build(Path folder) {
        return new FaultyDisk(Preload.build(folder, "faults"), folder.resolve("fault"));
    }

    /** Settings of a node that is to use this disk, after others. */
    String[] settings(String... others) {
        String[] all = java.util.Arrays.copyOf(others, others.length + 4);
        all[others.length] = "LD_PRELOAD";
        all[others.length + 1] = library.toString();
        all[others.length + 2] = "DFS_TEST_FAULT";
        all[others.length + 3] = control.toString();
        return all;
    }

    /** From now on such calls ({@code open}, {@code read-open}, {@code write}, {@code sync}) fail on such paths. */
    void fail(String calls, Errno errno, String partOfPath) {
        try {
            Path unfinished = control.resolveSibling("fault.new");
            Files.writeString(unfinished, calls + " " + errno.number + " " + partOfPath + "\n");
            Files.move(unfinished, control, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The disk is well again. */
    void heal() {
        try {
            Files.delete(control);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
