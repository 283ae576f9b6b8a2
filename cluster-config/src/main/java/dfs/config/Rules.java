package dfs.config;

import java.util.ArrayList;
import java.util.List;

/** What must hold between the values of one record; all that does not is told at once. */
final class Rules {

    private final List<String> broken = new ArrayList<>();

    /** Notes {@code problem} unless it holds. */
    Rules require(boolean holds, String problem) {
        if (!holds) {
            broken.add(problem);
        }
        return this;
    }

    /** Throws what was noted, if anything was. */
    void enforce() {
        if (!broken.isEmpty()) {
            throw new SettingsException(broken);
        }
    }
}
