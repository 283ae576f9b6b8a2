package dfs.core.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.auth.AccessList.Grantee;
import dfs.core.auth.AccessList.Permission;
import dfs.core.auth.Action.Effect;
import dfs.core.name.BucketName;
import java.util.List;
import java.util.Locale;
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

    /** Who (and within which scope), what for, on what, granted how, and whether it may be done. */
    private static final String TABLE = """
            nobody           | GET_OBJECT               | 2024/a.jpg | own                        | not | nobody reads
            nobody           | LIST_ALL_MY_BUCKETS      | service    | none                       | not | nobody lists buckets
            writer           | CREATE_BUCKET            | bucket     | none                       | may | a writer makes a bucket
            writer           | PUT_OBJECT               | 2024/a.jpg | own                        | may | a writer writes its own
            writer           | PUT_OBJECT               | 2024/a.jpg | foreign                    | not | a writer does not write another's
            writer           | GET_OBJECT               | 2024/a.jpg | foreign                    | not | a writer does not read another's
            writer           | ADMINISTER               | service    | none                       | not | a writer does not administer
            writer           | READ_METRICS             | service    | none                       | not | a writer reads no metrics
            reader           | GET_OBJECT               | 2024/a.jpg | own                        | may | a reader reads its own
            reader           | PUT_OBJECT               | 2024/a.jpg | own                        | not | a reader writes nothing
            reader           | CREATE_BUCKET            | bucket     | none                       | not | a reader makes no bucket
            admin            | GET_OBJECT               | 2024/a.jpg | foreign                    | may | an administrator reads another's
            admin            | DELETE_BUCKET            | bucket     | foreign                    | may | an administrator removes another's
            admin            | ADMINISTER               | service    | none                       | may | an administrator administers
            metrics          | READ_METRICS             | service    | none                       | may | metrics reads metrics
            metrics          | GET_OBJECT               | 2024/a.jpg | own                        | not | metrics reads no data
            metrics          | LIST_ALL_MY_BUCKETS      | service    | none                       | not | metrics lists no buckets
            reader in 2024/  | GET_OBJECT               | 2024/a.jpg | foreign                    | may | a scope opens what it names
            reader in 2024/  | GET_OBJECT               | 2023/a.jpg | foreign                    | not | a scope opens nothing beside
            reader in 2024/  | GET_OBJECT               | 2023/a.jpg | own                        | not | a scope confines in own buckets too
            reader in 2024/  | PUT_OBJECT               | 2024/a.jpg | foreign                    | not | a scope does not lift the role
            reader in 2024/  | LIST_BUCKET              | 2024/      | foreign                    | may | a scoped user lists its prefix
            reader in 2024/  | LIST_BUCKET              | 2024/05    | foreign                    | may | and below it
            reader in 2024/  | LIST_BUCKET              | 202        | foreign                    | not | but not above it
            reader in 2024/  | LIST_BUCKET              | ""         | foreign                    | not | nor all
            reader in 2024/  | LIST_BUCKET              | bucket     | foreign                    | not | nor without saying what
            reader in 2024/  | HEAD_BUCKET              | bucket     | foreign                    | may | a scoped user sees that the bucket is there
            reader in 2024/  | GET_BUCKET_LOCATION      | bucket     | foreign                    | may | and where
            reader in 2024/  | LIST_ALL_MY_BUCKETS      | service    | none                       | may | a scoped user sees its buckets
            writer in 2024/  | CREATE_BUCKET            | bucket     | none                       | not | a prefix does not make buckets
            writer in bucket | CREATE_BUCKET            | bucket     | none                       | may | a whole bucket does
            writer in 2024/  | PUT_BUCKET_CONFIGURATION | bucket     | own                        | not | a prefix does not configure its own bucket
            writer in 2024/  | PUT_OBJECT               | 2024/a.jpg | foreign                    | may | a scoped writer writes
            writer in 2024/  | DELETE_OBJECT            | 2024/a.jpg | foreign                    | may | and removes objects
            writer in bucket | DELETE_BUCKET            | bucket     | foreign                    | not | but not another's bucket
            writer in bucket | PUT_BUCKET_CONFIGURATION | bucket     | foreign                    | not | nor its configuration
            writer in bucket | DELETE_BUCKET            | bucket     | own                        | may | its own bucket it removes
            admin in bucket  | ADMINISTER               | service    | none                       | not | a scoped administrator does not administer
            admin in 2024/   | GET_OBJECT               | 2023/a.jpg | foreign                    | not | a scoped administrator stays in its scope
            """;

    /** The same where access lists grant: the bucket's, or the bucket's + the object's. The bucket is somebody else's. */
    private static final String LISTS = """
            nobody           | LIST_BUCKET              | bucket     | public-read                | may | a public bucket is listed by everybody
            nobody           | GET_OBJECT               | 2024/a.jpg | public-read + private      | not | its private objects are not read
            nobody           | GET_OBJECT               | 2024/a.jpg | private + public-read      | may | a public object in a private bucket is read
            nobody           | GET_OBJECT_VERSION       | 2024/a.jpg | private + public-read      | may | and so is a public version of it
            nobody           | GET_OBJECT_VERSION       | 2024/a.jpg | public-read + private      | not | and no private one
            nobody           | PUT_OBJECT_ACL           | 2024/a.jpg | public-read                | not | who may list does not write the list of what is absent
            nobody           | GET_OBJECT_ACL           | 2024/a.jpg | public-read                | not | nor read it
            nobody           | GET_OBJECT               | 2024/a.jpg | public-read                | may | that an object is absent knows who may list
            nobody           | GET_OBJECT               | 2024/a.jpg | private                    | not | and nobody else
            nobody           | PUT_OBJECT               | 2024/a.jpg | public-read                | not | reading is not writing
            nobody           | PUT_OBJECT               | 2024/a.jpg | public-write               | may | everybody writes where everybody may
            nobody           | DELETE_BUCKET            | bucket     | public-write               | not | nobody removes a public bucket
            nobody           | PUT_BUCKET_CONFIGURATION | bucket     | public-write               | not | nor configures it
            nobody           | PUT_BUCKET_ACL           | bucket     | public-write               | not | nor writes its list
            nobody           | LIST_BUCKET              | bucket     | known-read                 | not | every user is not everybody
            reader           | LIST_BUCKET              | bucket     | known-read                 | may | every user is any user
            writer           | PUT_OBJECT               | 2024/a.jpg | mine                       | may | full control writes
            writer           | PUT_BUCKET_ACL           | bucket     | mine                       | may | and writes the list
            writer           | DELETE_BUCKET            | bucket     | mine                       | not | but removes no bucket
            reader           | PUT_OBJECT               | 2024/a.jpg | mine                       | not | a list does not lift the role
            reader in 2024/  | GET_OBJECT               | 2023/a     | mine + mine                | not | nor the scopes
            nobody           | ADMINISTER               | service    | mine + public-write        | not | no list opens the service
            """;

    record Case(String says, boolean isAllowed, Principal who, Action action, Resource resource, Grants grants) {
        @Override
        public String toString() {
            return says;
        }
    }

    static Stream<Case> table() {
        return Stream.of(TABLE, LISTS).flatMap(String::lines).map(AuthorizationTest::row);
    }

    private static Case row(String line) {
        List<String> cells = Stream.of(line.split("\\|")).map(String::strip).toList();
        return new Case(
                cells.get(5),
                cells.get(4).equals("may"),
                who(cells.get(0)),
                Action.valueOf(cells.get(1)),
                resource(cells.get(2)),
                grants(cells.get(3)));
    }

    private static Principal who(String text) {
        if (text.equals("nobody")) {
            return new Principal.Anonymous();
        }
        List<String> words = List.of(text.split(" "));
        Role role = Role.valueOf(words.getFirst().toUpperCase(Locale.ROOT));
        return words.size() == 1 ? user(role) : user(role, words.getLast().equals("bucket") ? ALL : YEAR);
    }

    private static Resource resource(String text) {
        return switch (text) {
            case "service" -> Resource.SERVICE;
            case "bucket" -> WHOLE;
            case "\"\"" -> Resource.of(BUCKET, "");
            default -> Resource.of(BUCKET, text);
        };
    }

    private static Grants grants(String text) {
        return switch (text) {
            case "none" -> Grants.NONE;
            case "own" -> OWN;
            case "foreign" -> FOREIGN;
            default -> {
                List<String> lists = List.of(text.split(" \\+ "));
                Optional<String> somebody = Optional.of("somebody");
                yield lists.size() == 1
                        ? new Grants(somebody, list(text), Optional.empty(), AccessList.PRIVATE)
                        : new Grants(somebody, list(lists.getFirst()), somebody, list(lists.getLast()));
            }
        };
    }

    private static AccessList list(String text) {
        return switch (text) {
            case "private" -> AccessList.PRIVATE;
            case "public-read" -> AccessList.of(new Grantee.Everybody(), Permission.READ);
            case "public-write" -> AccessList.of(new Grantee.Everybody(), Permission.READ, Permission.WRITE);
            case "known-read" -> AccessList.of(new Grantee.EveryUser(), Permission.READ);
            case "mine" -> AccessList.of(new Grantee.User("me"), Permission.FULL_CONTROL);
            default -> throw new IllegalArgumentException(text);
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
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
