package dfs.protocol.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.Bytes;
import dfs.core.auth.Principal;
import dfs.core.auth.Role;
import dfs.core.auth.Secret;
import dfs.core.record.AccessKey;
import dfs.core.record.User;
import dfs.protocol.Bus;
import dfs.protocol.access.FirstAdmin.Credentials;
import dfs.protocol.access.FirstAdmin.Given;
import dfs.protocol.access.FirstAdmin.KeyPair;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The first administrator and the identities that follow from it, over users kept in memory. */
class FirstAdminTest {

    private static final Given NOTHING = new Given(Optional.empty(), Optional.empty());

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private final UsersInMemory metadata = new UsersInMemory(bus);
    private final SecretSeal seal = new SecretSeal(Bytes.wrap(new byte[32]), new SecureRandom());
    private final FirstAdmin firstAdmin = new FirstAdmin(bus, seal, new KeyMint(new SecureRandom()));
    private final Identities identities = new Identities(bus, seal);
    private final List<Credentials> kept = new ArrayList<>();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private static Given given(String accessKey, String secretKey, String apiKey) {
        return new Given(Optional.of(new KeyPair(accessKey, Secret.of(secretKey))), Optional.of(Secret.of(apiKey)));
    }

    private Optional<Secret> secretOf(String accessKeyId) {
        return identities.findSigningKey(accessKeyId).map(SigningKey::secret);
    }

    @Test
    void withoutAnythingGivenCredentialsAreMadeAndWrittenDownFirst() {
        firstAdmin.ensure(NOTHING, credentials -> {
            assertThat(metadata.commits).as("written down before they count").isZero();
            kept.add(credentials);
        });
        Credentials made = kept.getFirst();
        assertThat(secretOf(made.pair().accessKeyId())).contains(made.pair().secretKey());
        Principal.Known admin = identities.findByApiToken(made.apiToken()).orElseThrow();
        assertThat(admin.name()).isEqualTo("admin");
        assertThat(admin.role()).isEqualTo(Role.ADMIN);
        assertThat(admin.id()).matches("[0-9a-f]{64}");
    }

    @Test
    void whatCannotBeWrittenDownIsNotCommitted() {
        assertThatThrownBy(() -> firstAdmin.ensure(NOTHING, credentials -> {
                    throw new IllegalStateException("disk full");
                }))
                .hasMessage("disk full");
        assertThat(metadata.users).isEmpty();
    }

    @Test
    void whatIsGivenWorksAndTheRestIsMade() {
        Given onlyKey = new Given(Optional.empty(), Optional.of(Secret.of("your-api-key")));
        firstAdmin.ensure(onlyKey, kept::add);
        assertThat(identities.findByApiToken(Secret.of("your-api-key"))).isPresent();
        assertThat(secretOf(kept.getFirst().pair().accessKeyId())).isPresent();
    }

    @Test
    void aSecondStartChangesNothing() {
        Given given = given("AKIA1", "secret-1", "token-1");
        firstAdmin.ensure(given, kept::add);
        firstAdmin.ensure(given, kept::add);
        firstAdmin.ensure(NOTHING, kept::add);
        assertThat(kept).hasSize(1);
        assertThat(metadata.commits).isEqualTo(1);
    }

    @Test
    void keysChangedLaterAreAddedAndTheOldOnesStillWork() {
        firstAdmin.ensure(given("AKIA1", "secret-1", "token-1"), kept::add);
        firstAdmin.ensure(given("AKIA2", "secret-2", "token-2"), kept::add);
        assertThat(secretOf("AKIA1")).contains(Secret.of("secret-1"));
        assertThat(secretOf("AKIA2")).contains(Secret.of("secret-2"));
        assertThat(identities.findByApiToken(Secret.of("token-1"))).isPresent();
        assertThat(identities.findByApiToken(Secret.of("token-2"))).isPresent();
        assertThat(kept).hasSize(1);
    }

    @Test
    void aSecretChangedLaterReplacesTheOldOne() {
        firstAdmin.ensure(given("AKIA1", "secret-1", "token-1"), kept::add);
        firstAdmin.ensure(given("AKIA1", "secret-2", "token-1"), kept::add);
        assertThat(secretOf("AKIA1")).contains(Secret.of("secret-2"));
    }

    @Test
    void aKeyOfAnotherUserIsLeftAlone() {
        firstAdmin.ensure(NOTHING, kept::add);
        metadata.users.put("ann", user("ann", true));
        metadata.keys.put("AKIA1", key("AKIA1", "ann", "anns", true));
        firstAdmin.ensure(given("AKIA1", "mine", "token-1"), kept::add);
        assertThat(secretOf("AKIA1")).contains(Secret.of("anns"));
    }

    @Test
    void aDisabledKeyOrUserIsNobody() {
        metadata.users.put("ann", user("ann", true));
        metadata.users.put("bob", user("bob", false));
        metadata.keys.put("AKIA1", key("AKIA1", "ann", "s", true));
        metadata.keys.put("AKIA2", key("AKIA2", "ann", "s", false));
        metadata.keys.put("AKIA3", key("AKIA3", "bob", "s", true));
        assertThat(secretOf("AKIA1")).isPresent();
        assertThat(secretOf("AKIA2")).isEmpty();
        assertThat(secretOf("AKIA3")).isEmpty();
        assertThat(secretOf("AKIA4")).isEmpty();
    }

    @Test
    void anApiKeyDoesNotSignAndASigningKeyIsNoToken() {
        metadata.users.put("ann", user("ann", true));
        Bytes print = SecretSeal.fingerprint(Secret.of("token"));
        metadata.keys.put("DFST1", new AccessKey("DFST1", "ann", AccessKey.Kind.API, print, true, 0));
        assertThat(identities.findByApiToken(Secret.of("token"))).isPresent();
        assertThat(secretOf("DFST1")).isEmpty();
    }

    private static User user(String name, boolean isEnabled) {
        return new User(name, "id-of-" + name, name, "", Role.WRITER, List.of(), isEnabled, 0);
    }

    private AccessKey key(String id, String userName, String secret, boolean isEnabled) {
        return new AccessKey(id, userName, AccessKey.Kind.S3, seal.seal(id, Secret.of(secret)), isEnabled, 0);
    }

    @Test
    void nothingPrintsASecret() {
        firstAdmin.ensure(given("AKIA1", "secret-1", "token-1"), kept::add);
        String printed = kept + " " + given("AKIA1", "secret-1", "token-1") + " " + metadata.keys
                + identities.findSigningKey("AKIA1");
        assertThat(printed).doesNotContain("secret-1").doesNotContain("token-1");
    }
}
