package dfs.metadata.listing;

import dfs.core.name.ObjectKey;
import dfs.core.record.BucketRecord;
import dfs.metadata.form.ObjectForm;
import dfs.metadata.index.Index;
import dfs.metadata.index.Keys;
import dfs.metadata.index.Table;
import dfs.protocol.metadata.Query.ListObjects;
import dfs.protocol.metadata.Query.ListedObject;
import dfs.protocol.metadata.Query.Listing;
import java.util.Arrays;
import java.util.Optional;

/** Lists current objects: one step for each entry, one seek for each common prefix, nothing for anything else. */
final class ObjectListing {

    private ObjectListing() {}

    static Listing<ListedObject> page(Index index, BucketRecord bucket, ListObjects query) {
        Folding<ListedObject> folding = new Folding<>(query.prefix(), query.delimiter(), query.max());
        byte[] start = folding.startAfter(query.after());
        if (query.max() == 0 || start == null) {
            return folding.page(false);
        }
        byte[] rows = Keys.plain(bucket.id(), Keys.text(query.prefix()));
        try (Index.Cursor cursor = index.cursor(Table.CURRENT, rows)) {
            boolean isThere = cursor.seek(Keys.plain(bucket.id(), start));
            while (isThere) {
                if (folding.isFull()) {
                    return folding.page(true);
                }
                byte[] row = cursor.key();
                byte[] key = Arrays.copyOfRange(row, Long.BYTES, row.length);
                Optional<byte[]> folded = folding.fold(key);
                if (folded.isPresent()) {
                    folding.addPrefix(folded.get());
                    byte[] next = Keys.afterPrefix(folded.get());
                    isThere = next != null && cursor.seek(Keys.plain(bucket.id(), next));
                } else {
                    ObjectKey name = new ObjectKey(Keys.text(key, 0));
                    folding.add(ObjectForm.listed(name, cursor.value()), name.text());
                    isThere = cursor.next();
                }
            }
            return folding.page(false);
        }
    }
}
