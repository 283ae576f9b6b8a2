package dfs.s3.signature;

import dfs.s3.call.QueryParameters;
import dfs.s3.call.QueryParameters.Parameter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The headers of S3's own, {@code x-amz-}, that a presigned URL carries in its query, where presigners put them: who has the URL need
 * not send them.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html">Authenticating requests: using
 *     query parameters</a>
 */
public final class PresignedHeaders {

    private static final String PREFIX = "x-amz-";

    /** What the signature itself consists of, and what S3 reads from headers alone. */
    private static final Set<String> NOT_MEANT = Set.of(
            "x-amz-algorithm",
            "x-amz-credential",
            "x-amz-date",
            "x-amz-expires",
            "x-amz-signedheaders",
            "x-amz-signature",
            "x-amz-security-token",
            "x-amz-content-sha256",
            "x-amz-sdk-checksum-algorithm");

    /** Presigners name a checksum that they made up of a body they do not have. */
    private static final String CHECKSUMS = "x-amz-checksum-";

    private PresignedHeaders() {}

    /**
     * Those that stand for headers of the request.
     *
     * @return decoded values by name in lower case, in the order sent; of a name sent several times the first
     */
    public static Map<String, String> meant(QueryParameters query) {
        Map<String, String> headers = all(query);
        headers.keySet().removeIf(name -> NOT_MEANT.contains(name) || name.startsWith(CHECKSUMS));
        return headers;
    }

    /** All of them, as {@link #meant}: what a signature covers as a header is not always meant as one. */
    static Map<String, String> all(QueryParameters query) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Parameter each : query.all()) {
            if (each.name().regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
                headers.putIfAbsent(each.name().toLowerCase(Locale.ROOT), each.value());
            }
        }
        return headers;
    }
}
