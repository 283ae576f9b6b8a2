package dfs.core.record;

import dfs.core.auth.Role;
import dfs.core.auth.Scope;
import java.util.List;

/**
 * A user.
 *
 * @param name unique, what an administrator types
 * @param id canonical id, unique, 64 hexadecimal digits unless given; what S3 shows as owner
 * @param displayName what people read
 * @param email may be empty; unique where it is not
 * @param role what kind of user
 * @param scopes the parts of the data the user reaches, and no other; empty for no confinement
 * @param isEnabled whether the user's keys work at all
 * @param createdMillis milliseconds since 1970
 */
public record User(
        String name,
        String id,
        String displayName,
        String email,
        Role role,
        List<Scope> scopes,
        boolean isEnabled,
        long createdMillis) {

    /** Copies the scopes. */
    public User {
        scopes = List.copyOf(scopes);
    }
}
