package dfs.s3.call;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import java.nio.charset.StandardCharsets;

/** Makes names of text that clients send, wherever in a request it stands; what is no name is S3's error. */
public final class ClientNames {

    private ClientNames() {}

    /**
     * Makes a key.
     *
     * @throws dfs.core.error.S3Failure {@code KeyTooLongError}
     */
    public static ObjectKey objectKey(String text) {
        int length = text.length();
        if (length > ObjectKey.LENGTH_BYTES_MAX
                || (3 * length > ObjectKey.LENGTH_BYTES_MAX
                        && text.getBytes(StandardCharsets.UTF_8).length > ObjectKey.LENGTH_BYTES_MAX)) {
            throw S3Error.of(ErrorCode.KEY_TOO_LONG)
                    .with("MaxSizeAllowed", Integer.toString(ObjectKey.LENGTH_BYTES_MAX))
                    .failure();
        }
        return new ObjectKey(text);
    }

    /**
     * Makes the name of a bucket.
     *
     * @throws dfs.core.error.S3Failure {@code InvalidBucketName}
     */
    public static BucketName bucketName(String text) {
        if (!BucketName.isValid(text)) {
            throw S3Error.of(ErrorCode.INVALID_BUCKET_NAME)
                    .with("BucketName", text)
                    .failure();
        }
        return new BucketName(text);
    }
}
