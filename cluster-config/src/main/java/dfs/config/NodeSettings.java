package dfs.config;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Which node this is.
 *
 * @param id its name
 * @param type what it is for
 * @param isDebug whether it logs in detail
 * @param stopGrace how long requests under way may go on after it was told to stop
 */
public record NodeSettings(
        @Setting(
                env = "NODE_ID",
                byDefault = "node1",
                about = "The node's name: letters, digits, `.`, `_`, `-`, at most 64.")
        String id,

        @Setting(env = "NODE_TYPE", byDefault = "core", about = "What the node is for. This version runs `core` nodes.")
        NodeType type,

        @Setting(env = "DEBUG", byDefault = "False", about = "`True` logs in detail.")
        boolean isDebug,

        @Setting(
                env = "DFS_STOP_GRACE",
                byDefault = "20s",
                about =
                        "How long requests under way may go on after the node was told to stop. Whatever other nodes do, the"
                                + " process ends at most a few seconds later.")
        Duration stopGrace) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** What a node is for. */
    public enum NodeType {
        /** Keeps objects and answers clients. */
        CORE,
        /** Works for days without a link to the core. */
        EDGE
    }

    /** Checks the name, and that this version has what is asked for. */
    public NodeSettings {
        new Rules()
                .require(
                        ID.matcher(id).matches(),
                        "NODE_ID=" + id + ": use 1 to 64 letters, digits, dots, underscores and hyphens")
                .require(
                        type == NodeType.CORE,
                        "NODE_TYPE=edge: edge nodes are not available in this version; set NODE_TYPE=core or remove it")
                .enforce();
    }
}
