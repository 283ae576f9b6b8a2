package dfs.metadata.rules;

import dfs.core.name.ObjectKey;
import dfs.core.name.VersionId;
import dfs.core.record.BucketRecord;
import dfs.core.record.ObjectRecord;
import dfs.core.record.Versioning;
import dfs.metadata.form.ObjectForm;
import dfs.metadata.index.Index;
import dfs.metadata.index.Keys;
import dfs.metadata.index.Table;
import java.util.Optional;

/** Finds versions of a key in the tables they are spread over. Reads only; queries and rules share it. */
public final class Versions {

    private final Index index;
    private final BucketRecord bucket;
    private final ObjectKey key;
    private final byte[] utf8;

    /** The versions of one key. */
    public Versions(Index index, BucketRecord bucket, ObjectKey key) {
        this.index = index;
        this.bucket = bucket;
        this.key = key;
        this.utf8 = key.utf8();
    }

    byte[] currentRow() {
        return Keys.plain(bucket.id(), utf8);
    }

    byte[] versionRow(long revision) {
        return Keys.version(bucket.id(), utf8, revision);
    }

    /** The live current version. */
    public Optional<ObjectRecord> current() {
        byte[] row = index.get(Table.CURRENT, currentRow());
        return row == null ? Optional.empty() : Optional.of(ObjectForm.read(key, row));
    }

    /** The newest version, which may be a delete marker. */
    public Optional<ObjectRecord> newest() {
        Optional<ObjectRecord> current = current();
        return current.isPresent() || hasNoOthers() ? current : newestNoncurrent();
    }

    /** The version of this name. */
    public Optional<ObjectRecord> named(VersionId id) {
        Optional<ObjectRecord> current =
                current().filter(version -> version.versionId().equals(id));
        if (current.isPresent() || hasNoOthers()) {
            return current;
        }
        return id.isNull()
                ? noncurrentNull()
                : noncurrent(id.revision())
                        .filter(version -> version.versionId().equals(id));
    }

    /** The version that this commit made. */
    public Optional<ObjectRecord> atRevision(long revision) {
        Optional<ObjectRecord> current = current().filter(version -> version.revision() == revision);
        return current.isPresent() || hasNoOthers() ? current : noncurrent(revision);
    }

    /** The newest of the versions that are not current, delete markers included. */
    Optional<ObjectRecord> newestNoncurrent() {
        try (Index.Cursor cursor = index.cursor(Table.VERSIONS, Keys.closed(bucket.id(), utf8))) {
            return cursor.next() ? Optional.of(ObjectForm.read(key, cursor.value())) : Optional.empty();
        }
    }

    /** The null version, where it stands among the noncurrent ones. */
    Optional<ObjectRecord> noncurrentNull() {
        if (hasNoOthers()) {
            return Optional.empty();
        }
        byte[] row = index.get(Table.NULLS, currentRow());
        return row == null ? Optional.empty() : noncurrent(Keys.number(row, 0));
    }

    private Optional<ObjectRecord> noncurrent(long revision) {
        byte[] row = index.get(Table.VERSIONS, versionRow(revision));
        return row == null ? Optional.empty() : Optional.of(ObjectForm.read(key, row));
    }

    private boolean hasNoOthers() {
        return bucket.versioning() == Versioning.NEVER;
    }
}
