package dfs.metadata.raft;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was lost of the log although it may have been told of, in a file for a person to read: as long as it is there the node is not well.
 *
 * @param file where it is written
 */
record LogLoss(Path file) {

    private static final Logger log = LoggerFactory.getLogger(LogLoss.class);

    /** Of the metadata whose damaged files are kept in {@code aside}. */
    static LogLoss in(Path aside) {
        return new LogLoss(aside.resolve("lost.txt"));
    }

    /** Notes a loss, durably; one that is known already is not noted again. */
    void note(String what) throws IOException {
        log.atError().addKeyValue("what", what).log("entries of the metadata log are lost");
        if (unresolved().filter(known -> known.contains(what)).isPresent()) {
            return;
        }
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(
                file,
                what + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND,
                StandardOpenOption.DSYNC);
        LogNames.sync(file.resolveSibling(""));
        LogNames.sync(file.resolveSibling("").resolve("..").normalize());
    }

    /** All that is noted; empty where nothing was lost, or a person has seen to it and removed the file. */
    Optional<String> unresolved() {
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file, StandardCharsets.UTF_8)) : Optional.empty();
        } catch (IOException e) {
            return Optional.of(file + " cannot be read: " + e.getMessage());
        }
    }
}
