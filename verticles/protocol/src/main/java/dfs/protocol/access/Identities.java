package dfs.protocol.access;

import dfs.core.auth.Principal;
import dfs.core.auth.Secret;
import dfs.core.record.AccessKey;
import dfs.core.record.User;
import dfs.protocol.Bus;
import dfs.protocol.Consistency;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Query.Credential;
import dfs.protocol.metadata.Read;
import java.util.Optional;

/**
 * Finds who stands behind a credential. Nothing is remembered between calls: a key or user that was disabled is refused
 * from the next request on.
 *
 * <p>A node answers from what it knows, and asks for the newest only where it knows of no such credential, so that a key
 * just made works everywhere and requests are proven also where no leader can be reached.
 */
public final class Identities {

    private final Bus bus;
    private final SecretSeal seal;

    /** Reads credentials over {@code bus}, and opens their secrets with {@code seal}. */
    public Identities(Bus bus, SecretSeal seal) {
        this.bus = bus;
        this.seal = seal;
    }

    /** The key pair of an access key id; empty where there is none or it, or its user, is disabled. Blocks. */
    public Optional<SigningKey> findSigningKey(String accessKeyId) {
        return find(new Query.FindAccessKey(accessKeyId))
                .filter(found -> isUsable(found, AccessKey.Kind.S3))
                .map(found -> new SigningKey(
                        accessKeyId, seal.open(accessKeyId, found.key().sealedSecret()), principalOf(found.user())));
    }

    /** Whose an API token is; empty where it is nobody's or it, or its user, is disabled. Blocks. */
    public Optional<Principal.Known> findByApiToken(Secret token) {
        return find(new Query.FindApiKey(SecretSeal.fingerprint(token)))
                .filter(found -> isUsable(found, AccessKey.Kind.API))
                .map(found -> principalOf(found.user()));
    }

    /** The principal that a user is. */
    public static Principal.Known principalOf(User user) {
        return new Principal.Known(user.name(), user.id(), user.displayName(), user.role(), user.scopes());
    }

    private Optional<Credential> find(Query<Optional<Credential>> query) {
        Optional<Credential> known =
                bus.ask(new Read<>(query, Consistency.EVENTUAL)).value();
        return known.isPresent()
                ? known
                : bus.ask(new Read<>(query, Consistency.STRONG)).value();
    }

    private static boolean isUsable(Credential credential, AccessKey.Kind kind) {
        return credential.key().kind() == kind
                && credential.key().isEnabled()
                && credential.user().isEnabled();
    }
}
