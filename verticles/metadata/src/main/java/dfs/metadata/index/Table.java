package dfs.metadata.index;

/** The tables of the index. Keys are ordered as unsigned bytes. The order of the constants is part of the stored format. */
public enum Table {
    /** Counters of the whole state: revision, next bucket id, applied log entry. */
    META,
    /** Bucket name → bucket. */
    BUCKETS,
    /** Bucket id, key → the live current version. */
    CURRENT,
    /** Bucket id, escaped key, descending revision → a noncurrent version or a delete marker. */
    VERSIONS,
    /** Bucket id, key → revision of the null version that stands in {@link #VERSIONS}. */
    NULLS,
    /** Bucket id, escaped key, upload id → an open upload. */
    UPLOADS,
    /** Upload id, part number → a part of an open upload. */
    PARTS,
    /** Manifest id → the parts of an object made by multipart upload. */
    MANIFESTS,
    /** Blob id → how many versions and parts name it. */
    BLOBS,
    /** Blob id → since when, in milliseconds since 1970, nothing may name it any more. */
    CONDEMNED,
    /** Bucket id → what it holds. */
    USAGE,
    /** User name → user. */
    USERS,
    /** Canonical id → user name. */
    USER_IDS,
    /** E-mail → user name. */
    EMAILS,
    /** Access key id → key. */
    ACCESS_KEYS,
    /** SHA-256 of an API token → access key id. */
    TOKENS,
    /** Kind, id of a manifest, upload or bucket that is gone → how many of its parts are released; the others still name blobs. */
    LET_GO,
    /** Revision of a version → its bytes, where they are few and yet too many for its row in {@link #CURRENT} or {@link #VERSIONS}. */
    INLINE,
    /** Node name → a member that keeps no metadata. */
    VOICELESS
}
