package dfs.s3.xml;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
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
        XmlElement root = XmlReader.read(document, "VersioningConfiguration");
        if (Fields.word(root, "MfaDelete").filter("Enabled"::equals).isPresent()) {
            throw new S3Failure(ErrorCode.NOT_IMPLEMENTED, "MfaDelete is not implemented.");
        }
        String status = Fields.word(root, "Status")
                .orElseThrow(() -> new S3Failure(
                        ErrorCode.ILLEGAL_VERSIONING_CONFIGURATION, "The Versioning element must be specified"));
        return switch (status) {
            case "Enabled" -> Versioning.ENABLED;
            case "Suspended" -> Versioning.SUSPENDED;
            default -> throw XmlReader.malformed("Status is neither Enabled nor Suspended");
        };
    }
}
