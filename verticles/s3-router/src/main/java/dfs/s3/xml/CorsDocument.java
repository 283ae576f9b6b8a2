package dfs.s3.xml;

import dfs.core.record.CorsRule;
import java.util.List;

/**
 * A bucket's CORS configuration.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html">PutBucketCors</a>
 */
public final class CorsDocument {

    /** The most rules. */
    public static final int RULES_MAX = 100;

    private CorsDocument() {}

    /**
     * Reads the body of PutBucketCors.
     *
     * @throws dfs.core.error.S3Failure {@code MalformedXML}, {@code InvalidRequest}
     */
    public static List<CorsRule> parse(byte[] document) {
        throw new UnsupportedOperationException();
    }

    /** Writes the answer of GetBucketCors. */
    public static byte[] write(List<CorsRule> rules) {
        throw new UnsupportedOperationException();
    }
}
