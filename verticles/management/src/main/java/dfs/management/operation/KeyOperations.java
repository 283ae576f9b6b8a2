package dfs.management.operation;

import dfs.core.Bytes;
import dfs.core.auth.Secret;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.record.AccessKey;
import dfs.core.record.User;
import dfs.management.http.Call;
import dfs.management.http.Operation;
import dfs.management.http.Operations;
import dfs.management.http.PageRequest;
import dfs.management.http.Reply;
import dfs.protocol.Bus;
import dfs.protocol.access.KeyMint;
import dfs.protocol.access.SecretSeal;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Query;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Keys of users. A secret is shown in the reply that makes it, and never again. */
public final class KeyOperations implements Operations {

    private final Metadata metadata;
    private final SecretSeal seal;
    private final KeyMint mint;

    /** Asks over {@code bus}, seals secrets with {@code seal}, and makes them with {@code mint}. */
    public KeyOperations(Bus bus, SecretSeal seal, KeyMint mint) {
        this.metadata = new Metadata(bus);
        this.seal = seal;
        this.mint = mint;
    }

    @Override
    public Map<String, Operation> byId() {
        return Map.of(
                "listUserKeys", this::list,
                "createKey", this::create,
                "updateKey", this::update,
                "deleteKey", this::delete,
                "rotateKey", this::rotate);
    }

    /** A key to be, with its secret. */
    private record Minted(AccessKey key, Secret secret) {}

    private Reply list(Call call) {
        User user = UserOperations.find(metadata, call.path("userName"));
        PageRequest page = call.page();
        Query.Page<AccessKey> keys = metadata.read(
                new Query.ListAccessKeys(Optional.of(user.name()), page.after(1).getFirst(), page.limit()));
        Optional<String> next = keys.hasMore()
                ? Optional.of(PageRequest.next(keys.entries().getLast().id()))
                : Optional.empty();
        return Reply.ok(Json.page("keys", Json.array(keys.entries(), Json::key), next));
    }

    private Reply create(Call call) {
        JsonObject body = call.body();
        AccessKey.Kind kind =
                AccessKey.Kind.valueOf(body.getString("kind", "s3").toUpperCase(Locale.ROOT));
        Optional<String> id = Optional.ofNullable(body.getString("accessKey"));
        Optional<Secret> secret =
                Optional.ofNullable(body.getString("secretKey")).map(Secret::of);
        if (kind == AccessKey.Kind.S3 && id.isPresent() != secret.isPresent()) {
            throw new S3Failure(
                    ErrorCode.INVALID_REQUEST, "Give both accessKey and secretKey, or neither to have them made.");
        }
        Minted minted = mint(kind, call.path("userName"), id, secret);
        AccessKey made = metadata.commit(new Mutation.CreateAccessKey(minted.key()));
        return Reply.json(201, withSecret(made, minted.secret()));
    }

    private Reply rotate(Call call) {
        AccessKey old = find(call);
        Minted minted = mint(old.kind(), old.userName(), Optional.empty(), Optional.empty());
        List<Outcome<?>> outcomes = metadata.commitAll(
                List.of(new Mutation.CreateAccessKey(minted.key()), new Mutation.SetAccessKeyEnabled(old.id(), false)));
        AccessKey made = (AccessKey) Metadata.made(outcomes.getFirst());
        return Reply.json(201, withSecret(made, minted.secret()));
    }

    private Reply update(Call call) {
        boolean isEnabled = call.body().getBoolean("enabled");
        return Reply.ok(Json.key(
                metadata.commit(new Mutation.SetAccessKeyEnabled(find(call).id(), isEnabled))));
    }

    private Reply delete(Call call) {
        return switch (metadata.commit(new Mutation.DeleteAccessKey(find(call).id()))) {
            case DONE -> Reply.done();
        };
    }

    private Minted mint(AccessKey.Kind kind, String userName, Optional<String> givenId, Optional<Secret> givenSecret) {
        return switch (kind) {
            case S3 -> {
                String id = givenId.orElseGet(mint::accessKeyId);
                Secret secret = givenSecret.orElseGet(mint::secretKey);
                yield new Minted(newKey(id, userName, kind, seal.seal(id, secret)), secret);
            }
            case API -> {
                Secret token = givenSecret.orElseGet(mint::apiToken);
                String id = givenId.orElseGet(mint::apiKeyId);
                yield new Minted(newKey(id, userName, kind, SecretSeal.fingerprint(token)), token);
            }
        };
    }

    private static AccessKey newKey(String id, String userName, AccessKey.Kind kind, Bytes sealedSecret) {
        return new AccessKey(id, userName, kind, sealedSecret, true, 0);
    }

    /** The key that the path names, which must be the user's that the path names. */
    private AccessKey find(Call call) {
        String id = call.path("keyId");
        String userName = call.path("userName");
        return metadata.read(new Query.FindAccessKey(id))
                .map(Query.Credential::key)
                .filter(key -> key.userName().equals(userName))
                .orElseThrow(() ->
                        new S3Failure(ErrorCode.NO_SUCH_ENTITY, "The user " + userName + " has no key " + id + "."));
    }

    private static JsonObject withSecret(AccessKey key, Secret secret) {
        return switch (key.kind()) {
            case S3 -> Json.key(key).put("accessKey", key.id()).put("secretKey", secret.reveal());
            case API -> Json.key(key).put("apiKey", secret.reveal());
        };
    }
}
