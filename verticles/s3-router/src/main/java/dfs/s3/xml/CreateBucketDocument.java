package dfs.s3.xml;

import java.util.Optional;
import java.util.SortedMap;

/**
 * The body of CreateBucket.
 *
 * @param locationConstraint the region asked for; absent for none
 * @param tags the bucket's tags to be; empty for none
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html">CreateBucket</a>
 */
public record CreateBucketDocument(Optional<String> locationConstraint, SortedMap<String, String> tags) {

    /**
     * Reads the document; an empty one asks for nothing.
     *
     * @throws dfs.core.error.S3Failure {@code MalformedXML}, {@code NotImplemented} for directory buckets
     */
    public static CreateBucketDocument parse(byte[] document) {
        throw new UnsupportedOperationException();
    }
}
