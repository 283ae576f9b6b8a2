package dfs.history;

/** What a client was told. */
public sealed interface Result {

    /** The change took effect. */
    record Done() implements Result {}

    /** The change was refused, since its condition did not hold. */
    record Refused() implements Result {}

    /** The value that is there; 0 for none. */
    record Saw(int value) implements Result {}

    /** Nothing: the change took effect, or will yet, or never does. */
    record Unknown() implements Result {}
}
