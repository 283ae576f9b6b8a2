package dfs.replication.jobs;

import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.blob.BlobStore.StoredBlob;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares a page of names, which are in order, with what a store lists. */
final class Missing {

    private Missing() {}

    /**
     * What a store lists between two ids.
     *
     * @param after the one before the first; the beginning where empty
     * @param last the last one
     */
    static Map<BlobId, StoredBlob> listed(BlobStore store, Optional<BlobId> after, BlobId last) {
        Map<BlobId, StoredBlob> listed = new HashMap<>();
        Optional<BlobId> from = after;
        while (true) {
            List<StoredBlob> page = store.list(from, MetadataSide.PAGE);
            for (StoredBlob blob : page) {
                if (blob.id().compareTo(last) > 0) {
                    return listed;
                }
                listed.put(blob.id(), blob);
            }
            if (page.size() < MetadataSide.PAGE) {
                return listed;
            }
            from = Optional.of(page.getLast().id());
        }
    }
}
