package dfs.metadata.raft;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.UUID;
import org.apache.ratis.protocol.RaftGroupId;

/**
 * One of the groups that keep the metadata, and where a node keeps what is of it.
 *
 * @param number its number; group 0 has the folder of the metadata itself, as a node alone has it
 * @param metadata the folder of the metadata
 * @param cluster which cluster's it is; empty for a node alone
 */
record Group(int number, Path metadata, String cluster) {

    /** That of a node alone. */
    Group(int number, Path metadata) {
        this(number, metadata, "");
    }

    /** What it is called in Raft: each cluster's otherwise, so that no member takes entries or votes of another cluster. */
    RaftGroupId id() {
        String name = "dfs metadata group " + number + (cluster.isEmpty() ? "" : " of " + cluster);
        return RaftGroupId.valueOf(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
    }

    /** Takes over the log of a node that was alone before, in one step. */
    void adopt() throws IOException {
        Path before = new Group(number, metadata).log();
        if (!Files.exists(log()) && Files.exists(before)) {
            Files.move(before, log(), StandardCopyOption.ATOMIC_MOVE);
            LogNames.sync(Objects.requireNonNull(before.getParent(), "a log is in a folder"));
        }
    }

    /** The folder of all that is not its log. */
    Path folder() {
        return number == 0 ? metadata : metadata.resolve("group-" + number);
    }

    Path index() {
        return folder().resolve("index");
    }

    /** Where damaged files of its log are kept. */
    Path damaged() {
        return folder().resolve("damaged");
    }

    /** Its log, among those of all groups: Ratis names the folder. */
    Path log() {
        return metadata.resolve("log").resolve(id().getUuid().toString());
    }

    /** The files of its log. */
    Path current() {
        return log().resolve("current");
    }
}
