package dfs.management.operation;

import dfs.core.auth.Principal;
import dfs.core.auth.Role;
import dfs.core.auth.Scope;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BucketName;
import dfs.core.record.User;
import dfs.management.http.Call;
import dfs.management.http.Operation;
import dfs.management.http.Operations;
import dfs.management.http.PageRequest;
import dfs.management.http.Reply;
import dfs.protocol.Bus;
import dfs.protocol.access.KeyMint;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Query;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Users: who there is, and of what role. */
public final class UserOperations implements Operations {

    private final Metadata metadata;
    private final KeyMint mint;

    /** Asks over {@code bus}; canonical ids come from {@code mint}. */
    public UserOperations(Bus bus, KeyMint mint) {
        this.metadata = new Metadata(bus);
        this.mint = mint;
    }

    @Override
    public Map<String, Operation> byId() {
        return Map.of(
                "getCaller", UserOperations::whoAmI,
                "listUsers", this::list,
                "createUser", this::create,
                "getUser", call -> Reply.ok(Json.user(find(metadata, call.path("userName")))),
                "updateUser", this::update,
                "deleteUser", this::delete);
    }

    private static Reply whoAmI(Call call) {
        Principal.Known caller = call.caller();
        return Reply.ok(new JsonObject()
                .put("name", caller.name())
                .put("id", caller.id())
                .put("displayName", caller.displayName())
                .put("role", Json.word(caller.role()))
                .put("scopes", Json.scopes(caller.scopes())));
    }

    private Reply list(Call call) {
        PageRequest page = call.page();
        Query.Page<User> users = metadata.read(new Query.ListUsers(page.after(1).getFirst(), page.limit()));
        Optional<String> next = users.hasMore()
                ? Optional.of(PageRequest.next(users.entries().getLast().name()))
                : Optional.empty();
        return Reply.ok(Json.page("users", Json.array(users.entries(), Json::user), next));
    }

    private Reply create(Call call) {
        JsonObject body = call.body();
        String name = body.getString("name");
        User user = new User(
                name,
                Optional.ofNullable(body.getString("id")).orElseGet(mint::canonicalId),
                body.getString("displayName", name),
                body.getString("email", ""),
                role(body.getString("role")),
                scopes(body.getJsonArray("scopes", new JsonArray())),
                true,
                0);
        return Reply.json(201, Json.user(metadata.commit(new Mutation.CreateUser(user))));
    }

    private Reply update(Call call) {
        JsonObject body = call.body();
        Mutation.UserChange change = new Mutation.UserChange(
                Optional.ofNullable(body.getString("displayName")),
                Optional.ofNullable(body.getString("email")),
                Optional.ofNullable(body.getString("role")).map(UserOperations::role),
                Optional.ofNullable(body.getJsonArray("scopes")).map(UserOperations::scopes),
                Optional.ofNullable(body.getBoolean("enabled")));
        return Reply.ok(Json.user(metadata.commit(new Mutation.UpdateUser(call.path("userName"), change))));
    }

    private Reply delete(Call call) {
        return switch (metadata.commit(new Mutation.DeleteUser(call.path("userName")))) {
            case DONE -> Reply.done();
        };
    }

    /** Finds a user or fails with NoSuchEntity. */
    static User find(Metadata metadata, String name) {
        return metadata.read(new Query.FindUser(name))
                .orElseThrow(() -> new S3Failure(ErrorCode.NO_SUCH_ENTITY, "There is no user " + name + "."));
    }

    private static Role role(String text) {
        return Role.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static List<Scope> scopes(JsonArray array) {
        return array.stream()
                .map(JsonObject.class::cast)
                .map(scope -> {
                    String bucket = scope.getString("bucket");
                    if (!BucketName.isValid(bucket)) {
                        throw new S3Failure(
                                ErrorCode.INVALID_BUCKET_NAME,
                                "A scope names " + bucket + ", which is no bucket name.");
                    }
                    return new Scope(bucket, scope.getString("prefix", ""));
                })
                .toList();
    }
}
