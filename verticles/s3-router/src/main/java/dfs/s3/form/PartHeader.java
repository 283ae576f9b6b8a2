package dfs.s3.form;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a part's {@code Content-Disposition} says.
 *
 * @param name the field's name; empty for none
 * @param filename the file's name without folders; empty for none
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7578#section-4.2">RFC 7578, section 4.2</a>
 */
record PartHeader(String name, String filename) {

    /** Reads the value of {@code Content-Disposition}. */
    static PartHeader parse(String value) {
        Map<String, String> parameters = parameters(value);
        String extended = parameters.getOrDefault("filename*", "");
        String filename = extended.toUpperCase(Locale.ROOT).startsWith("UTF-8''")
                ? percentDecoded(extended.substring(7))
                : parameters.getOrDefault("filename", "");
        int folder = Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\'));
        return new PartHeader(parameters.getOrDefault("name", ""), filename.substring(folder + 1));
    }

    /** The boundary of a {@code Content-Type: multipart/form-data}; empty where it is none. */
    static String boundary(String contentType) {
        int semicolon = contentType.indexOf(';');
        String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
        return type.strip().equalsIgnoreCase("multipart/form-data")
                ? parameters(contentType).getOrDefault("boundary", "")
                : "";
    }

    /** The parameters behind the first semicolon, by name in lower case; the first of a name counts. */
    private static Map<String, String> parameters(String value) {
        Map<String, String> parameters = new HashMap<>();
        int at = value.indexOf(';');
        while (at >= 0 && at < value.length()) {
            at++;
            int equals = value.indexOf('=', at);
            int next = value.indexOf(';', at);
            if (equals < 0) {
                break;
            }
            if (next >= 0 && next < equals) {
                at = next;
                continue;
            }
            String name = value.substring(at, equals).strip().toLowerCase(Locale.ROOT);
            StringBuilder text = new StringBuilder();
            at = value(value, equals + 1, text);
            parameters.putIfAbsent(name, text.toString());
        }
        return parameters;
    }

    /** Reads a value, in quotes or not; where the semicolon behind it stands, or the end. */
    private static int value(String value, int from, StringBuilder text) {
        int at = from;
        while (at < value.length() && value.charAt(at) == ' ') {
            at++;
        }
        if (at == value.length() || value.charAt(at) != '"') {
            int end = value.indexOf(';', at);
            int to = end < 0 ? value.length() : end;
            text.append(value.substring(at, to).strip());
            return to;
        }
        at++;
        while (at < value.length() && value.charAt(at) != '"') {
            // Browsers escape quotes and nothing else: a backslash may be one of a path.
            if (value.startsWith("\\\"", at)) {
                at++;
            }
            text.append(value.charAt(at++));
        }
        int end = value.indexOf(';', at);
        return end < 0 ? value.length() : end;
    }

    private static String percentDecoded(String text) {
        try {
            return java.net.URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
