package dfs.perf.report;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/**
 * How a server was warmed up before its figures were taken: what says how warm they are.
 *
 * @param of the server
 * @param requests that succeeded
 * @param micros CPU of the server per request, of one round of load after the other; empty where it is not known
 */
public record WarmUp(String of, long requests, Duration took, List<Double> micros, End end) {

    /** Why it ended. */
    public enum End {
        STEADY("steady"),
        LIMIT("NOT STEADY at the limit of time"),
        COUNTED("a fixed count, CPU of the server not known"),
        NOT_NEEDED("none, these figures need no warm server");

        private final String word;

        End(String word) {
            this.word = word;
        }
    }

    public WarmUp {
        micros = List.copyOf(micros);
    }

    /** In one line. */
    public String text() {
        String cpu = micros.isEmpty()
                ? ""
                : ", server CPU %s us a request in the first of %d rounds, %s in the last"
                        .formatted(Table.number(micros.getFirst()), micros.size(), Table.number(micros.getLast()));
        return "warm-up of %s: %,d requests in %d s%s: %s".formatted(of, requests, took.toSeconds(), cpu, end.word);
    }

    /** For machines. */
    JsonObject json() {
        JsonObject json = new JsonObject()
                .put("of", of)
                .put("rounds", micros.size())
                .put("requests", requests)
                .put("seconds", took.toMillis() / 1e3);
        if (!micros.isEmpty()) {
            json.put("firstServerMicrosPerRequest", micros.getFirst());
            json.put("lastServerMicrosPerRequest", micros.getLast());
        }
        return json.put("serverMicrosPerRequest", new JsonArray(micros))
                .put("isSteady", end == End.STEADY)
                .put("end", end.word);
    }
}
