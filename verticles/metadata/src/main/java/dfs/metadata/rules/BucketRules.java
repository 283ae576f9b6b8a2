package dfs.metadata.rules;

import dfs.core.auth.AccessList;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BucketName;
import dfs.core.record.BucketRecord;
import dfs.core.record.Usage;
import dfs.core.record.Versioning;
import dfs.metadata.form.Records;
import dfs.metadata.index.Index;
import dfs.metadata.index.Keys;
import dfs.metadata.index.Table;
import dfs.protocol.metadata.Mutation.CreateBucket;
import dfs.protocol.metadata.Mutation.DeleteBucket;
import dfs.protocol.metadata.Mutation.Done;
import dfs.protocol.metadata.Mutation.SetBucketAcl;
import dfs.protocol.metadata.Mutation.SetBucketTags;
import dfs.protocol.metadata.Mutation.SetCors;
import dfs.protocol.metadata.Mutation.SetVersioning;
import java.util.List;
import java.util.Optional;

/** Makes, configures and removes buckets. */
final class BucketRules {

    static final byte[] BUCKET_ID = Keys.text("bucketId");

    private static final byte[] EVERY = new byte[0];

    private final Change change;
    private final UploadRules uploads;

    BucketRules(Change change, UploadRules uploads) {
        this.change = change;
        this.uploads = uploads;
    }

    Optional<BucketRecord> find(BucketName name) {
        byte[] row = change.index().get(Table.BUCKETS, Keys.text(name.text()));
        return Optional.ofNullable(row).map(Records::bucket);
    }

    BucketRecord create(CreateBucket create) {
        Optional<BucketRecord> old = find(create.name());
        if (old.isPresent()) {
            boolean isOwn = old.get().ownerId().equals(create.ownerId());
            throw Change.refused(isOwn ? ErrorCode.BUCKET_ALREADY_OWNED_BY_YOU : ErrorCode.BUCKET_ALREADY_EXISTS);
        }
        change.nextRevision();
        BucketRecord bucket = new BucketRecord(
                create.name(),
                count(BUCKET_ID, 1),
                create.ownerId(),
                change.stampMillis(),
                create.region(),
                Versioning.NEVER,
                create.tags(),
                List.of(),
                create.accessList());
        put(bucket);
        change.count(bucket.id(), Usage.NONE);
        return bucket;
    }

    Done delete(DeleteBucket delete) {
        BucketRecord bucket = change.bucket(delete.name());
        byte[] rows = Keys.plain(bucket.id(), EVERY);
        if (hasAny(Table.CURRENT, rows) || hasAny(Table.VERSIONS, rows)) {
            throw new S3Failure(ErrorCode.BUCKET_NOT_EMPTY);
        }
        change.nextRevision();
        uploads.abortAll(bucket);
        change.index().delete(Table.BUCKETS, Keys.text(bucket.name().text()));
        change.forgetCount(bucket.id());
        return Done.DONE;
    }

    Done setVersioning(SetVersioning set) {
        if (set.versioning() == Versioning.NEVER) {
            throw Change.refused(ErrorCode.ILLEGAL_VERSIONING_CONFIGURATION);
        }
        BucketRecord old = change.bucket(set.name());
        return replace(old, set.versioning(), old.tags(), old.cors(), old.accessList());
    }

    Done setTags(SetBucketTags set) {
        BucketRecord old = change.bucket(set.name());
        return replace(old, old.versioning(), set.tags(), old.cors(), old.accessList());
    }

    Done setCors(SetCors set) {
        BucketRecord old = change.bucket(set.name());
        return replace(old, old.versioning(), old.tags(), set.rules(), old.accessList());
    }

    Done setAcl(SetBucketAcl set) {
        BucketRecord old = change.bucket(set.name());
        return replace(old, old.versioning(), old.tags(), old.cors(), set.accessList());
    }

    private Done replace(
            BucketRecord old,
            Versioning versioning,
            Optional<java.util.SortedMap<String, String>> tags,
            List<dfs.core.record.CorsRule> cors,
            AccessList accessList) {
        change.nextRevision();
        put(new BucketRecord(
                old.name(),
                old.id(),
                old.ownerId(),
                old.createdMillis(),
                old.region(),
                versioning,
                tags,
                cors,
                accessList));
        return Done.DONE;
    }

    private void put(BucketRecord bucket) {
        change.index().put(Table.BUCKETS, Keys.text(bucket.name().text()), Records.bucket(bucket));
    }

    private long count(byte[] counter, long more) {
        long next = Change.counter(change.index(), counter) + more;
        change.index().put(Table.META, counter, Keys.number(next));
        return next;
    }

    private boolean hasAny(Table table, byte[] prefix) {
        try (Index.Cursor cursor = change.index().cursor(table, prefix)) {
            return cursor.next();
        }
    }
}
