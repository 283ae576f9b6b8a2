package dfs.s3.xml;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The percent-encoding of keys and prefixes in listings asked for with {@code encoding-type=url}. */
public final class UrlEncoding {

    private UrlEncoding() {}

    /** Encodes: letters, digits, {@code - . _ * /} stay, a space becomes a plus, each other byte of UTF-8 {@code %XX}. */
    public static String encode(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
    }
}
