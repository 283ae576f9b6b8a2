package dfs.metadata.listing;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.core.name.BucketName;
import dfs.core.record.AccessKey;
import dfs.core.record.BucketRecord;
import dfs.core.record.ObjectRecord;
import dfs.core.record.PartRecord;
import dfs.core.record.Revisions;
import dfs.core.record.Usage;
import dfs.core.record.User;
import dfs.metadata.form.Manifest;
import dfs.metadata.form.Records;
import dfs.metadata.index.Index;
import dfs.metadata.index.Keys;
import dfs.metadata.index.Table;
import dfs.metadata.rules.InlineBytes;
import dfs.metadata.rules.MemberRules;
import dfs.metadata.rules.Versions;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Query.Credential;
import dfs.protocol.metadata.Query.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Answers each query from an index that does not change while it is read. */
public final class Queries {

    private static final byte[] EVERY = new byte[0];

    private final Index index;

    /** Answers from {@code index}. */
    public Queries(Index index) {
        this.index = index;
    }

    /**
     * Answers.
     *
     * @throws S3Failure {@code NoSuchBucket}, {@code NoSuchUpload}
     */
    @SuppressWarnings("unchecked") // each case answers with its query's own answer type
    public <A> A answer(Query<A> query) {
        return (A) dispatch(query);
    }

    /**
     * Answers from an index that is complete up to {@code at}.
     *
     * @throws S3Failure as {@link #answer(Query)}, which says so
     */
    public <A> A answer(Query<A> query, Revisions at) {
        try {
            return answer(query);
        } catch (S3Failure refused) {
            throw refused.error().at(at).failure();
        }
    }

    private Object dispatch(Query<?> query) {
        return switch (query) {
            case Query.FindBucket find -> bucket(find.name());
            case Query.ListBuckets list -> buckets(list);
            case Query.FindUsage find -> usage(existing(find.bucket()));
            case Query.FindObject find -> {
                Versions versions = new Versions(index, existing(find.bucket()), find.key());
                Optional<ObjectRecord> found = find.versionId().isPresent()
                        ? versions.named(find.versionId().get())
                        : versions.newest();
                yield found.map(version -> InlineBytes.with(index, version));
            }
            case Query.FindManifest find -> manifest(existing(find.bucket()), find.manifestId());
            case Query.ListObjects list -> ObjectListing.page(index, existing(list.bucket()), list);
            case Query.ListVersions list -> VersionListing.page(index, existing(list.bucket()), list);
            case Query.FindUpload find -> UploadListing.find(index, existing(find.bucket()), find);
            case Query.ListParts list -> UploadListing.parts(index, existing(list.bucket()), list);
            case Query.ListUploads list -> UploadListing.page(index, existing(list.bucket()), list);
            case Query.ListCondemned list ->
                blobs(Table.CONDEMNED, list.after(), list.max(), since -> Keys.number(since, 0) < list.beforeMillis());
            case Query.ListNamedBlobs list -> blobs(Table.BLOBS, list.after(), list.max(), count -> true);
            case Query.FindNamedBlobs find ->
                find.blobs().stream()
                        .filter(id -> index.get(Table.BLOBS, Keys.blob(id)) != null)
                        .toList();
            case Query.FindAccessKey find -> credential(find.id());
            case Query.FindApiKey find -> token(find.sha256().array());
            case Query.FindUser find -> user(find.name());
            case Query.FindUserById find ->
                Optional.ofNullable(index.get(Table.USER_IDS, Keys.text(find.id())))
                        .flatMap(name -> user(Keys.text(name, 0)));
            case Query.ListUsers list ->
                page(Table.USERS, EVERY, Keys.text(list.after()), list.max(), Records::user, user -> true);
            case Query.ListAccessKeys list ->
                page(
                        Table.ACCESS_KEYS,
                        EVERY,
                        Keys.text(list.after()),
                        list.max(),
                        Records::accessKey,
                        key -> list.userName().isEmpty()
                                || list.userName().get().equals(key.userName()));
            case Query.ListVoiceless _ -> MemberRules.voiceless(index);
            case Query.FindLetGo _ -> hasRows(Table.LET_GO);
            case Query.FindProgress find -> Progresses.read(index);
        };
    }

    private boolean hasRows(Table table) {
        try (Index.Cursor cursor = index.cursor(table, EVERY)) {
            return cursor.next();
        }
    }

    private Optional<BucketRecord> bucket(BucketName name) {
        byte[] row = index.get(Table.BUCKETS, Keys.text(name.text()));
        return row == null ? Optional.empty() : Optional.of(Records.bucket(row));
    }

    private BucketRecord existing(BucketName name) {
        return bucket(name)
                .orElseThrow(() -> S3Error.of(ErrorCode.NO_SUCH_BUCKET)
                        .with("BucketName", name.text())
                        .failure());
    }

    private Page<BucketRecord> buckets(Query.ListBuckets list) {
        return page(
                Table.BUCKETS,
                Keys.text(list.prefix()),
                Keys.text(list.after()),
                list.max(),
                Records::bucket,
                bucket -> list.ownerId().isEmpty() || list.ownerId().get().equals(bucket.ownerId()));
    }

    private Usage usage(BucketRecord bucket) {
        byte[] row = index.get(Table.USAGE, Keys.number(bucket.id()));
        return row == null ? Usage.NONE : Records.usage(row);
    }

    private Optional<List<PartRecord>> manifest(BucketRecord bucket, long id) {
        return Optional.ofNullable(index.get(Table.MANIFESTS, Keys.number(id)))
                .map(Manifest::read)
                .filter(manifest -> manifest.bucketId() == bucket.id())
                .map(Manifest::parts);
    }

    private Optional<User> user(String name) {
        byte[] row = index.get(Table.USERS, Keys.text(name));
        return row == null ? Optional.empty() : Optional.of(Records.user(row));
    }

    private Optional<Credential> credential(String id) {
        byte[] row = index.get(Table.ACCESS_KEYS, Keys.text(id));
        if (row == null) {
            return Optional.empty();
        }
        AccessKey key = Records.accessKey(row);
        return user(key.userName()).map(user -> new Credential(key, user));
    }

    private Optional<Credential> token(byte[] sha256) {
        byte[] id = index.get(Table.TOKENS, sha256);
        return id == null ? Optional.empty() : credential(Keys.text(id, 0));
    }

    private Page<BlobId> blobs(Table table, Optional<BlobId> after, int max, Predicate<byte[]> isWanted) {
        List<BlobId> ids = new ArrayList<>();
        try (Index.Cursor cursor = index.cursor(table, EVERY)) {
            boolean isThere = after.isPresent() ? cursor.seek(Keys.after(Keys.blob(after.get()))) : cursor.next();
            while (isThere && ids.size() < max) {
                if (isWanted.test(cursor.value())) {
                    ids.add(Keys.blob(cursor.key()));
                }
                isThere = cursor.next();
            }
            return new Page<>(ids, isThere);
        }
    }

    private <E> Page<E> page(
            Table table, byte[] prefix, byte[] after, int max, Function<byte[], E> form, Predicate<E> isWanted) {
        List<E> entries = new ArrayList<>();
        try (Index.Cursor cursor = index.cursor(table, prefix)) {
            boolean isThere = after.length == 0 ? cursor.next() : cursor.seek(Keys.after(after));
            while (isThere) {
                E entry = form.apply(cursor.value());
                if (isWanted.test(entry)) {
                    if (entries.size() == max) {
                        return new Page<>(entries, true);
                    }
                    entries.add(entry);
                }
                isThere = cursor.next();
            }
            return new Page<>(entries, false);
        }
    }
}
