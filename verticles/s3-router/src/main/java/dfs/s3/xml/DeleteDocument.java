package dfs.s3.xml;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
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
        XmlElement root = XmlReader.read(document, "Delete");
        List<XmlElement> objects = Fields.children(root, "Object");
        if (objects.isEmpty() || objects.size() > ENTRIES_MAX) {
            throw XmlReader.malformed("Delete names " + objects.size() + " objects; the limit is 1 to " + ENTRIES_MAX);
        }
        boolean isQuiet =
                Fields.word(root, "Quiet").filter("true"::equalsIgnoreCase).isPresent();
        return new DeleteDocument(
                isQuiet, objects.stream().map(DeleteDocument::entry).toList());
    }

    private static Entry entry(XmlElement object) {
        return new Entry(
                Fields.needed(object, "Key"),
                Fields.word(object, "VersionId"),
                object.textOf("ETag").map(Fields::unquoted),
                Fields.word(object, "LastModifiedTime")
                        .map(text -> OptionalLong.of(millis(text)))
                        .orElse(OptionalLong.empty()),
                Fields.word(object, "Size")
                        .map(text -> OptionalLong.of(size(text)))
                        .orElse(OptionalLong.empty()));
    }

    /** A time in the form of HTTP, or in ISO 8601: clients send both. */
    private static long millis(String text) {
        DateTimeFormatter format = Character.isDigit(text.charAt(0))
                ? DateTimeFormatter.ISO_DATE_TIME
                : DateTimeFormatter.RFC_1123_DATE_TIME;
        try {
            return Instant.from(format.parse(text)).toEpochMilli();
        } catch (DateTimeException e) {
            throw XmlReader.malformed("LastModifiedTime is not a time");
        }
    }

    private static long size(String text) {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw XmlReader.malformed("Size is not a number");
        }
    }
}
