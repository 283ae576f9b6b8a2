package dfs.management.http;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Which page of a list is asked for. A continuation token holds what the page before ended with; callers see opaque text.
 *
 * @param limit most entries
 * @param token where to go on; absent for the first page
 */
public record PageRequest(int limit, Optional<String> token) {

    /** Entries of a page where the caller does not say. */
    public static final int LIMIT_DEFAULT = 100;

    /** What the page before ended with, {@code length} texts; all empty for the first page. */
    public List<String> after(int length) {
        if (token.isEmpty()) {
            String[] nothing = new String[length];
            Arrays.fill(nothing, "");
            return List.of(nothing);
        }
        try {
            byte[] text = Base64.getUrlDecoder().decode(token.get());
            JsonArray after = new JsonArray(new String(text, StandardCharsets.UTF_8));
            if (after.size() == length && after.stream().allMatch(String.class::isInstance)) {
                return after.stream().map(String.class::cast).toList();
            }
        } catch (IllegalArgumentException | DecodeException e) {
            // Falls through: whatever it is, no page of ours ended with it.
        }
        throw new S3Failure(ErrorCode.INVALID_ARGUMENT, "The continuationToken is not one that this list answered.");
    }

    /** The token of the page that follows one that ended with {@code last}. */
    public static String next(String... last) {
        byte[] text = new JsonArray(List.of(last)).encode().getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }
}
