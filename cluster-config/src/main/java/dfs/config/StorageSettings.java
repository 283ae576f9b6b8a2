package dfs.config;

import java.nio.file.Path;
import java.util.Locale;

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
                about = "What keeps the bytes. This version keeps them on the node's own disk: `local`.")
        Backend backend,

        @Setting(env = "STORAGE_PATH", byDefault = "data/node1", about = "The data folder. One node at a time uses it.")
        Path path,

        @Setting(
                env = "QUORUM_SIZE",
                byDefault = "1",
                about =
                        "On how many replicas the bytes of a write must be, synced to disk, before it is acknowledged. One node is"
                                + " one replica.")
        int quorum,

        @Setting(
                env = "DFS_DISK_RESERVE",
                byDefault = "256MiB",
                about = "Disk space left free. Where less is left, writes are refused with 507 and reads go on.")
        ByteSize reserve) {

    /** How many replicas a node by itself has. */
    private static final int REPLICAS = 1;

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
                        backend == Backend.LOCAL,
                        "STORAGE_ENV=" + backend.name().toLowerCase(Locale.ROOT)
                                + ": this backend is not available in this version; set STORAGE_ENV=local or remove it")
                .require(
                        quorum >= 1 && quorum <= REPLICAS,
                        "QUORUM_SIZE=" + quorum
                                + ": this node is the only replica, so a quorum is 1; set QUORUM_SIZE=1 or"
                                + " remove it")
                .enforce();
    }
}
