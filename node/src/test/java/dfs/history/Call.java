package dfs.history;

/**
 * One operation as a client lived it.
 *
 * @param client who asked
 * @param key of what
 * @param operation what was asked
 * @param result what was answered
 * @param beganNanos on the recorder's clock, before it was sent
 * @param endedNanos on the same clock, after it was answered; of no meaning where nothing was
 */
public record Call(int client, String key, Operation operation, Result result, long beganNanos, long endedNanos) {

    public boolean isAnswered() {
        return !(result instanceof Result.Unknown);
    }
}
