package dfs.s3.xml;

import dfs.core.record.Versioning;

/**
 * The body of PutBucketVersioning.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html">PutBucketVersioning</a>
 */
public final class VersioningDocument {

    private VersioningDocument() {}

    /**
     * Reads what the bucket is to be switched to.
     *
     * @throws dfs.core.error.S3Failure {@code MalformedXML}, {@code IllegalVersioningConfigurationException},
     *     {@code NotImplemented} for MfaDelete
     */
    public static Versioning parse(byte[] document) {
        throw new UnsupportedOperationException();
    }
}
