package dfs.s3.call;

/** What a request's path addresses. */
public enum Level {
    /** The service: no bucket. */
    SERVICE,
    /** A bucket. */
    BUCKET,
    /** An object in a bucket. */
    OBJECT
}
