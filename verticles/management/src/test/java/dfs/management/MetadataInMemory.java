package dfs.management;

import dfs.core.Bytes;
import dfs.core.auth.AccessList;
import dfs.core.auth.Role;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.core.name.UploadId;
import dfs.core.record.AccessKey;
import dfs.core.record.BucketRecord;
import dfs.core.record.Revisions;
import dfs.core.record.UploadRecord;
import dfs.core.record.Usage;
import dfs.core.record.User;
import dfs.core.record.Versioning;
import dfs.protocol.Address;
import dfs.protocol.Bus;
import dfs.protocol.Consistency;
import dfs.protocol.metadata.Commit;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** Metadata as far as management asks it: buckets, uploads, users and keys in maps. */
final class MetadataInMemory {

    static final long NOW_MILLIS = 1_764_000_000_000L;

    private final ReentrantLock lock = new ReentrantLock();
    private final NavigableMap<String, BucketRecord> buckets = new TreeMap<>();
    private final SortedMap<String, List<UploadRecord>> uploads = new TreeMap<>();
    private final NavigableMap<String, User> users = new TreeMap<>();
    private final NavigableMap<String, AccessKey> keys = new TreeMap<>();
    private long revision;

    void serve(Bus bus) {
        bus.serve(Address.METADATA_READ, Read.class, read -> {
            lock.lock();
            try {
                return new Read.Answer<Object>(
                        answer(((Read<?>) read).query()), Revisions.of(0, revision), Consistency.STRONG);
            } finally {
                lock.unlock();
            }
        });
        bus.serve(Address.METADATA_COMMIT, Commit.class, commit -> {
            lock.lock();
            try {
                List<Outcome<?>> outcomes = new ArrayList<>();
                commit.mutations().forEach(mutation -> outcomes.add(decide(mutation)));
                return outcomes;
            } finally {
                lock.unlock();
            }
        });
    }

    void addBucket(String name, String ownerId) {
        BucketName bucket = new BucketName(name);
        buckets.put(
                name,
                new BucketRecord(
                        bucket,
                        ++revision,
                        ownerId,
                        NOW_MILLIS,
                        "",
                        Versioning.NEVER,
                        Optional.empty(),
                        List.of(),
                        AccessList.PRIVATE));
    }

    void addUpload(String bucket, UploadRecord upload) {
        uploads.computeIfAbsent(bucket, name -> new ArrayList<>()).add(upload);
    }

    /** The keys as they are kept. */
    List<AccessKey> keys() {
        return List.copyOf(keys.values());
    }

    private Object answer(Query<?> query) {
        return switch (query) {
            case Query.FindBucket(BucketName name) -> Optional.ofNullable(buckets.get(name.text()));
            case Query.ListBuckets list ->
                page(
                        buckets,
                        list.after(),
                        list.max(),
                        bucket -> bucket.name().text().startsWith(list.prefix())
                                && list.ownerId().map(bucket.ownerId()::equals).orElse(true));
            case Query.FindUsage(BucketName name) ->
                new Usage(3, 4, 1, 5000, uploadsOf(name).size(), 0);
            case Query.ListUploads list -> listUploads(list);
            case Query.FindAccessKey(String id) -> credential(Optional.ofNullable(keys.get(id)));
            case Query.FindApiKey(Bytes sha256) ->
                credential(keys.values().stream()
                        .filter(key -> key.kind() == AccessKey.Kind.API
                                && key.sealedSecret().equals(sha256))
                        .findFirst());
            case Query.FindUser(String name) -> Optional.ofNullable(users.get(name));
            case Query.FindUserById(String id) ->
                users.values().stream().filter(user -> user.id().equals(id)).findFirst();
            case Query.ListUsers(String after, int max) -> page(users, after, max, user -> true);
            case Query.ListAccessKeys list ->
                page(
                        keys,
                        list.after(),
                        list.max(),
                        key -> list.userName().map(key.userName()::equals).orElse(true));
            case Query.FindProgress() -> new Query.Progress(revision, revision, buckets.size(), Usage.NONE, 0);
            default -> throw new IllegalStateException("not asked by management: " + query);
        };
    }

    private List<UploadRecord> uploadsOf(BucketName name) {
        return uploads.getOrDefault(name.text(), List.of());
    }

    private Query.Listing<UploadRecord> listUploads(Query.ListUploads list) {
        List<UploadRecord> rest = uploadsOf(list.bucket()).stream()
                .filter(upload -> upload.key().text().startsWith(list.prefix()))
                .filter(upload -> isAfter(upload, list))
                .toList();
        List<UploadRecord> page = rest.stream().limit(list.max()).toList();
        return new Query.Listing<>(
                page,
                List.of(),
                rest.size() > page.size(),
                page.isEmpty() ? "" : page.getLast().key().text());
    }

    private static boolean isAfter(UploadRecord upload, Query.ListUploads list) {
        int order = upload.key().text().compareTo(list.afterKey());
        return order > 0
                || (order == 0
                        && list.afterUpload()
                                .map(id -> upload.id().revision() > id.revision())
                                .orElse(false));
    }

    private Optional<Query.Credential> credential(Optional<AccessKey> key) {
        return key.flatMap(found ->
                Optional.ofNullable(users.get(found.userName())).map(user -> new Query.Credential(found, user)));
    }

    private static <E> Query.Page<E> page(NavigableMap<String, E> all, String after, int max, Predicate<E> isWanted) {
        List<E> rest =
                all.tailMap(after, false).values().stream().filter(isWanted).toList();
        return new Query.Page<>(rest.stream().limit(max).toList(), rest.size() > max);
    }

    private Outcome<?> decide(Mutation<?> mutation) {
        try {
            Object result = apply(mutation);
            return new Outcome.Done<>(result, ++revision);
        } catch (S3Failure failure) {
            return new Outcome.Refused<>(failure.error());
        }
    }

    private Object apply(Mutation<?> mutation) {
        return switch (mutation) {
            case Mutation.CreateUser(User user) -> {
                require(!users.containsKey(user.name()), ErrorCode.ENTITY_ALREADY_EXISTS);
                yield put(user);
            }
            case Mutation.UpdateUser(String name, Mutation.UserChange change) -> {
                require(users.containsKey(name), ErrorCode.NO_SUCH_ENTITY);
                User user = change.of(users.get(name));
                require(isAdmin(user) || hasOtherAdmin(user.name()), ErrorCode.INVALID_REQUEST);
                yield put(user);
            }
            case Mutation.DeleteUser(String name) -> {
                require(users.containsKey(name), ErrorCode.NO_SUCH_ENTITY);
                require(hasOtherAdmin(name), ErrorCode.INVALID_REQUEST);
                users.remove(name);
                keys.values().removeIf(key -> key.userName().equals(name));
                yield Mutation.Done.DONE;
            }
            case Mutation.CreateAccessKey(AccessKey key) -> {
                require(users.containsKey(key.userName()), ErrorCode.NO_SUCH_ENTITY);
                require(!keys.containsKey(key.id()), ErrorCode.ENTITY_ALREADY_EXISTS);
                yield put(key, key.isEnabled());
            }
            case Mutation.SetAccessKeyEnabled(String id, boolean isEnabled) -> {
                AccessKey key =
                        Optional.ofNullable(keys.get(id)).orElseThrow(() -> new S3Failure(ErrorCode.NO_SUCH_ENTITY));
                yield put(key, isEnabled);
            }
            case Mutation.DeleteAccessKey(String id) -> {
                require(keys.remove(id) != null, ErrorCode.NO_SUCH_ENTITY);
                yield Mutation.Done.DONE;
            }
            case Mutation.AbortUpload(BucketName bucket, ObjectKey key, UploadId id) -> {
                require(
                        uploads.getOrDefault(bucket.text(), new ArrayList<>())
                                .removeIf(upload ->
                                        upload.key().equals(key) && upload.id().equals(id)),
                        ErrorCode.NO_SUCH_UPLOAD);
                yield Mutation.Done.DONE;
            }
            default -> throw new IllegalStateException("not asked by management: " + mutation);
        };
    }

    private User put(User user) {
        User stamped = new User(
                user.name(),
                user.id(),
                user.displayName(),
                user.email(),
                user.role(),
                user.scopes(),
                user.isEnabled(),
                NOW_MILLIS);
        users.put(user.name(), stamped);
        return stamped;
    }

    private AccessKey put(AccessKey key, boolean isEnabled) {
        AccessKey stamped =
                new AccessKey(key.id(), key.userName(), key.kind(), key.sealedSecret(), isEnabled, NOW_MILLIS);
        keys.put(key.id(), stamped);
        return stamped;
    }

    private static boolean isAdmin(User user) {
        return user.role() == Role.ADMIN && user.isEnabled();
    }

    private boolean hasOtherAdmin(String name) {
        return users.values().stream()
                .anyMatch(user -> isAdmin(user) && !user.name().equals(name));
    }

    private static void require(boolean holds, ErrorCode otherwise) {
        if (!holds) {
            throw new S3Failure(otherwise);
        }
    }
}
