package dfs.s3.signature;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies the chain of chunk signatures of one body, which begins with the signature of the request's head. Used by one
 * thread, in the order of the chunks.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html">Signature calculations: transferring
 *     payload in multiple chunks</a>
 */
public final class ChunkSignatures {

    private static final String SHA256_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private final Mac mac;
    private final String timeAndScope;
    private String previous;

    ChunkSignatures(SecretKeySpec key, Instant time, CredentialScope scope, String seed) {
        this.mac = Hmac.of(key);
        this.timeAndScope = "\n" + AmzTime.format(time) + "\n" + scope.text() + "\n";
        this.previous = seed;
    }

    /**
     * Verifies the next chunk.
     *
     * @param sha256 hexadecimal SHA-256 of the chunk's bytes
     * @param signature as sent
     * @throws S3Failure {@code SignatureDoesNotMatch}
     */
    public void verifyChunk(String sha256, String signature) {
        verify(
                "AWS4-HMAC-SHA256-PAYLOAD" + timeAndScope + previous + "\n" + SHA256_OF_NOTHING + "\n" + sha256,
                signature);
    }

    /**
     * Verifies the trailing headers, after the last chunk.
     *
     * @param sha256 hexadecimal SHA-256 of the trailing headers, each {@code name:value} and a line feed
     * @param signature as sent
     * @throws S3Failure {@code SignatureDoesNotMatch}
     */
    public void verifyTrailer(String sha256, String signature) {
        verify("AWS4-HMAC-SHA256-TRAILER" + timeAndScope + previous + "\n" + sha256, signature);
    }

    private void verify(String stringToSign, String signature) {
        String computed = HexFormat.of().formatHex(mac.doFinal(Hmac.utf8(stringToSign)));
        if (!Hmac.isSame(computed, signature)) {
            throw new S3Failure(
                    ErrorCode.SIGNATURE_DOES_NOT_MATCH,
                    "The signature computed here for a chunk of the body, or for its trailing headers, does not match the"
                            + " one sent.");
        }
        previous = computed;
    }
}
