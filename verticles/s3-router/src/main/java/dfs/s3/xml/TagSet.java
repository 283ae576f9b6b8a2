package dfs.s3.xml;

import java.util.SortedMap;

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

    private TagSet() {}

    /**
     * Reads the body of PutObjectTagging or PutBucketTagging, or a form's {@code tagging} field.
     *
     * @param tagsMax the most tags
     * @throws dfs.core.error.S3Failure {@code MalformedXML}, {@code InvalidTag}, {@code BadRequest} for too many
     */
    public static SortedMap<String, String> parse(byte[] document, int tagsMax) {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads the header {@code x-amz-tagging}: tags encoded as a query.
     *
     * @throws dfs.core.error.S3Failure {@code InvalidArgument}, {@code InvalidTag}
     */
    public static SortedMap<String, String> parseHeader(String header) {
        throw new UnsupportedOperationException();
    }

    /** Writes the answer of GetObjectTagging and GetBucketTagging. */
    public static byte[] write(SortedMap<String, String> tags) {
        throw new UnsupportedOperationException();
    }
}
