package dfs.metadata.rules;

import dfs.core.name.UploadId;
import dfs.core.record.PartRecord;
import dfs.core.record.UploadRecord;
import dfs.metadata.form.Records;
import dfs.metadata.index.Index;
import dfs.metadata.index.Keys;
import dfs.metadata.index.Table;
import dfs.protocol.metadata.Mutation.ReleaseParts;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Takes back the names that the parts of what is gone gave to blobs, so many at a time: what removes an object of ten thousand
 * parts, or a bucket of a million open uploads, is one short step, and holds up nobody's commit.
 */
final class ReleaseRules {

    private static final byte[] EVERY = new byte[0];

    private final Change change;
    private final BlobRules blobs;

    ReleaseRules(Change change, BlobRules blobs) {
        this.change = change;
        this.blobs = blobs;
    }

    /**
     * Releases parts in the order in which they were let go; fewer than asked for where no more wait. What had none counts as one: it is a step
     * too. Rows are looked for many at a time, since each look passes all those that went before.
     */
    int release(ReleaseParts mutation) {
        int released = 0;
        List<byte[]> rows;
        do {
            rows = first(mutation.max() - released); // again: of what a bucket let go meanwhile
            for (byte[] row : rows) {
                if (released < mutation.max()) {
                    released += Math.max(1, release(row, mutation.max() - released));
                }
            }
        } while (!rows.isEmpty() && released < mutation.max());
        change.nextRevision();
        return released;
    }

    private List<byte[]> first(int max) {
        List<byte[]> rows = new ArrayList<>();
        try (Index.Cursor cursor = change.index().cursor(Table.LET_GO, EVERY)) {
            while (rows.size() < max && cursor.next()) {
                rows.add(cursor.key());
            }
        }
        return rows;
    }

    @SuppressWarnings("EnumOrdinal") // the order of the constants is part of the form
    private int release(byte[] row, int max) {
        long id = Keys.number(row, 1);
        return switch (BlobRules.LetGo.values()[row[0]]) {
            case MANIFEST -> releaseManifest(row, id, max);
            case UPLOAD -> releaseUpload(row, id, max);
            case BUCKET -> releaseBucket(row, id, max);
        };
    }

    /** The row's value says how many of the manifest's parts are released already. */
    private int releaseManifest(byte[] row, long manifestId, int max) {
        List<PartRecord> parts = blobs.manifest(manifestId).parts();
        byte[] released = Objects.requireNonNull(change.index().get(Table.LET_GO, row), "the row was just read");
        int from = (int) Keys.number(released, 0);
        int to = Math.min(parts.size(), from + max);
        parts.subList(from, to).forEach(part -> blobs.release(part.content()));
        if (to < parts.size()) {
            change.index().put(Table.LET_GO, row, Keys.number(to));
        } else {
            change.index().delete(Table.LET_GO, row);
            change.index().delete(Table.MANIFESTS, Keys.number(manifestId));
        }
        return to - from;
    }

    private int releaseUpload(byte[] row, long uploadId, int max) {
        List<PartRecord> parts = new ArrayList<>();
        boolean hasMore;
        try (Index.Cursor cursor = change.index().cursor(Table.PARTS, Keys.number(uploadId))) {
            hasMore = cursor.next();
            while (hasMore && parts.size() < max) {
                parts.add(Records.part(cursor.value()));
                hasMore = cursor.next();
            }
        }
        for (PartRecord part : parts) {
            change.index().delete(Table.PARTS, Keys.part(new UploadId(uploadId), part.number()));
            blobs.release(part.content());
        }
        if (!hasMore) {
            change.index().delete(Table.LET_GO, row);
        }
        return parts.size();
    }

    /** A bucket lets its uploads go, and they their parts. */
    private int releaseBucket(byte[] row, long bucketId, int max) {
        List<byte[]> rows = new ArrayList<>();
        List<UploadRecord> uploads = new ArrayList<>();
        boolean hasMore;
        try (Index.Cursor cursor = change.index().cursor(Table.UPLOADS, Keys.number(bucketId))) {
            hasMore = cursor.next();
            while (hasMore && uploads.size() < max) {
                rows.add(cursor.key());
                uploads.add(Records.upload(cursor.value()));
                hasMore = cursor.next();
            }
        }
        rows.forEach(upload -> change.index().delete(Table.UPLOADS, upload));
        uploads.forEach(
                upload -> blobs.letGo(BlobRules.LetGo.UPLOAD, upload.id().revision()));
        if (!hasMore) {
            change.index().delete(Table.LET_GO, row);
        }
        return uploads.size();
    }
}
