package dfs.s3.xml;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.s3.call.QueryParameters;
import dfs.s3.call.QueryParameters.Parameter;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Tag sets as requests carry them, and the rules they keep: keys of 1 to 128 and values of 0 to 256 characters, none
 * repeated, not beginning with {@code aws:}.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html">Categorizing your objects using
 *     tags</a>
 */
public final class TagSet {

    /** The most tags of an object. */
    public static final int OBJECT_TAGS_MAX = 10;

    /** The most tags of a bucket. */
    public static final int BUCKET_TAGS_MAX = 50;

    private static final int KEY_CHARACTERS_MAX = 128;
    private static final int VALUE_CHARACTERS_MAX = 256;
    private static final Pattern ALLOWED = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");

    private TagSet() {}

    /**
     * Reads the body of PutObjectTagging or PutBucketTagging, or a form's {@code tagging} field.
     *
     * @param tagsMax the most tags
     * @throws S3Failure {@code MalformedXML}, {@code InvalidTag}
     */
    public static SortedMap<String, String> parse(byte[] document, int tagsMax) {
        XmlElement root = XmlReader.read(document, "Tagging");
        XmlElement set = root.child("TagSet").orElseThrow(() -> XmlReader.malformed("Tagging has no TagSet"));
        return read(set, tagsMax);
    }

    /**
     * Reads the header {@code x-amz-tagging}: tags encoded as a query.
     *
     * @throws S3Failure {@code InvalidArgument}, {@code InvalidTag}
     */
    public static SortedMap<String, String> parseHeader(String header) {
        SortedMap<String, String> tags = new TreeMap<>();
        for (Parameter each : parameters(header)) {
            check(each.name(), each.value());
            if (tags.put(each.name(), each.value()) != null) {
                throw badHeader(header);
            }
        }
        checkCount(tags.size(), OBJECT_TAGS_MAX);
        return Collections.unmodifiableSortedMap(tags);
    }

    /** Writes the answer of GetObjectTagging and GetBucketTagging. */
    public static byte[] write(SortedMap<String, String> tags) {
        XmlWriter xml = XmlWriter.document("Tagging").open("TagSet");
        tags.forEach((key, value) ->
                xml.open("Tag").text("Key", key).text("Value", value).close());
        return xml.finish();
    }

    /** Reads the {@code Tag} elements within {@code set}. */
    static SortedMap<String, String> read(XmlElement set, int tagsMax) {
        List<XmlElement> elements = Fields.children(set, "Tag");
        checkCount(elements.size(), tagsMax);
        SortedMap<String, String> tags = new TreeMap<>();
        for (XmlElement each : elements) {
            String key = Fields.needed(each, "Key");
            String value = Fields.needed(each, "Value");
            check(key, value);
            if (tags.put(key, value) != null) {
                throw invalid("Cannot provide multiple Tags with the same key", key);
            }
        }
        return Collections.unmodifiableSortedMap(tags);
    }

    private static List<Parameter> parameters(String header) {
        try {
            return QueryParameters.parse(header).all();
        } catch (S3Failure e) {
            throw badHeader(header);
        }
    }

    private static S3Failure badHeader(String header) {
        return S3Error.of(
                        ErrorCode.INVALID_ARGUMENT,
                        "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters"
                                + " without tag name duplicates.")
                .with("ArgumentName", "x-amz-tagging")
                .with("ArgumentValue", header)
                .failure();
    }

    private static void checkCount(int count, int tagsMax) {
        if (count > tagsMax) {
            throw new S3Failure(ErrorCode.INVALID_TAG, count + " tags were given; the limit is " + tagsMax + ".");
        }
    }

    private static void check(String key, String value) {
        if (key.isEmpty()
                || key.codePointCount(0, key.length()) > KEY_CHARACTERS_MAX
                || !ALLOWED.matcher(key).matches()) {
            throw invalid(
                    "The TagKey you have provided is invalid: 1 to 128 letters, digits, spaces and + - = . _ : / @ are"
                            + " allowed",
                    key);
        }
        if (value.codePointCount(0, value.length()) > VALUE_CHARACTERS_MAX
                || !ALLOWED.matcher(value).matches()) {
            throw invalid(
                    "The TagValue you have provided is invalid: up to 256 letters, digits, spaces and + - = . _ : / @ are"
                            + " allowed",
                    key);
        }
        if (key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
            throw invalid("System tags cannot be added/updated by requester", key);
        }
    }

    private static S3Failure invalid(String message, String key) {
        return S3Error.of(ErrorCode.INVALID_TAG, message).with("TagKey", key).failure();
    }
}
