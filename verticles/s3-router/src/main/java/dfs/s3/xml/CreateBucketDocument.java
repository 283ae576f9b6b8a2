package dfs.s3.xml;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The body of CreateBucket.
 *
 * @param locationConstraint the region asked for; absent for none
 * @param tags the bucket's tags to be; empty for none
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html">CreateBucket</a>
 */
public record CreateBucketDocument(Optional<String> locationConstraint, SortedMap<String, String> tags) {

    private static final CreateBucketDocument NOTHING = new CreateBucketDocument(Optional.empty(), new TreeMap<>());

    /** Freezes a copy of the tags. */
    public CreateBucketDocument {
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    }

    /**
     * Reads the document; an empty one asks for nothing.
     *
     * @throws dfs.core.error.S3Failure {@code MalformedXML}, {@code NotImplemented} for directory buckets
     */
    public static CreateBucketDocument parse(byte[] document) {
        if (document.length == 0) {
            return NOTHING;
        }
        XmlElement root = XmlReader.read(document, "CreateBucketConfiguration");
        if (root.child("Location").isPresent() || root.child("Bucket").isPresent()) {
            throw new S3Failure(ErrorCode.NOT_IMPLEMENTED, "Directory buckets are not implemented.");
        }
        return new CreateBucketDocument(
                Fields.word(root, "LocationConstraint"),
                root.child("Tags")
                        .map(tags -> TagSet.read(tags, TagSet.BUCKET_TAGS_MAX))
                        .orElse(Collections.emptySortedMap()));
    }
}
