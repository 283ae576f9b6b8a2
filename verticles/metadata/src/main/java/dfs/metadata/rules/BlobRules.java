package dfs.metadata.rules;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.core.record.Content;
import dfs.metadata.form.Manifest;
import dfs.metadata.index.Keys;
import dfs.metadata.index.Table;
import dfs.protocol.metadata.Mutation.BuryBlobs;
import dfs.protocol.metadata.Mutation.CondemnBlobs;
import dfs.protocol.metadata.Mutation.Done;
import java.util.List;

/** Counts what names each blob, and condemns the ones that nothing names. */
final class BlobRules {

    /** The last revision at which garbage was condemned that is buried: of a blob born before it nobody knows whether it was among that. */
    private static final byte[] BURIED = Keys.text("buriedRevision");

    private final Change change;

    BlobRules(Change change) {
        this.change = change;
    }

    /** Refuses content whose blob was taken as garbage, or may have been. A check: changes nothing. */
    void checkFresh(Content content, long bornAfter) {
        if (content instanceof Content.Blob blob
                && (isCondemned(blob.id()) || bornAfter < Change.counter(change.index(), BURIED))) {
            throw new S3Failure(
                    ErrorCode.SERVICE_UNAVAILABLE,
                    "The upload took so long that its bytes were collected as garbage, or may have been; send them again.");
        }
    }

    /** Names a content's blobs once more; a manifest's parts are named one by one. */
    void name(Content content) {
        switch (content) {
            case Content.Inline _, Content.Beside _ -> {}
            case Content.Blob blob -> add(blob.id());
            case Content.Parts parts -> manifest(parts.manifestId()).parts().forEach(part -> name(part.content()));
        }
    }

    /** What is gone, and whose parts are released later. The order of the constants is part of the stored format. */
    enum LetGo {
        /** The manifest of a version. */
        MANIFEST,
        /** An upload. */
        UPLOAD,
        /** A bucket, with its open uploads. */
        BUCKET
    }

    /** Takes one name back from a content's blob; the parts of a manifest are released later, by {@link ReleaseRules}. */
    void release(Content content) {
        switch (content) {
            case Content.Inline _, Content.Beside _ -> {}
            case Content.Blob blob -> subtract(blob.id());
            case Content.Parts parts -> letGo(LetGo.MANIFEST, parts.manifestId());
        }
    }

    /** Notes that nothing holds an upload's, a manifest's or a bucket's parts any more. */
    @SuppressWarnings("EnumOrdinal") // the order of the constants is part of the form
    void letGo(LetGo kind, long id) {
        change.index().put(Table.LET_GO, Keys.letGo(kind.ordinal(), id), Keys.number(0));
    }

    Manifest manifest(long id) {
        byte[] row = change.index().get(Table.MANIFESTS, Keys.number(id));
        if (row == null) {
            throw new IllegalStateException("manifest " + id + " is not there");
        }
        return Manifest.read(row);
    }

    List<BlobId> condemn(CondemnBlobs mutation) {
        byte[] garbage = Keys.numbers(change.stampMillis() + CondemnBlobs.REMEMBERED_MILLIS, change.nextRevision());
        return mutation.blobs().stream()
                .filter(id -> condemnUnnamed(id, garbage))
                .toList();
    }

    /** Condemns the blob of a content that was to be committed and was refused, unless something names it. */
    void discard(Content content) {
        if (content instanceof Content.Blob blob) {
            var _ = condemnUnnamed(blob.id(), Keys.number(change.stampMillis()));
        }
    }

    /** Whether nothing names it nor did once: then it is condemned, now or since before. */
    private boolean condemnUnnamed(BlobId id, byte[] when) {
        byte[] row = Keys.blob(id);
        if (change.index().get(Table.BLOBS, row) != null) {
            return false;
        }
        byte[] known = change.index().get(Table.CONDEMNED, row);
        if (known != null) {
            return isGarbage(known);
        }
        change.index().put(Table.CONDEMNED, row, when);
        return true;
    }

    Done bury(BuryBlobs mutation) {
        mutation.blobs().forEach(this::bury);
        change.nextRevision();
        return Done.DONE;
    }

    private void bury(BlobId id) {
        byte[] row = Keys.blob(id);
        byte[] when = change.index().get(Table.CONDEMNED, row);
        if (when != null && isGarbage(when)) {
            long buried = Math.max(Keys.number(when, Long.BYTES), Change.counter(change.index(), BURIED));
            change.index().put(Table.META, BURIED, Keys.number(buried));
        }
        change.index().delete(Table.CONDEMNED, row);
    }

    /** Whether a row is that of a blob that never had a name; one whose last name went may still be read. */
    private static boolean isGarbage(byte[] condemned) {
        return condemned.length > Long.BYTES;
    }

    private boolean isCondemned(BlobId id) {
        return change.index().get(Table.CONDEMNED, Keys.blob(id)) != null;
    }

    private void add(BlobId id) {
        byte[] key = Keys.blob(id);
        byte[] row = change.index().get(Table.BLOBS, key);
        long count = row == null ? 0 : Keys.number(row, 0);
        change.index().put(Table.BLOBS, key, Keys.number(count + 1));
    }

    private void subtract(BlobId id) {
        byte[] key = Keys.blob(id);
        byte[] row = change.index().get(Table.BLOBS, key);
        if (row == null) {
            throw new IllegalStateException("blob " + id + " is named by nothing");
        }
        long count = Keys.number(row, 0);
        if (count > 1) {
            change.index().put(Table.BLOBS, key, Keys.number(count - 1));
        } else {
            change.index().delete(Table.BLOBS, key);
            change.index().put(Table.CONDEMNED, key, Keys.number(change.stampMillis()));
        }
    }
}
