package dfs.history;

import java.util.OptionalInt;

/** The sequential specification: a key that holds one value at a time. */
public final class Register {

    /** What a key holds at first. */
    public static final int EMPTY = 0;

    private Register() {}

    /**
     * What the key holds after a call, where it held {@code value} before; empty where the call cannot have been answered so.
     * A change that was not answered takes effect where its condition holds, and else none: that it never took effect is the
     * same as that it did after everything else.
     */
    public static OptionalInt after(int value, Call call) {
        return switch (call.operation()) {
            case Operation.Write write -> change(value, write.value(), write.condition(), call.result());
            case Operation.Delete delete -> change(value, EMPTY, delete.condition(), call.result());
            case Operation.Look _ ->
                call.result().equals(new Result.Saw(value)) ? OptionalInt.of(value) : OptionalInt.empty();
        };
    }

    private static OptionalInt change(int value, int wanted, Operation.Condition condition, Result result) {
        return switch (result) {
            case Result.Done _ -> condition.holds(value) ? OptionalInt.of(wanted) : OptionalInt.empty();
            case Result.Refused _ -> condition.holds(value) ? OptionalInt.empty() : OptionalInt.of(value);
            case Result.Unknown _ -> OptionalInt.of(condition.holds(value) ? wanted : value);
            case Result.Saw _ -> OptionalInt.empty();
        };
    }
}
