package dfs.metadata.listing;

import dfs.core.name.ObjectKey;
import dfs.core.name.VersionId;
import dfs.core.record.BucketRecord;
import dfs.metadata.form.ObjectForm;
import dfs.metadata.index.Index;
import dfs.metadata.index.Index.Cursor;
import dfs.metadata.index.Keys;
import dfs.metadata.index.Table;
import dfs.metadata.rules.Versions;
import dfs.protocol.metadata.Query.ListVersions;
import dfs.protocol.metadata.Query.ListedVersion;
import dfs.protocol.metadata.Query.Listing;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lists all versions and delete markers by merging the current ones with the others, key by key. */
final class VersionListing {

    /** Newer than any version: where the null version of the marker is gone, its key is listed again, for none may be missed. */
    private static final long BEGINNING = Long.MAX_VALUE;

    private final BucketRecord bucket;
    private final Folding<ListedVersion> folding;
    private final Cursor currents;
    private final Cursor others;
    private byte @Nullable [] currentKey;
    private byte @Nullable [] otherKey;
    private byte @Nullable [] keyBefore;

    private VersionListing(BucketRecord bucket, Folding<ListedVersion> folding, Cursor currents, Cursor others) {
        this.bucket = bucket;
        this.folding = folding;
        this.currents = currents;
        this.others = others;
    }

    static Listing<ListedVersion> page(Index index, BucketRecord bucket, ListVersions query) {
        Folding<ListedVersion> folding = new Folding<>(query.prefix(), query.delimiter(), query.max());
        if (query.max() == 0) {
            return folding.page(false);
        }
        byte[] prefix = Keys.text(query.prefix());
        try (Cursor currents = index.cursor(Table.CURRENT, Keys.plain(bucket.id(), prefix));
                Cursor others = index.cursor(Table.VERSIONS, Keys.escaped(bucket.id(), prefix))) {
            VersionListing listing = new VersionListing(bucket, folding, currents, others);
            listing.start(index, query);
            return listing.collect();
        }
    }

    private void start(Index index, ListVersions query) {
        if (query.afterVersion().isEmpty() || query.afterKey().isEmpty()) {
            seekBoth(folding.startAfter(query.afterKey()));
            return;
        }
        ObjectKey key = new ObjectKey(query.afterKey());
        byte[] utf8 = key.utf8();
        VersionId after = query.afterVersion().get();
        long revision = after.isNull()
                ? new Versions(index, bucket, key)
                        .named(VersionId.NULL)
                        .map(version -> version.revision())
                        .orElse(BEGINNING)
                : after.revision();
        byte[] nextKey = Keys.after(utf8);
        byte[] current = index.get(Table.CURRENT, Keys.plain(bucket.id(), utf8));
        boolean isCurrentOlder =
                current != null && ObjectForm.read(key, current).revision() < revision;
        atCurrent(currents.seek(Keys.plain(bucket.id(), isCurrentOlder ? utf8 : nextKey)));
        atOther(others.seek(Keys.after(Keys.version(bucket.id(), utf8, revision))));
        keyBefore = revision == BEGINNING ? null : utf8;
    }

    private Listing<ListedVersion> collect() {
        while (currentKey != null || otherKey != null) {
            if (folding.isFull()) {
                return folding.page(true);
            }
            boolean isCurrent =
                    otherKey == null || (currentKey != null && Arrays.compareUnsigned(currentKey, otherKey) <= 0);
            byte[] key = isCurrent ? currentKey : otherKey;
            if (key == null) {
                throw new IllegalStateException("neither cursor stands on a key");
            }
            Optional<byte[]> folded = folding.fold(key);
            if (folded.isPresent()) {
                folding.addPrefix(folded.get());
                seekBoth(Keys.afterPrefix(folded.get()));
            } else {
                show(key, isCurrent);
            }
        }
        return folding.page(false);
    }

    private void show(byte[] key, boolean isCurrent) {
        ObjectKey name = new ObjectKey(Keys.text(key, 0));
        boolean isLatest = isCurrent || !Arrays.equals(key, keyBefore);
        byte[] value = isCurrent ? currents.value() : others.value();
        folding.add(ObjectForm.listedVersion(name, value, isLatest), name.text());
        keyBefore = key;
        if (isCurrent) {
            atCurrent(currents.next());
        } else {
            atOther(others.next());
        }
    }

    private void seekBoth(byte @Nullable [] key) {
        atCurrent(key != null && currents.seek(Keys.plain(bucket.id(), key)));
        atOther(key != null && others.seek(Keys.escaped(bucket.id(), key)));
    }

    private void atCurrent(boolean isThere) {
        if (isThere) {
            byte[] row = currents.key();
            currentKey = Arrays.copyOfRange(row, Long.BYTES, row.length);
        } else {
            currentKey = null;
        }
    }

    private void atOther(boolean isThere) {
        otherKey = isThere ? Keys.escapedKey(others.key()) : null;
    }
}
