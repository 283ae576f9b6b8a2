package dfs.protocol.health;

/**
 * Which node this is.
 *
 * @param id its name, {@code NODE_ID}
 * @param type core or edge
 * @param version the program's version
 * @param startedMillis when the process started, milliseconds since 1970
 */
public record NodeFacts(String id, String type, String version, long startedMillis) {}
