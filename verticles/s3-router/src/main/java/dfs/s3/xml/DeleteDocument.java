package dfs.s3.xml;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The body of DeleteObjects.
 *
 * @param isQuiet whether only errors are to be answered
 * @param entries what to delete, 1 to 1,000
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html">DeleteObjects</a>
 */
public record DeleteDocument(boolean isQuiet, List<Entry> entries) {

    /** The most entries. */
    public static final int ENTRIES_MAX = 1000;

    /** Copies the list. */
    public DeleteDocument {
        entries = List.copyOf(entries);
    }

    /**
     * What to delete.
     *
     * @param key as given; may be no valid key
     * @param versionId as given; may be no valid version id
     * @param etag what the current version's tag must be, without quotes
     * @param modifiedMillis when it must have been modified
     * @param sizeBytes what size it must have
     */
    public record Entry(
            String key,
            Optional<String> versionId,
            Optional<String> etag,
            OptionalLong modifiedMillis,
            OptionalLong sizeBytes) {}

    /**
     * Reads the document.
     *
     * @throws dfs.core.error.S3Failure {@code MalformedXML}
     */
    public static DeleteDocument parse(byte[] document) {
        throw new UnsupportedOperationException();
    }
}
