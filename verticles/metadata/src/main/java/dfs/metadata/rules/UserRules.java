package dfs.metadata.rules;

import dfs.core.auth.Role;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.record.AccessKey;
import dfs.core.record.User;
import dfs.metadata.form.Records;
import dfs.metadata.index.Index;
import dfs.metadata.index.Keys;
import dfs.metadata.index.Table;
import dfs.protocol.metadata.Mutation.CreateAccessKey;
import dfs.protocol.metadata.Mutation.CreateUser;
import dfs.protocol.metadata.Mutation.DeleteAccessKey;
import dfs.protocol.metadata.Mutation.DeleteUser;
import dfs.protocol.metadata.Mutation.Done;
import dfs.protocol.metadata.Mutation.SetAccessKeyEnabled;
import dfs.protocol.metadata.Mutation.UpdateUser;
import java.util.ArrayList;
import java.util.List;

/** Adds, changes and removes users and their keys; an administrator always remains. */
public final class UserRules {

    /** What is told where a user who owns buckets was to be removed. */
    public static final String OWNS_BUCKETS = "The user owns buckets; delete them first, or disable the user.";

    private static final byte[] EVERY = new byte[0];

    private final Change change;

    UserRules(Change change) {
        this.change = change;
    }

    User create(CreateUser create) {
        User given = create.user();
        boolean isTaken = has(Table.USERS, given.name())
                || has(Table.USER_IDS, given.id())
                || (!given.email().isEmpty() && has(Table.EMAILS, given.email()));
        if (isTaken) {
            throw new S3Failure(
                    ErrorCode.ENTITY_ALREADY_EXISTS, "A user of this name, canonical id or e-mail exists already.");
        }
        change.nextRevision();
        User user = new User(
                given.name(),
                given.id(),
                given.displayName(),
                given.email(),
                given.role(),
                given.scopes(),
                given.isEnabled(),
                change.stampMillis());
        put(user);
        return user;
    }

    User update(UpdateUser update) {
        User old = user(update.name());
        User given = update.change().of(old);
        boolean isEmailTaken =
                !given.email().isEmpty() && !given.email().equals(old.email()) && has(Table.EMAILS, given.email());
        if (isEmailTaken) {
            throw new S3Failure(ErrorCode.ENTITY_ALREADY_EXISTS, "Another user has this e-mail.");
        }
        if (isActiveAdmin(old) && !isActiveAdmin(given)) {
            checkAnotherAdminRemains(old);
        }
        change.nextRevision();
        if (!old.email().isEmpty()) {
            change.index().delete(Table.EMAILS, Keys.text(old.email()));
        }
        put(given);
        return given;
    }

    Done delete(DeleteUser delete) {
        User user = user(delete.name());
        if (isActiveAdmin(user)) {
            checkAnotherAdminRemains(user);
        }
        checkOwnsNoBucket(user);
        change.nextRevision();
        keysOf(user).forEach(this::remove);
        change.index().delete(Table.USERS, Keys.text(user.name()));
        change.index().delete(Table.USER_IDS, Keys.text(user.id()));
        if (!user.email().isEmpty()) {
            change.index().delete(Table.EMAILS, Keys.text(user.email()));
        }
        return Done.DONE;
    }

    AccessKey createKey(CreateAccessKey create) {
        AccessKey given = create.key();
        var _ = user(given.userName());
        boolean isTaken = has(Table.ACCESS_KEYS, given.id())
                || (given.kind() == AccessKey.Kind.API
                        && change.index().get(Table.TOKENS, given.sealedSecret().array()) != null);
        if (isTaken) {
            throw new S3Failure(ErrorCode.ENTITY_ALREADY_EXISTS, "A key of this id, or this API key, exists already.");
        }
        change.nextRevision();
        AccessKey key = new AccessKey(
                given.id(),
                given.userName(),
                given.kind(),
                given.sealedSecret(),
                given.isEnabled(),
                change.stampMillis());
        putKey(key);
        if (key.kind() == AccessKey.Kind.API) {
            change.index().put(Table.TOKENS, key.sealedSecret().array(), Keys.text(key.id()));
        }
        return key;
    }

    AccessKey setKeyEnabled(SetAccessKeyEnabled set) {
        AccessKey old = key(set.id());
        change.nextRevision();
        AccessKey key = new AccessKey(
                old.id(), old.userName(), old.kind(), old.sealedSecret(), set.isEnabled(), old.createdMillis());
        putKey(key);
        return key;
    }

    Done deleteKey(DeleteAccessKey delete) {
        AccessKey key = key(delete.id());
        change.nextRevision();
        remove(key);
        return Done.DONE;
    }

    private void put(User user) {
        change.index().put(Table.USERS, Keys.text(user.name()), Records.user(user));
        change.index().put(Table.USER_IDS, Keys.text(user.id()), Keys.text(user.name()));
        if (!user.email().isEmpty()) {
            change.index().put(Table.EMAILS, Keys.text(user.email()), Keys.text(user.name()));
        }
    }

    private void putKey(AccessKey key) {
        change.index().put(Table.ACCESS_KEYS, Keys.text(key.id()), Records.accessKey(key));
    }

    private void remove(AccessKey key) {
        change.index().delete(Table.ACCESS_KEYS, Keys.text(key.id()));
        if (key.kind() == AccessKey.Kind.API) {
            change.index().delete(Table.TOKENS, key.sealedSecret().array());
        }
    }

    private User user(String name) {
        byte[] row = change.index().get(Table.USERS, Keys.text(name));
        if (row == null) {
            throw new S3Failure(ErrorCode.NO_SUCH_ENTITY, "There is no user named " + name + ".");
        }
        return Records.user(row);
    }

    private AccessKey key(String id) {
        byte[] row = change.index().get(Table.ACCESS_KEYS, Keys.text(id));
        if (row == null) {
            throw new S3Failure(ErrorCode.NO_SUCH_ENTITY, "There is no key " + id + ".");
        }
        return Records.accessKey(row);
    }

    private boolean has(Table table, String key) {
        return change.index().get(table, Keys.text(key)) != null;
    }

    private static boolean isActiveAdmin(User user) {
        return user.isEnabled() && user.role() == Role.ADMIN;
    }

    private void checkAnotherAdminRemains(User leaving) {
        try (Index.Cursor cursor = change.index().cursor(Table.USERS, EVERY)) {
            while (cursor.next()) {
                User other = Records.user(cursor.value());
                if (isActiveAdmin(other) && !other.name().equals(leaving.name())) {
                    return;
                }
            }
        }
        throw new S3Failure(
                ErrorCode.INVALID_REQUEST, "This is the last enabled administrator; make another one first.");
    }

    private void checkOwnsNoBucket(User user) {
        try (Index.Cursor cursor = change.index().cursor(Table.BUCKETS, EVERY)) {
            while (cursor.next()) {
                if (Records.bucket(cursor.value()).ownerId().equals(user.id())) {
                    throw new S3Failure(ErrorCode.INVALID_REQUEST, OWNS_BUCKETS);
                }
            }
        }
    }

    private List<AccessKey> keysOf(User user) {
        List<AccessKey> keys = new ArrayList<>();
        try (Index.Cursor cursor = change.index().cursor(Table.ACCESS_KEYS, EVERY)) {
            while (cursor.next()) {
                AccessKey key = Records.accessKey(cursor.value());
                if (key.userName().equals(user.name())) {
                    keys.add(key);
                }
            }
        }
        return keys;
    }
}
