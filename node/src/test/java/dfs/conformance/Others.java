package dfs.conformance;

import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** The other user, or the end of the test where the endpoint was given without one. */
final class Others {

    private Others() {}

    static Caller of(S3Endpoint endpoint) {
        return given(endpoint.other(), "-Dother.access.key= and -Dother.secret.key=");
    }

    static String apiKey(S3Endpoint endpoint) {
        return given(endpoint.apiKey(), "-Dapi.key=");
    }

    private static <T> T given(Optional<T> value, String names) {
        Assumptions.assumeTrue(value.isPresent(), "needs " + names);
        return value.orElseThrow();
    }
}
