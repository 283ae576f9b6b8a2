package dfs.s3.signature;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
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
            "x-amz-decoded-content-length",
            "x-amz-trailer",
            "x-amz-sdk-checksum-algorithm");

    /** Presigners name the checksum of a body that they do not have: what they say of its algorithm is meant, the value is made up. */
    private static final String CHECKSUMS = "x-amz-checksum-";

    private static final Set<String> OF_CHECKSUMS =
            Set.of("x-amz-checksum-algorithm", "x-amz-checksum-type", "x-amz-checksum-mode");

    private PresignedHeaders() {}

    /**
     * Those that stand for headers of the request.
     *
     * @return decoded values by name in lower case, in the order sent
     * @throws dfs.core.error.S3Failure {@code InvalidArgument} where a name comes twice: a signature does not hold the order, and whoever has the URL
     *     would choose
     */
    public static Map<String, String> meant(QueryParameters query) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Parameter each : query.all()) {
            String name = each.name().toLowerCase(Locale.ROOT);
            if (isMeant(name) && headers.put(name, each.value()) != null) {
                throw S3Error.of(ErrorCode.INVALID_ARGUMENT, "The parameter stands in the query twice; send it once.")
                        .with("ArgumentName", name)
                        .failure();
            }
        }
        return headers;
    }

    private static boolean isMeant(String name) {
        return name.startsWith(PREFIX)
                && !NOT_MEANT.contains(name)
                && (!name.startsWith(CHECKSUMS) || OF_CHECKSUMS.contains(name));
    }
}
