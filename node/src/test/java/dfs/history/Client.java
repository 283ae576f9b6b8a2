package dfs.history;

import dfs.history.Operation.Condition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * A client that does one thing after the other to a few keys, and writes down how it went. Its conditions ask for what it
 * saw last, so that they hold often and fail often. Used by one thread.
 */
public final class Client {

    private final int number;
    private final Store store;
    private final LongSupplier nanos;
    private final AtomicInteger values;
    private final Random random;
    private final List<Call> history = new ArrayList<>();
    private final Map<String, Integer> seen = new HashMap<>();

    /** A client of {@code store}, whose new values come from {@code values} and whose choices from {@code random}. */
    public Client(int number, Store store, LongSupplier nanos, AtomicInteger values, Random random) {
        this.number = number;
        this.store = store;
        this.nanos = nanos;
        this.values = values;
        this.random = random;
    }

    /** What was done so far. */
    public List<Call> history() {
        return history;
    }

    /** Does one thing to one of the keys; false where no answer came. */
    public boolean act(List<String> keys) {
        String key = keys.get(random.nextInt(keys.size()));
        Operation operation = choose(key);
        long began = nanos.getAsLong();
        Result result;
        try {
            result = store.ask(key, operation, random.nextInt(1 << 20));
        } catch (NothingDone refused) {
            return false; // as if it had never been asked
        } catch (IOException unanswered) {
            result = new Result.Unknown();
        }
        history.add(new Call(number, key, operation, result, began, nanos.getAsLong()));
        remember(key, operation, result);
        return !(result instanceof Result.Unknown);
    }

    private Operation choose(String key) {
        int dice = random.nextInt(100);
        if (dice < 45) {
            return new Operation.Look();
        }
        return dice < 85
                ? new Operation.Write(values.incrementAndGet(), condition(key))
                : new Operation.Delete(random.nextBoolean() ? new Condition.Always() : held(key));
    }

    private Condition condition(String key) {
        return switch (random.nextInt(3)) {
            case 0 -> new Condition.Always();
            case 1 -> new Condition.Absent();
            default -> held(key);
        };
    }

    private Condition held(String key) {
        int value = seen.getOrDefault(key, Register.EMPTY);
        return value == Register.EMPTY ? new Condition.Always() : new Condition.Is(value);
    }

    private void remember(String key, Operation operation, Result result) {
        switch (result) {
            case Result.Saw saw -> seen.put(key, saw.value());
            case Result.Done _ -> seen.put(key, operation instanceof Operation.Write write ? write.value() : 0);
            case Result.Refused _, Result.Unknown _ -> {}
        }
    }
}
