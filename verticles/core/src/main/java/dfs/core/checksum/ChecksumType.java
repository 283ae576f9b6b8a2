package dfs.core.checksum;

/** What a multipart object's checksum covers. */
public enum ChecksumType {
    /** The bytes of the whole object. */
    FULL_OBJECT,
    /** The concatenated checksums of its parts; the text ends with a dash and the number of parts. */
    COMPOSITE
}
