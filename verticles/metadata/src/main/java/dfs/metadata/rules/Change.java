package dfs.metadata.rules;

import dfs.core.CanIgnoreReturnValue;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.core.name.BucketName;
import dfs.core.record.BucketRecord;
import dfs.core.record.Usage;
import dfs.metadata.form.Records;
import dfs.metadata.index.Index;
import dfs.metadata.index.Keys;
import dfs.metadata.index.Table;
import dfs.metadata.index.WritableIndex;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What the rules work with while one batch of mutations is applied: the index, the stamped time, the next revision. */
final class Change {

    static final byte[] REVISION = Keys.text("revision");
    private static final byte[] STAMP = Keys.text("stamp");

    private final WritableIndex index;
    private final long stampMillis;
    private long revision;
    private long revisionAtBegin;

    /** What the mutations so far add to each bucket's usage, and what the one under way does. */
    private final Map<Long, Usage> counted = new HashMap<>();

    private final Map<Long, Usage> countedNow = new HashMap<>();

    /** Buckets that went, by the mutations so far and by the one under way. */
    private final Set<Long> gone = new HashSet<>();

    private final Set<Long> goneNow = new HashSet<>();

    Change(WritableIndex index, long packedMillis) {
        this.index = index;
        this.stampMillis = Math.max(packedMillis, counter(index, STAMP));
        this.revision = counter(index, REVISION);
    }

    WritableIndex index() {
        return index;
    }

    /** The time of the commit, in milliseconds since 1970: never before that of an earlier one, whatever the nodes' clocks say. */
    long stampMillis() {
        return stampMillis;
    }

    /** The revision reached so far. */
    long revision() {
        return revision;
    }

    /** Takes the next revision: called once by every mutation that changes something, after its last check. */
    @CanIgnoreReturnValue
    long nextRevision() {
        return ++revision;
    }

    /** Begins a mutation. */
    void begin() {
        settle();
        index.step();
        revisionAtBegin = revision;
    }

    /** Takes back all that the mutation begun last wrote. */
    void undo() {
        index.undo();
        countedNow.clear();
        goneNow.clear();
        revision = revisionAtBegin;
    }

    /** Writes back what the batch counted. */
    void close() {
        settle();
        counted.keySet().removeAll(gone);
        counted.forEach(this::add);
        gone.forEach(bucketId -> index.delete(Table.USAGE, Keys.number(bucketId)));
        index.put(Table.META, REVISION, Keys.number(revision));
        index.put(Table.META, STAMP, Keys.number(stampMillis));
    }

    BucketRecord bucket(BucketName name) {
        byte[] row = index.get(Table.BUCKETS, Keys.text(name.text()));
        if (row == null) {
            throw S3Error.of(ErrorCode.NO_SUCH_BUCKET)
                    .with("BucketName", name.text())
                    .failure();
        }
        return Records.bucket(row);
    }

    /** Adds to a bucket's usage, when the batch ends: one row for all its mutations. */
    void count(long bucketId, Usage more) {
        countedNow.merge(bucketId, more, Usage::plus);
    }

    private void add(long bucketId, Usage more) {
        byte[] key = Keys.number(bucketId);
        byte[] row = index.get(Table.USAGE, key);
        Usage sum = row == null ? more : Records.usage(row).plus(more);
        index.put(Table.USAGE, key, Records.usage(sum));
    }

    /** Forgets a bucket's usage with the bucket. */
    void forgetCount(long bucketId) {
        goneNow.add(bucketId);
    }

    private void settle() {
        countedNow.forEach((bucketId, more) -> counted.merge(bucketId, more, Usage::plus));
        countedNow.clear();
        gone.addAll(goneNow);
        goneNow.clear();
    }

    static long counter(Index index, byte[] name) {
        byte[] row = index.get(Table.META, name);
        return row == null ? 0 : Keys.number(row, 0);
    }

    static S3Failure refused(ErrorCode code) {
        return new S3Failure(code);
    }
}
