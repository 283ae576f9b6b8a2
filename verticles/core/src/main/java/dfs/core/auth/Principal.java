package dfs.core.auth;

import java.util.List;

/** Who asks. */
public sealed interface Principal {

    /** Nobody known: the request carried no credential. */
    record Anonymous() implements Principal {}

    /**
     * A user whose credential was proven.
     *
     * @param name the user's name
     * @param id the user's canonical id
     * @param displayName what people read
     * @param role what kind of user
     * @param scopes confinement; empty for none
     */
    record Known(String name, String id, String displayName, Role role, List<Scope> scopes) implements Principal {
        /** Copies the scopes. */
        public Known {
            scopes = List.copyOf(scopes);
        }
    }
}
