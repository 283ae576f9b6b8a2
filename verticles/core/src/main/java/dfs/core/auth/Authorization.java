package dfs.core.auth;

import dfs.core.auth.Action.Effect;
import dfs.core.auth.Decision.Allowed;
import dfs.core.auth.Decision.Denied;
import java.util.List;

/** The one place that decides who may do what. */
public final class Authorization {

    private Authorization() {}

    /**
     * Decides. Everything not allowed is denied.
     *
     * @param principal who asks
     * @param action what for
     * @param resource on what
     * @param context under which circumstances
     * @param grants what is granted on the resource
     */
    public static Decision decide(
            Principal principal, Action action, Resource resource, RequestContext context, Grants grants) {
        return switch (principal) {
            case Principal.Anonymous anonymous ->
                new Denied("Anonymous access is not allowed: sign the request or send X-Api-Key.");
            case Principal.Known user -> decideForUser(user, action, resource, grants);
        };
    }

    private static Decision decideForUser(Principal.Known user, Action action, Resource resource, Grants grants) {
        if (!roleAllows(user.role(), action.effect())) {
            return new Denied("The role " + user.role().name().toLowerCase(java.util.Locale.ROOT) + " does not allow "
                    + action.text() + ".");
        }
        if (!isWithin(user.scopes(), resource)) {
            return new Denied("The user's scopes do not reach this bucket or prefix.");
        }
        boolean isForeign = grants.bucketOwnerId().isPresent()
                && !grants.bucketOwnerId().get().equals(user.id());
        if (isForeign && user.role() != Role.ADMIN) {
            return new Denied("The bucket belongs to another user.");
        }
        return new Allowed();
    }

    private static boolean roleAllows(Role role, Effect effect) {
        return switch (role) {
            case ADMIN -> true;
            case WRITER -> effect == Effect.READ || effect == Effect.WRITE;
            case READER -> effect == Effect.READ;
            case METRICS -> effect == Effect.OBSERVE;
        };
    }

    private static boolean isWithin(List<Scope> scopes, Resource resource) {
        if (scopes.isEmpty() || resource.bucket().isEmpty()) {
            return true;
        }
        String bucket = resource.bucket().get().text();
        return scopes.stream()
                .anyMatch(scope -> scope.bucket().equals(bucket)
                        && resource.key()
                                .map(key -> key.startsWith(scope.prefix()))
                                .orElse(scope.prefix().isEmpty()));
    }
}
