package dfs.metadata.raft;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What the metadata of a node needs to know.
 *
 * @param folder where its log and index are kept
 * @param nodeId the node's name, which must stay the same over restarts
 * @param reserveBytes free space of the disk below which nothing but deletions is committed
 * @param space tells how much of a disk is free
 */
public record RaftSettings(Path folder, String nodeId, long reserveBytes, Space space) {

    /** Where free bytes are learned: from the file system, but in tests. */
    public interface Space {
        /** Bytes that may be written to the disk of a folder. */
        long freeBytes(Path folder) throws IOException;
    }

    /** Settings of a folder on a disk that the operating system knows. */
    public RaftSettings(Path folder, String nodeId, long reserveBytes) {
        this(folder, nodeId, reserveBytes, each -> each.toFile().getUsableSpace());
    }

    Path index() {
        return folder.resolve("index");
    }

    Path log() {
        return folder.resolve("log");
    }
}
