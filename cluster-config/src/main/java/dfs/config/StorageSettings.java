package dfs.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where bytes are kept.
 *
 * @param backend what keeps them
 * @param path the data folder
 * @param quorum on how many replicas a write must be before it is acknowledged
 * @param reserve disk space left free
 */
public record StorageSettings(
        @Setting(
                env = "STORAGE_ENV",
                byDefault = "local",
                about =
                        "What keeps the bytes: `local`, the node's own disk; `distributed`, the disks of the nodes that `DFS_CLUSTER_NODES`"
                                + " names. A node of a cluster is distributed in any case.")
        Backend backend,

        @Setting(env = "STORAGE_PATH", byDefault = "data/node1", about = "The data folder. One node at a time uses it.")
        Path path,

        @Setting(
                env = "QUORUM_SIZE",
                about =
                        "On how many replicas the bytes of a write must be, synced to disk, before it is acknowledged. Without it on"
                                + " most of them: two of three. One node is one replica.")
        Optional<Integer> quorum,

        @Setting(
                env = "DFS_DISK_RESERVE",
                byDefault = "256MiB",
                about = "Disk space left free. Where less is left, writes are refused with 507 and reads go on.")
        ByteSize reserve) {

    /** What keeps bytes. */
    public enum Backend {
        /** The node's own disk. */
        LOCAL,
        /** Amazon S3. */
        AWS,
        /** Several nodes. */
        DISTRIBUTED
    }

    /** Checks that this version has what is asked for. */
    public StorageSettings {
        new Rules()
                .require(
                        backend != Backend.AWS,
                        "STORAGE_ENV=aws: this backend is not available in this version; set STORAGE_ENV=local or remove it")
                .require(
                        quorum.stream().allMatch(each -> each >= 1),
                        "QUORUM_SIZE=" + quorum.orElse(0)
                                + ": a write is acknowledged when it is on one replica at least")
                .enforce();
    }
}
