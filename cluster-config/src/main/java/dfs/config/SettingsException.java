package dfs.config;

import java.util.List;

/** The environment does not describe a node that can run. Names all that is wrong, each with what to do about it. */
public final class SettingsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    /** Carries the problems, a sentence each. */
    public SettingsException(List<String> problems) {
        super(String.join("; ", problems), null, false, false);
        this.problems = List.copyOf(problems);
    }

    /** The problems, a sentence each. */
    public List<String> problems() {
        return problems;
    }
}
