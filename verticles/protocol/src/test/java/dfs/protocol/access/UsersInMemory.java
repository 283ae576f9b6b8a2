package dfs.protocol.access;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.record.AccessKey;
import dfs.core.record.Revisions;
import dfs.core.record.User;
import dfs.protocol.Address;
import dfs.protocol.Bus;
import dfs.protocol.metadata.Commit;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Users and keys in maps, as far as bootstrap and identities ask for them. For one thread. */
final class UsersInMemory {

    final TreeMap<String, User> users = new TreeMap<>();
    final TreeMap<String, AccessKey> keys = new TreeMap<>();
    int commits;

    UsersInMemory(Bus bus) {
        bus.serve(
                Address.METADATA_READ,
                Read.class,
                read -> new Read.Answer<Object>(
                        answer(((Read<?>) read).query()), Revisions.NONE, ((Read<?>) read).consistency()));
        bus.serve(Address.METADATA_COMMIT, Commit.class, commit -> {
            commits++;
            List<Outcome<?>> outcomes = new ArrayList<>();
            commit.mutations().forEach(mutation -> outcomes.add(apply(mutation)));
            return outcomes;
        });
    }

    private Object answer(Query<?> query) {
        return switch (query) {
            case Query.ListUsers list ->
                new Query.Page<>(users.values().stream().limit(list.max()).toList(), false);
            case Query.FindUser(String name) -> Optional.ofNullable(users.get(name));
            case Query.FindAccessKey(String id) -> credential(Optional.ofNullable(keys.get(id)));
            case Query.FindApiKey find ->
                credential(keys.values().stream()
                        .filter(key -> key.sealedSecret().equals(find.sha256()))
                        .findFirst());
            default -> throw new IllegalStateException("not asked here: " + query);
        };
    }

    private Optional<Query.Credential> credential(Optional<AccessKey> key) {
        return key.flatMap(found ->
                Optional.ofNullable(users.get(found.userName())).map(user -> new Query.Credential(found, user)));
    }

    private Outcome<?> apply(Mutation<?> mutation) {
        return switch (mutation) {
            case Mutation.CreateUser(User user) -> users.putIfAbsent(user.name(), user) == null ? done() : refused();
            case Mutation.CreateAccessKey(AccessKey key) ->
                keys.putIfAbsent(key.id(), key) == null ? done() : refused();
            case Mutation.DeleteAccessKey(String id) -> keys.remove(id) == null ? refused() : done();
            default -> throw new IllegalStateException("not asked here: " + mutation);
        };
    }

    private static Outcome<?> done() {
        return new Outcome.Done<>(Mutation.Done.DONE, 1);
    }

    private static Outcome<?> refused() {
        return new Outcome.Refused<>(S3Error.of(ErrorCode.ENTITY_ALREADY_EXISTS));
    }
}
