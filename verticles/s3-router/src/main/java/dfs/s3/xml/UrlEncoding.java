package dfs.s3.xml;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The percent-encoding of keys and prefixes in listings asked for with {@code encoding-type=url}. */
public final class UrlEncoding {

    private UrlEncoding() {}

    /** Encodes: letters, digits, {@code - . _ * /} stay, each other byte of UTF-8 becomes {@code %XX}. */
    public static String encode(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8)
                .replace("%2F", "/")
                .replace("+", "%20");
    }
}
