package dfs.s3.signature;

import dfs.s3.call.Percent;
import dfs.s3.call.QueryParameters;
import dfs.s3.call.QueryParameters.Parameter;
import dfs.s3.headers.HeaderText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The canonical form of a request's head, of which the hash is signed. Of S3's own rules: the path is percent-encoded once
 * and nothing in it is normalised.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html">Signature calculations for the
 *     authorization header</a>
 */
final class CanonicalRequest {

    private CanonicalRequest() {}

    /**
     * Writes the canonical form. A header that a presigned URL names as signed may stand in the query alone.
     *
     * @param path the path, encoded
     */
    static String write(Claim.Signed claim, String path) {
        RequestHead head = claim.head();
        StringBuilder text = new StringBuilder(512);
        text.append(head.method()).append('\n').append(path).append('\n');
        QueryParameters query = QueryParameters.parse(head.rawQuery());
        query(text, query);
        text.append('\n');
        Map<String, String> inQuery = claim.isPresigned() ? PresignedHeaders.meant(query) : Map.of();
        for (String name : claim.signedHeaders()) {
            List<String> sent = head.headers().all(name);
            text.append(name).append(':');
            values(
                    text,
                    sent.isEmpty() && inQuery.containsKey(name) ? List.of(HeaderText.asSent(inQuery.get(name))) : sent);
            text.append('\n');
        }
        text.append('\n').append(String.join(";", claim.signedHeaders())).append('\n');
        return text.append(claim.payloadHash()).toString();
    }

    /** The path decoded and encoded again, so that it does not matter which characters a client chose to encode. */
    static String path(String rawPath) {
        return UriEncoding.encodePath(Percent.decodePath(rawPath, 0, rawPath.length()));
    }

    private record Encoded(String name, String value) {}

    private static void query(StringBuilder text, QueryParameters query) {
        List<Encoded> parameters = new ArrayList<>();
        for (Parameter each : query.all()) {
            if (!each.name().equals(PresignedNames.SIGNATURE)) {
                parameters.add(new Encoded(UriEncoding.encode(each.name()), UriEncoding.encode(each.value())));
            }
        }
        parameters.sort(Comparator.comparing(Encoded::name).thenComparing(Encoded::value));
        String separator = "";
        for (Encoded each : parameters) {
            text.append(separator).append(each.name).append('=').append(each.value);
            separator = "&";
        }
    }

    private static void values(StringBuilder text, List<String> values) {
        String separator = "";
        for (String value : values) {
            text.append(separator);
            trimmed(text, value);
            separator = ",";
        }
    }

    /** Appends a value without white space at its ends, and with one space for each run of it inside. */
    private static void trimmed(StringBuilder text, String value) {
        int start = text.length();
        boolean isSpacePending = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == ' ' || (c >= '\t' && c <= '\r')) {
                isSpacePending = true;
            } else {
                if (isSpacePending && text.length() > start) {
                    text.append(' ');
                }
                isSpacePending = false;
                text.append(c);
            }
        }
    }
}
