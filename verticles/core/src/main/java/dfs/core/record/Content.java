package dfs.core.record;

import dfs.core.Bytes;
import dfs.core.name.BlobId;

/** Where the bytes of an object version are. */
public sealed interface Content {

    /**
     * In the metadata itself.
     *
     * @param bytes the object's bytes, few
     */
    record Inline(Bytes bytes) implements Content {
        /** An object of no bytes, and a delete marker's content. */
        public static final Inline EMPTY = new Inline(Bytes.EMPTY);
    }

    /**
     * In the metadata, in a row beside the version's own, so that a listing passes them by. Within the index only: whoever asks
     * it for the version is given {@link Inline} bytes.
     */
    record Beside() implements Content {}

    /**
     * In one blob.
     *
     * @param id the blob, which holds exactly the object's bytes
     */
    record Blob(BlobId id) implements Content {}

    /**
     * In several parts, listed by a manifest.
     *
     * @param manifestId the manifest, numbered by the revision that made it
     * @param partCount how many parts it lists, at least 1
     */
    record Parts(long manifestId, int partCount) implements Content {}
}
