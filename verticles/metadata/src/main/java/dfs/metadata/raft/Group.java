package dfs.metadata.raft;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.ratis.protocol.RaftGroupId;

/**
 * One of the groups that keep the metadata, and where a node keeps what is of it.
 *
 * @param number its number; group 0 has the folder of the metadata itself, as a node alone has it
 * @param metadata the folder of the metadata
 */
record Group(int number, Path metadata) {

    /** What it is called in Raft. */
    RaftGroupId id() {
        return RaftGroupId.valueOf(
                UUID.nameUUIDFromBytes(("dfs metadata group " + number).getBytes(StandardCharsets.UTF_8)));
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
