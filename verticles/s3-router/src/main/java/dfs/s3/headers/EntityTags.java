package dfs.s3.headers;

import dfs.s3.call.S3Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lists of entity tags as conditions carry them. */
public final class EntityTags {

    private EntityTags() {}

    /** Reads a header that lists tags: without quotes, in the order sent; empty where it was not sent. */
    public static List<String> of(S3Request request, String header) {
        Optional<String> value = request.header(header);
        return value.isEmpty() ? List.of() : parse(value.get());
    }

    /**
     * Reads a list of tags, quoted or not, weak or not. What names nothing is the tag of empty text, which no object has: a
     * condition that was sent is never none.
     */
    public static List<String> parse(String text) {
        List<String> tags = new ArrayList<>(1);
        int from = 0;
        while (from <= text.length()) {
            int comma = text.indexOf(',', from);
            int end = comma < 0 ? text.length() : comma;
            String tag = text.substring(from, end).strip();
            if (tag.startsWith("W/")) {
                tag = tag.substring(2);
            }
            if (tag.length() >= 2 && tag.startsWith("\"") && tag.endsWith("\"")) {
                tag = tag.substring(1, tag.length() - 1);
            }
            tags.add(tag);
            from = end + 1;
        }
        return tags;
    }
}
