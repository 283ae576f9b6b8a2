package dfs.protocol;

/**
 * A question that one part of the system puts to another, as an immutable record.
 *
 * @param <A> the type of its answer
 */
public interface Ask<A> {

    /** Where it is answered. */
    Address address();

    /** Whether it changes nothing: a node that is not heard of in time may be passed over, and another one asked. */
    default boolean isRead() {
        return false;
    }
}
