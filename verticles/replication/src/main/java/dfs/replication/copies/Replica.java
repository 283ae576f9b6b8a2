package dfs.replication.copies;

import dfs.protocol.blob.BlobStore;

/**
 * A node's store, as one of those that keep a blob.
 *
 * @param nodeId the node
 * @param store its store
 * @param isLocal whether that is this node
 */
public record Replica(String nodeId, BlobStore store, boolean isLocal) {}
