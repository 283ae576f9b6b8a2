package dfs.s3.headers;

import java.util.Locale;
import java.util.Optional;

/** Which form of a reply a client wants where there are two. */
public final class Accepted {

    private Accepted() {}

    /** Whether {@code Accept} names JSON, and before XML where it names both. */
    public static boolean isJson(Optional<String> accept) {
        String types = accept.orElse("").toLowerCase(Locale.ROOT);
        int json = types.indexOf("application/json");
        int xml = types.indexOf("xml");
        return json >= 0 && (xml < 0 || json < xml);
    }
}
