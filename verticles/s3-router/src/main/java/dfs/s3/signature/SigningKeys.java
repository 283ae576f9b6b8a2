package dfs.s3.signature;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dfs.core.auth.Secret;
import javax.crypto.spec.SecretKeySpec;

/**
 * Derives the key that signs from the secret key and the scope, four codes one after the other, and remembers those used
 * lately. Safe for several threads.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html">Signature calculations for the
 *     authorization header</a>
 */
final class SigningKeys {

    /** Derived keys kept: each is good for one day and region, so this is about how many clients are busy at a time. */
    private static final int KEYS_MAX = 4096;

    private final Cache<Origin, SecretKeySpec> keys =
            Caffeine.newBuilder().maximumSize(KEYS_MAX).build();

    private record Origin(Secret secret, CredentialScope scope) {}

    /** The key that signs within {@code scope}. */
    SecretKeySpec derive(Secret secret, CredentialScope scope) {
        return keys.get(new Origin(secret, scope), SigningKeys::compute);
    }

    private static SecretKeySpec compute(Origin origin) {
        SecretKeySpec start = Hmac.key(Hmac.utf8("AWS4" + origin.secret().reveal()));
        SecretKeySpec day = Hmac.key(Hmac.bytes(start, origin.scope().date()));
        SecretKeySpec region = Hmac.key(Hmac.bytes(day, origin.scope().region()));
        SecretKeySpec service = Hmac.key(Hmac.bytes(region, origin.scope().service()));
        return Hmac.key(Hmac.bytes(service, "aws4_request"));
    }
}
