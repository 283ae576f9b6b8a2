package dfs.perf.client;

import java.util.Optional;

/**
 * What came back.
 *
 * @param head the status line and the headers, as they came
 * @param bodyBytes how long the body was
 * @param body the body, where the request wanted it
 * @param firstByteNanos from the request's first byte to the reply's
 */
public record Reply(int status, String head, long bodyBytes, String body, long firstByteNanos) {

    /** The status says that it worked. */
    public boolean isOk() {
        return status >= 200 && status < 300;
    }

    /** The value of a header; the name in small letters. */
    public Optional<String> header(String name) {
        for (String line : head.lines().toList()) {
            int colon = line.indexOf(':');
            if (colon == name.length() && line.regionMatches(true, 0, name, 0, colon)) {
                return Optional.of(line.substring(colon + 1).strip());
            }
        }
        return Optional.empty();
    }

    /** The text of the body's first element of this name. */
    public Optional<String> element(String name) {
        int start = body.indexOf("<" + name + ">");
        int end = start < 0 ? -1 : body.indexOf("</", start);
        return end < 0 ? Optional.empty() : Optional.of(body.substring(start + name.length() + 2, end));
    }
}
