package dfs.core.record;

import dfs.core.Bytes;

/**
 * A credential of a user.
 *
 * @param id the access key id of S3, or an API key's public id; unique
 * @param userName the user it speaks for
 * @param kind what the credential is
 * @param sealedSecret for {@link Kind#S3} the secret key encrypted at rest, for {@link Kind#API} the SHA-256 of the token
 * @param isEnabled whether it works
 * @param createdMillis milliseconds since 1970
 */
public record AccessKey(
        String id, String userName, Kind kind, Bytes sealedSecret, boolean isEnabled, long createdMillis) {

    /** What a credential is. */
    public enum Kind {
        /** A key pair that signs requests with AWS Signature Version 4. */
        S3,
        /** A token sent in {@code X-Api-Key}; only its SHA-256 is kept. */
        API
    }
}
