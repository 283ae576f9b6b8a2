package dfs.core.auth;

import dfs.core.auth.AccessList.Permission;
import dfs.core.auth.Action.Effect;
import dfs.core.auth.Decision.Allowed;
import dfs.core.auth.Decision.Denied;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The one place that decides who may do what. Three questions are asked in turn, and all must be answered with yes: does
 * the user's role allow such an action, do the user's scopes reach the resource, and is the bucket the user's own, or
 * opened to it by a scope or an access list.
 */
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
                isGranted(principal, action, grants)
                        ? new Allowed()
                        : new Denied("Anonymous access is not allowed: sign the request or send X-Api-Key.");
            case Principal.Known user -> decideForUser(user, action, resource, grants);
        };
    }

    /**
     * Whose buckets a listing of buckets shows to a user without scopes: its own, to an administrator everybody's. One with
     * scopes is shown the buckets that its scopes name.
     *
     * @return the canonical id of their owner; absent for everybody's
     */
    public static Optional<String> ownerListed(Principal.Known user) {
        return user.role() == Role.ADMIN ? Optional.empty() : Optional.of(user.id());
    }

    /** Whether an object's own access list can decide about an action; else it need not be looked up. */
    public static boolean isDecidedByObject(Action action) {
        return action == Action.GET_OBJECT
                || action == Action.GET_OBJECT_VERSION
                || action == Action.GET_OBJECT_ATTRIBUTES
                || action == Action.GET_OBJECT_ACL
                || action == Action.PUT_OBJECT_ACL;
    }

    private static Decision decideForUser(Principal.Known user, Action action, Resource resource, Grants grants) {
        if (!roleAllows(user.role(), action.effect())) {
            return new Denied("The role " + user.role().name().toLowerCase(Locale.ROOT) + " does not allow "
                    + action.text() + ".");
        }
        if (!isWithin(user.scopes(), action, resource)) {
            return new Denied("The user's scopes do not reach this bucket or prefix.");
        }
        if (!isOwn(user, grants) && !isOpened(user, action) && !isGranted(user, action, grants)) {
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

    private static boolean isWithin(List<Scope> scopes, Action action, Resource resource) {
        if (scopes.isEmpty()) {
            return true;
        }
        return resource.bucket()
                .map(bucket -> scopes.stream()
                        .filter(scope -> scope.bucket().equals(bucket.text()))
                        .anyMatch(scope -> reaches(scope.prefix(), action, resource.key())))
                .orElse(isForScoped(action));
    }

    /** Of the actions on the service itself, a scoped user may do those whose answer is cut to its scopes, and observe. */
    private static boolean isForScoped(Action action) {
        return action == Action.LIST_ALL_MY_BUCKETS || action.effect() == Effect.OBSERVE;
    }

    /** Whether a scope's prefix reaches a key. Bucket-wide actions need the whole bucket, but for those that show no key. */
    private static boolean reaches(String prefix, Action action, Optional<String> key) {
        return prefix.isEmpty()
                || switch (action) {
                    case HEAD_BUCKET, GET_BUCKET_LOCATION, GET_BUCKET_CONFIGURATION, GET_BUCKET_ACL -> true;
                    case LIST_ALL_MY_BUCKETS,
                            CREATE_BUCKET,
                            DELETE_BUCKET,
                            PUT_BUCKET_CONFIGURATION,
                            PUT_BUCKET_ACL,
                            READ_METRICS,
                            ADMINISTER -> false;
                    case LIST_BUCKET,
                            LIST_BUCKET_VERSIONS,
                            LIST_BUCKET_MULTIPART_UPLOADS,
                            GET_OBJECT,
                            GET_OBJECT_VERSION,
                            GET_OBJECT_ATTRIBUTES,
                            GET_OBJECT_ACL,
                            GET_OBJECT_TAGGING,
                            PUT_OBJECT,
                            PUT_OBJECT_ACL,
                            PUT_OBJECT_TAGGING,
                            DELETE_OBJECT,
                            DELETE_OBJECT_VERSION,
                            DELETE_OBJECT_TAGGING,
                            ABORT_MULTIPART_UPLOAD,
                            LIST_MULTIPART_UPLOAD_PARTS ->
                        key.isPresent() && key.get().startsWith(prefix);
                };
    }

    private static boolean isOwn(Principal.Known user, Grants grants) {
        return user.role() == Role.ADMIN
                || grants.bucketOwnerId().isEmpty()
                || grants.bucketOwnerId().get().equals(user.id());
    }

    /** Whether a scope, known to reach the resource, opens another user's bucket; removing and configuring it stays the owner's. */
    private static boolean isOpened(Principal.Known user, Action action) {
        return !user.scopes().isEmpty()
                && action != Action.DELETE_BUCKET
                && action != Action.PUT_BUCKET_CONFIGURATION
                && action != Action.PUT_BUCKET_ACL;
    }

    /** Whether an access list grants it: of the bucket for what is done in the bucket, of the object for what is done to it. */
    private static boolean isGranted(Principal principal, Action action, Grants grants) {
        return switch (action) {
            case HEAD_BUCKET, LIST_BUCKET, LIST_BUCKET_VERSIONS, LIST_BUCKET_MULTIPART_UPLOADS ->
                grants.bucketList().grants(principal, Permission.READ);
            case PUT_OBJECT, PUT_OBJECT_TAGGING, DELETE_OBJECT, ABORT_MULTIPART_UPLOAD, LIST_MULTIPART_UPLOAD_PARTS ->
                grants.bucketList().grants(principal, Permission.WRITE);
            case GET_BUCKET_ACL -> grants.bucketList().grants(principal, Permission.READ_ACP);
            case PUT_BUCKET_ACL -> grants.bucketList().grants(principal, Permission.WRITE_ACP);
            case GET_OBJECT, GET_OBJECT_VERSION, GET_OBJECT_ATTRIBUTES ->
                isObjectGranted(principal, Permission.READ, grants);
            case GET_OBJECT_ACL -> isObjectGranted(principal, Permission.READ_ACP, grants);
            case PUT_OBJECT_ACL -> isObjectGranted(principal, Permission.WRITE_ACP, grants);
            case LIST_ALL_MY_BUCKETS,
                    CREATE_BUCKET,
                    DELETE_BUCKET,
                    GET_BUCKET_LOCATION,
                    GET_BUCKET_CONFIGURATION,
                    PUT_BUCKET_CONFIGURATION,
                    GET_OBJECT_TAGGING,
                    DELETE_OBJECT_VERSION,
                    DELETE_OBJECT_TAGGING,
                    READ_METRICS,
                    ADMINISTER -> false;
        };
    }

    /** That an object is not there may know who may list the bucket; its access list, which may yet come, may not. */
    private static boolean isObjectGranted(Principal principal, Permission permission, Grants grants) {
        if (grants.objectOwnerId().isEmpty()) {
            return permission == Permission.READ && grants.bucketList().grants(principal, Permission.READ);
        }
        return grants.objectList().grants(principal, permission)
                || (principal instanceof Principal.Known known
                        && known.id().equals(grants.objectOwnerId().get()));
    }
}
