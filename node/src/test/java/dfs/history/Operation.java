package dfs.history;

/** What a client asks of one key. A value is a positive number that no other write of the history uses; 0 is none. */
public sealed interface Operation {

    /** Writes a value, in whatever way: a put, or the completion of a multipart upload. */
    record Write(int value, Condition condition) implements Operation {}

    /** Deletes what is there. */
    record Delete(Condition condition) implements Operation {}

    /** Sees what is there: a get, a head, or a look at the listing. */
    record Look() implements Operation {}

    /** When a change may take effect. */
    sealed interface Condition {

        /** Whether it may where the key holds {@code value}. */
        boolean holds(int value);

        /** At any time. */
        record Always() implements Condition {
            @Override
            public boolean holds(int value) {
                return true;
            }
        }

        /** Where nothing is there: {@code If-None-Match: *}. */
        record Absent() implements Condition {
            @Override
            public boolean holds(int value) {
                return value == 0;
            }
        }

        /** Where exactly this is there: {@code If-Match}. */
        record Is(int expected) implements Condition {
            @Override
            public boolean holds(int value) {
                return value == expected;
            }
        }
    }
}
