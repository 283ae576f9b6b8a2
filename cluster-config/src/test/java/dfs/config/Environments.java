package dfs.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** Environments, written as names and values in turn. */
final class Environments {

    private Environments() {}

    static Map<String, String> of(String... namesAndValues) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            environment.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return environment;
    }
}
