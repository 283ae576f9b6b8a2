package dfs.s3.xml;

import dfs.protocol.metadata.Mutation.CompletedPart;
import java.util.List;

/**
 * The body of CompleteMultipartUpload.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html">CompleteMultipartUpload</a>
 */
public final class CompleteDocument {

    private CompleteDocument() {}

    /**
     * Reads the parts in the order given, at least one.
     *
     * @throws dfs.core.error.S3Failure {@code MalformedXML}, {@code InvalidArgument} where a number is out of range
     */
    public static List<CompletedPart> parse(byte[] document) {
        throw new UnsupportedOperationException();
    }
}
