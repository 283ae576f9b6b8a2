package dfs.protocol;

/**
 * A question that one part of the system puts to another, as an immutable record.
 *
 * @param <A> the type of its answer
 */
public interface Ask<A> {

    /** Where it is answered. */
    Address address();
}
