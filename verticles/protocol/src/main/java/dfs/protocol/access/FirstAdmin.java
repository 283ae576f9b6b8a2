package dfs.protocol.access;

import dfs.core.auth.Role;
import dfs.core.auth.Secret;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.record.AccessKey;
import dfs.core.record.User;
import dfs.protocol.Bus;
import dfs.protocol.Consistency;
import dfs.protocol.metadata.Commit;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it, at every start, that somebody can get in: the user {@value #NAME} exists where there are no users yet, and
 * the keys that the environment names work for it. Running it again changes nothing.
 */
public final class FirstAdmin {

    /** The first administrator's name. */
    public static final String NAME = "admin";

    private static final Logger log = LoggerFactory.getLogger(FirstAdmin.class);

    private final Bus bus;
    private final SecretSeal seal;
    private final KeyMint mint;

    /**
     * What the environment names.
     *
     * @param pair {@code AWS_ACCESS_KEY} and {@code AWS_SECRET_KEY}; absent where not both are set
     * @param apiToken {@code API_KEY}
     */
    public record Given(Optional<KeyPair> pair, Optional<Secret> apiToken) {}

    /**
     * A key pair.
     *
     * @param accessKeyId its public half
     * @param secretKey its secret half
     */
    public record KeyPair(String accessKeyId, Secret secretKey) {}

    /**
     * What opens the door at the first start: what was given, and what was made at random in place of what was not.
     *
     * @param pair signs S3 requests
     * @param apiToken goes into {@code X-Api-Key}
     */
    public record Credentials(KeyPair pair, Secret apiToken) {}

    /** Asks over {@code bus}, seals with {@code seal}, and makes what is not given with {@code mint}. */
    public FirstAdmin(Bus bus, SecretSeal seal, KeyMint mint) {
        this.bus = bus;
        this.seal = seal;
        this.mint = mint;
    }

    /**
     * Makes the administrator where there are no users yet, and adds the keys given that it does not have. Blocks.
     *
     * @param given what the environment names
     * @param keep called at the first start, before anything is committed, so that credentials made at random are written
     *     down before they are the only ones there are
     */
    public void ensure(Given given, Consumer<Credentials> keep) {
        Query.Page<User> users = read(new Query.ListUsers("", 1));
        if (users.entries().isEmpty()) {
            Credentials credentials = new Credentials(
                    given.pair().orElseGet(() -> new KeyPair(mint.accessKeyId(), mint.secretKey())),
                    given.apiToken().orElseGet(mint::apiToken));
            keep.accept(credentials);
            commit(List.of(newAdmin(), signingKey(credentials.pair()), apiKey(credentials.apiToken())));
            log.atInfo().addKeyValue("user", NAME).log("first administrator made");
            return;
        }
        List<Mutation<?>> missing = new ArrayList<>();
        given.pair().ifPresent(pair -> missing.addAll(toSigningKey(pair)));
        given.apiToken().ifPresent(token -> missing.addAll(toApiKey(token)));
        if (!missing.isEmpty()) {
            if (read(new Query.FindUser(NAME)).isEmpty()) {
                missing.addFirst(newAdmin());
            }
            commit(missing);
            log.atInfo().addKeyValue("user", NAME).log("keys of the environment added");
        }
    }

    private List<Mutation<?>> toSigningKey(KeyPair pair) {
        Optional<Query.Credential> found = read(new Query.FindAccessKey(pair.accessKeyId()));
        if (found.isEmpty()) {
            return List.of(signingKey(pair));
        }
        AccessKey key = found.get().key();
        if (!key.userName().equals(NAME) || key.kind() != AccessKey.Kind.S3) {
            warn(key, "AWS_ACCESS_KEY names a key that is in other use: it is left alone");
            return List.of();
        }
        warnWhereDisabled(found.get());
        if (seal.open(key.id(), key.sealedSecret()).equals(pair.secretKey())) {
            return List.of();
        }
        return List.of(new Mutation.DeleteAccessKey(key.id()), signingKey(pair));
    }

    private List<Mutation<?>> toApiKey(Secret token) {
        Optional<Query.Credential> found = read(new Query.FindApiKey(SecretSeal.fingerprint(token)));
        if (found.isEmpty()) {
            return List.of(apiKey(token));
        }
        warnWhereDisabled(found.get());
        return List.of();
    }

    private static void warnWhereDisabled(Query.Credential found) {
        if (!found.key().isEnabled() || !found.user().isEnabled()) {
            warn(found.key(), "a key of the environment is disabled here, and stays so");
        }
    }

    private static void warn(AccessKey key, String what) {
        log.atWarn()
                .addKeyValue("keyId", key.id())
                .addKeyValue("user", key.userName())
                .log(what);
    }

    private Mutation<User> newAdmin() {
        return new Mutation.CreateUser(
                new User(NAME, mint.canonicalId(), "Administrator", "", Role.ADMIN, List.of(), true, 0));
    }

    private Mutation<AccessKey> signingKey(KeyPair pair) {
        return new Mutation.CreateAccessKey(new AccessKey(
                pair.accessKeyId(), NAME, AccessKey.Kind.S3, seal.seal(pair.accessKeyId(), pair.secretKey()), true, 0));
    }

    private Mutation<AccessKey> apiKey(Secret token) {
        return new Mutation.CreateAccessKey(
                new AccessKey(mint.apiKeyId(), NAME, AccessKey.Kind.API, SecretSeal.fingerprint(token), true, 0));
    }

    private void commit(List<Mutation<?>> mutations) {
        for (Outcome<?> outcome : bus.ask(new Commit(mutations))) {
            if (outcome instanceof Outcome.Refused<?>(S3Error error, long _)
                    && error.code() != ErrorCode.ENTITY_ALREADY_EXISTS) {
                throw error.failure();
            }
        }
    }

    private <A> A read(Query<A> query) {
        return bus.ask(new Read<>(query, Consistency.STRONG)).value();
    }
}
