package dfs.core.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.auth.AccessList.Grantee;
import dfs.core.auth.AccessList.Permission;
import dfs.core.auth.Action.Effect;
import dfs.core.name.BucketName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * <b>Goal:</b> what is written in {@link Authorization} is what was meant. <b>Method:</b> a table of the cases that people
 * talk about, and invariants over every combination of role, action, resource, scope and owner.
 */
class AuthorizationTest {

    private static final RequestContext CONTEXT = new RequestContext("192.0.2.1", true, 0);
    private static final BucketName BUCKET = new BucketName("photos");
    private static final Resource WHOLE = Resource.of(BUCKET);
    private static final Grants OWN = new Grants(Optional.of("me"));
    private static final Grants FOREIGN = new Grants(Optional.of("somebody"));
    private static final Scope YEAR = new Scope("photos", "2024/");
    private static final Scope ALL = new Scope("photos", "");

    private static Principal.Known user(Role role, Scope... scopes) {
        return new Principal.Known("me", "me", "Me", role, List.of(scopes));
    }

    private static boolean may(Principal principal, Action action, Resource resource, Grants grants) {
        return Authorization.decide(principal, action, resource, CONTEXT, grants) instanceof Decision.Allowed;
    }

    record Case(String says, boolean isAllowed, Principal who, Action action, Resource resource, Grants grants) {
        @Override
        public String toString() {
            return says;
        }
    }

    static Stream<Case> table() {
        Principal writer = user(Role.WRITER);
        Principal reader = user(Role.READER);
        Principal admin = user(Role.ADMIN);
        Principal metrics = user(Role.METRICS);
        Principal yearReader = user(Role.READER, YEAR);
        Principal yearWriter = user(Role.WRITER, YEAR);
        Principal allWriter = user(Role.WRITER, ALL);
        Resource picture = Resource.of(BUCKET, "2024/a.jpg");
        Resource older = Resource.of(BUCKET, "2023/a.jpg");
        return Stream.of(
                new Case("nobody reads", false, new Principal.Anonymous(), Action.GET_OBJECT, picture, OWN),
                new Case(
                        "nobody lists buckets",
                        false,
                        new Principal.Anonymous(),
                        Action.LIST_ALL_MY_BUCKETS,
                        Resource.SERVICE,
                        Grants.NONE),
                new Case("a writer makes a bucket", true, writer, Action.CREATE_BUCKET, WHOLE, Grants.NONE),
                new Case("a writer writes its own", true, writer, Action.PUT_OBJECT, picture, OWN),
                new Case("a writer does not write another's", false, writer, Action.PUT_OBJECT, picture, FOREIGN),
                new Case("a writer does not read another's", false, writer, Action.GET_OBJECT, picture, FOREIGN),
                new Case(
                        "a writer does not administer",
                        false,
                        writer,
                        Action.ADMINISTER,
                        Resource.SERVICE,
                        Grants.NONE),
                new Case(
                        "a writer reads no metrics", false, writer, Action.READ_METRICS, Resource.SERVICE, Grants.NONE),
                new Case("a reader reads its own", true, reader, Action.GET_OBJECT, picture, OWN),
                new Case("a reader writes nothing", false, reader, Action.PUT_OBJECT, picture, OWN),
                new Case("a reader makes no bucket", false, reader, Action.CREATE_BUCKET, WHOLE, Grants.NONE),
                new Case("an administrator reads another's", true, admin, Action.GET_OBJECT, picture, FOREIGN),
                new Case("an administrator removes another's", true, admin, Action.DELETE_BUCKET, WHOLE, FOREIGN),
                new Case("an administrator administers", true, admin, Action.ADMINISTER, Resource.SERVICE, Grants.NONE),
                new Case("metrics reads metrics", true, metrics, Action.READ_METRICS, Resource.SERVICE, Grants.NONE),
                new Case("metrics reads no data", false, metrics, Action.GET_OBJECT, picture, OWN),
                new Case(
                        "metrics lists no buckets",
                        false,
                        metrics,
                        Action.LIST_ALL_MY_BUCKETS,
                        Resource.SERVICE,
                        Grants.NONE),
                new Case("a scope opens what it names", true, yearReader, Action.GET_OBJECT, picture, FOREIGN),
                new Case("a scope opens nothing beside", false, yearReader, Action.GET_OBJECT, older, FOREIGN),
                new Case("a scope confines in own buckets too", false, yearReader, Action.GET_OBJECT, older, OWN),
                new Case("a scope does not lift the role", false, yearReader, Action.PUT_OBJECT, picture, FOREIGN),
                new Case(
                        "a scoped user lists its prefix",
                        true,
                        yearReader,
                        Action.LIST_BUCKET,
                        Resource.of(BUCKET, "2024/"),
                        FOREIGN),
                new Case("and below it", true, yearReader, Action.LIST_BUCKET, Resource.of(BUCKET, "2024/05"), FOREIGN),
                new Case(
                        "but not above it", false, yearReader, Action.LIST_BUCKET, Resource.of(BUCKET, "202"), FOREIGN),
                new Case("nor all", false, yearReader, Action.LIST_BUCKET, Resource.of(BUCKET, ""), FOREIGN),
                new Case("nor without saying what", false, yearReader, Action.LIST_BUCKET, WHOLE, FOREIGN),
                new Case(
                        "a scoped user sees that the bucket is there",
                        true,
                        yearReader,
                        Action.HEAD_BUCKET,
                        WHOLE,
                        FOREIGN),
                new Case("and where", true, yearReader, Action.GET_BUCKET_LOCATION, WHOLE, FOREIGN),
                new Case(
                        "a scoped user sees its buckets",
                        true,
                        yearReader,
                        Action.LIST_ALL_MY_BUCKETS,
                        Resource.SERVICE,
                        Grants.NONE),
                new Case("a prefix does not make buckets", false, yearWriter, Action.CREATE_BUCKET, WHOLE, Grants.NONE),
                new Case("a whole bucket does", true, allWriter, Action.CREATE_BUCKET, WHOLE, Grants.NONE),
                new Case(
                        "a prefix does not configure its own bucket",
                        false,
                        yearWriter,
                        Action.PUT_BUCKET_CONFIGURATION,
                        WHOLE,
                        OWN),
                new Case("a scoped writer writes", true, yearWriter, Action.PUT_OBJECT, picture, FOREIGN),
                new Case("and removes objects", true, yearWriter, Action.DELETE_OBJECT, picture, FOREIGN),
                new Case("but not another's bucket", false, allWriter, Action.DELETE_BUCKET, WHOLE, FOREIGN),
                new Case("nor its configuration", false, allWriter, Action.PUT_BUCKET_CONFIGURATION, WHOLE, FOREIGN),
                new Case("its own bucket it removes", true, allWriter, Action.DELETE_BUCKET, WHOLE, OWN),
                new Case(
                        "a scoped administrator does not administer",
                        false,
                        user(Role.ADMIN, ALL),
                        Action.ADMINISTER,
                        Resource.SERVICE,
                        Grants.NONE),
                new Case(
                        "a scoped administrator stays in its scope",
                        false,
                        user(Role.ADMIN, YEAR),
                        Action.GET_OBJECT,
                        older,
                        FOREIGN));
    }

    /** What access lists open. */
    static Stream<Case> lists() {
        Principal nobody = new Principal.Anonymous();
        Principal writer = user(Role.WRITER);
        Principal reader = user(Role.READER);
        Resource picture = Resource.of(BUCKET, "2024/a.jpg");
        AccessList publicRead = AccessList.of(new Grantee.Everybody(), Permission.READ);
        AccessList publicWrite = AccessList.of(new Grantee.Everybody(), Permission.READ, Permission.WRITE);
        AccessList known = AccessList.of(new Grantee.EveryUser(), Permission.READ);
        AccessList mine = AccessList.of(new Grantee.User("me"), Permission.FULL_CONTROL);
        return Stream.of(
                new Case(
                        "a public bucket is listed by everybody",
                        true,
                        nobody,
                        Action.LIST_BUCKET,
                        WHOLE,
                        bucket(publicRead)),
                new Case(
                        "its private objects are not read",
                        false,
                        nobody,
                        Action.GET_OBJECT,
                        picture,
                        object(publicRead, AccessList.PRIVATE)),
                new Case(
                        "a public object in a private bucket is read",
                        true,
                        nobody,
                        Action.GET_OBJECT,
                        picture,
                        object(AccessList.PRIVATE, publicRead)),
                new Case(
                        "but no older version of it",
                        false,
                        nobody,
                        Action.GET_OBJECT_VERSION,
                        picture,
                        object(AccessList.PRIVATE, publicRead)),
                new Case(
                        "that an object is absent knows who may list",
                        true,
                        nobody,
                        Action.GET_OBJECT,
                        picture,
                        bucket(publicRead)),
                new Case("and nobody else", false, nobody, Action.GET_OBJECT, picture, bucket(AccessList.PRIVATE)),
                new Case("reading is not writing", false, nobody, Action.PUT_OBJECT, picture, bucket(publicRead)),
                new Case(
                        "everybody writes where everybody may",
                        true,
                        nobody,
                        Action.PUT_OBJECT,
                        picture,
                        bucket(publicWrite)),
                new Case(
                        "nobody removes a public bucket",
                        false,
                        nobody,
                        Action.DELETE_BUCKET,
                        WHOLE,
                        bucket(publicWrite)),
                new Case(
                        "nor configures it",
                        false,
                        nobody,
                        Action.PUT_BUCKET_CONFIGURATION,
                        WHOLE,
                        bucket(publicWrite)),
                new Case("nor writes its list", false, nobody, Action.PUT_BUCKET_ACL, WHOLE, bucket(publicWrite)),
                new Case("every user is not everybody", false, nobody, Action.LIST_BUCKET, WHOLE, bucket(known)),
                new Case("every user is any user", true, reader, Action.LIST_BUCKET, WHOLE, bucket(known)),
                new Case("full control writes", true, writer, Action.PUT_OBJECT, picture, bucket(mine)),
                new Case("and writes the list", true, writer, Action.PUT_BUCKET_ACL, WHOLE, bucket(mine)),
                new Case("but removes no bucket", false, writer, Action.DELETE_BUCKET, WHOLE, bucket(mine)),
                new Case("a list does not lift the role", false, reader, Action.PUT_OBJECT, picture, bucket(mine)),
                new Case(
                        "nor the scopes",
                        false,
                        user(Role.READER, YEAR),
                        Action.GET_OBJECT,
                        Resource.of(BUCKET, "2023/a"),
                        object(mine, mine)),
                new Case(
                        "no list opens the service",
                        false,
                        nobody,
                        Action.ADMINISTER,
                        Resource.SERVICE,
                        object(mine, publicWrite)));
    }

    private static Grants bucket(AccessList list) {
        return new Grants(Optional.of("somebody"), list, Optional.empty(), AccessList.PRIVATE);
    }

    private static Grants object(AccessList ofBucket, AccessList ofObject) {
        return new Grants(Optional.of("somebody"), ofBucket, Optional.of("somebody"), ofObject);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"table", "lists"})
    void table(Case given) {
        assertThat(may(given.who(), given.action(), given.resource(), given.grants()))
                .isEqualTo(given.isAllowed());
    }

    @Test
    void aScopeOfAnotherBucketOpensNothing() {
        Principal user = user(Role.WRITER, new Scope("letters", ""));
        for (Action action : Action.values()) {
            assertThat(may(user, action, Resource.of(BUCKET, "2024/a"), FOREIGN))
                    .as(action.text())
                    .isFalse();
        }
    }

    /** Random principals and resources: what must hold of every decision holds. */
    @Test
    void noDecisionBreaksTheRules() {
        Random random = new Random(20_240_501);
        Map<Role, Set<Effect>> effects = Map.of(
                Role.ADMIN, Set.of(Effect.values()),
                Role.WRITER, Set.of(Effect.READ, Effect.WRITE),
                Role.READER, Set.of(Effect.READ),
                Role.METRICS, Set.of(Effect.OBSERVE));
        for (int i = 0; i < 20_000; i++) {
            Role role = pick(random, Role.values());
            Action action = pick(random, Action.values());
            List<Scope> scopes = List.of(YEAR, ALL, new Scope("letters", "")).subList(0, random.nextInt(4) / 2);
            Principal.Known user = new Principal.Known("me", "me", "Me", role, scopes);
            Resource resource =
                    pick(random, Resource.SERVICE, WHOLE, Resource.of(BUCKET, "2024/a"), Resource.of(BUCKET, "x"));
            Grants grants = pick(random, Grants.NONE, OWN, FOREIGN);
            String what = user + " " + action + " " + resource + " " + grants;
            boolean isAllowed = may(user, action, resource, grants);
            assertThat(may(new Principal.Anonymous(), action, resource, grants))
                    .as(what)
                    .isFalse();
            assertThat(may(user, action, resource, grants))
                    .as("the same again: " + what)
                    .isEqualTo(isAllowed);
            if (isAllowed) {
                assertThat(effects.get(role)).as(what).contains(action.effect());
                boolean isMine = role == Role.ADMIN || !grants.equals(FOREIGN) || !scopes.isEmpty();
                assertThat(isMine).as("opened by something: " + what).isTrue();
                Principal unscoped = new Principal.Known("me", "me", "Me", Role.ADMIN, List.of());
                assertThat(may(unscoped, action, resource, grants))
                        .as("an administrator may too: " + what)
                        .isTrue();
            }
        }
    }

    @SafeVarargs
    private static <T> T pick(Random random, T... of) {
        return of[random.nextInt(of.length)];
    }

    @Test
    void aSecretIsNotSeen() {
        Secret secret = Secret.of("hunter2");
        assertThat(secret.toString()).doesNotContain("hunter2");
        assertThat(List.of(secret).toString()).doesNotContain("hunter2");
        assertThat(secret).isEqualTo(Secret.of("hunter2")).isNotEqualTo(Secret.of("hunter3"));
        assertThat(secret.reveal()).isEqualTo("hunter2");
    }
}
