package dfs.s3.signature;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The headers of a request as they were sent. Names are found without case. */
public interface HeaderSource {

    /** The names sent, in any case; a name sent several times may stand here once or several times. */
    Collection<String> names();

    /** The values of a header in the order sent; empty where it was not sent. */
    List<String> all(String name);

    /** The first value of a header; absent where it was not sent. */
    default Optional<String> first(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
    }
}
