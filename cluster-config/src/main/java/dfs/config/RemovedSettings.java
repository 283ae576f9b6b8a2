package dfs.config;

import java.util.Map;

/** Names that were read once and are not any more. They stop the start, so that nobody relies on what is not there. */
final class RemovedSettings {

    /** By name, what to do instead. */
    static final Map<String, String> BY_NAME = Map.of();

    private RemovedSettings() {}
}
