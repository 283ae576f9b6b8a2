package dfs.metadata.raft;

import java.nio.file.Path;

/**
 * What the metadata of a node needs to know.
 *
 * @param folder where its log and index are kept
 * @param nodeId the node's name, which must stay the same over restarts
 * @param reserveBytes free space of the disk below which nothing but deletions is committed
 */
public record RaftSettings(Path folder, String nodeId, long reserveBytes) {}
