package dfs.config;

import dfs.core.auth.Secret;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who gets in at the first start, and what seals secrets at rest.
 *
 * @param apiKey a token for the administrator
 * @param accessKey the public half of a key pair for the administrator
 * @param secretKey its secret half
 * @param masterKey the key that seals secret keys, 32 bytes in base64
 */
public record SecuritySettings(
        @Setting(
                env = "API_KEY",
                about =
                        "A token that lets in as the administrator in the header `X-Api-Key`, at least 8 characters. Without it one"
                                + " is made at random at the first start.",
                isSecret = true)
        Optional<Secret> apiKey,

        @Setting(
                env = "AWS_ACCESS_KEY",
                about =
                        "The access key id of the administrator, 3 to 128 letters, digits, `_`, `-`, `.`. Without it a pair is made"
                                + " at random at the first start.",
                mayBeInFile = true)
        Optional<String> accessKey,

        @Setting(
                env = "AWS_SECRET_KEY",
                about = "The secret of `AWS_ACCESS_KEY`, at least 8 characters.",
                isSecret = true)
        Optional<Secret> secretKey,

        @Setting(
                env = "DFS_MASTER_KEY",
                about =
                        "The key that seals secret keys at rest: 32 bytes in base64, as `openssl rand -base64 32` prints. Without it"
                                + " one is made at random and kept in the data folder.",
                isSecret = true)
        Optional<Secret> masterKey) {

    private static final int SECRET_LENGTH_MIN = 8;
    private static final int MASTER_KEY_BYTES = 32;
    private static final Pattern ACCESS_KEY = Pattern.compile("[A-Za-z0-9_.-]{3,128}");

    /** Checks the values, without showing them. */
    public SecuritySettings {
        new Rules()
                .require(isLongEnough(apiKey), "API_KEY: use at least " + SECRET_LENGTH_MIN + " characters")
                .require(
                        accessKey.isPresent() == secretKey.isPresent(),
                        "AWS_ACCESS_KEY and AWS_SECRET_KEY go together: set both or none")
                .require(
                        accessKey.stream()
                                .allMatch(key -> ACCESS_KEY.matcher(key).matches()),
                        "AWS_ACCESS_KEY: use 3 to 128 letters, digits, underscores, hyphens and dots")
                .require(isLongEnough(secretKey), "AWS_SECRET_KEY: use at least " + SECRET_LENGTH_MIN + " characters")
                .require(
                        masterKey.stream().allMatch(SecuritySettings::isMasterKey),
                        "DFS_MASTER_KEY: must be " + MASTER_KEY_BYTES
                                + " bytes in base64; make one with: openssl rand -base64 32")
                .enforce();
    }

    private static boolean isLongEnough(Optional<Secret> secret) {
        return secret.stream().allMatch(each -> each.reveal().length() >= SECRET_LENGTH_MIN);
    }

    private static boolean isMasterKey(Secret key) {
        try {
            return Base64.getDecoder().decode(key.reveal()).length == MASTER_KEY_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }
}
