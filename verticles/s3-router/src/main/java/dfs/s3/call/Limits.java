package dfs.s3.call;

/**
 * How much a request may ask for. Every error that comes of one names it.
 *
 * @param inlineBytesMax objects up to this size stand in the metadata itself
 * @param putBytesMax the largest body of PutObject, UploadPart and a form
 * @param documentBytesMax the largest XML body
 */
public record Limits(int inlineBytesMax, long putBytesMax, int documentBytesMax) {

    /** S3's own limits: 5 GiB in one request; documents of 4 MiB hold the largest DeleteObjects and CompleteMultipartUpload. */
    public static final Limits DEFAULT = new Limits(4 << 10, 5L << 30, 4 << 20);
}
