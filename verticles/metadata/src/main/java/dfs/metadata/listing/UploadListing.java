package dfs.metadata.listing;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.UploadId;
import dfs.core.record.BucketRecord;
import dfs.core.record.PartRecord;
import dfs.core.record.UploadRecord;
import dfs.metadata.form.Records;
import dfs.metadata.index.Index;
import dfs.metadata.index.Keys;
import dfs.metadata.index.Table;
import dfs.protocol.metadata.Query.FindUpload;
import dfs.protocol.metadata.Query.ListParts;
import dfs.protocol.metadata.Query.ListUploads;
import dfs.protocol.metadata.Query.Listing;
import dfs.protocol.metadata.Query.Page;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Finds and lists open uploads and their parts. */
final class UploadListing {

    private UploadListing() {}

    static Optional<UploadRecord> find(Index index, BucketRecord bucket, FindUpload query) {
        byte[] row =
                index.get(Table.UPLOADS, Keys.upload(bucket.id(), query.key().utf8(), query.uploadId()));
        return row == null ? Optional.empty() : Optional.of(Records.upload(row));
    }

    static Page<PartRecord> parts(Index index, BucketRecord bucket, ListParts query) {
        if (find(index, bucket, new FindUpload(query.bucket(), query.key(), query.uploadId()))
                .isEmpty()) {
            throw new S3Failure(ErrorCode.NO_SUCH_UPLOAD);
        }
        List<PartRecord> parts = new ArrayList<>();
        UploadId id = query.uploadId();
        try (Index.Cursor cursor = index.cursor(Table.PARTS, Keys.number(id.revision()))) {
            boolean isThere = cursor.seek(Keys.part(id, query.afterNumber() + 1));
            while (isThere && parts.size() < query.max()) {
                parts.add(Records.part(cursor.value()));
                isThere = cursor.next();
            }
            return new Page<>(parts, isThere);
        }
    }

    static Listing<UploadRecord> page(Index index, BucketRecord bucket, ListUploads query) {
        Folding<UploadRecord> folding = new Folding<>(query.prefix(), query.delimiter(), query.max());
        byte[] start = folding.startAfter(query.afterKey());
        if (query.max() == 0 || start == null) {
            return folding.page(false);
        }
        // Where the key folds into a common prefix, the page before showed that, and none of the uploads under it.
        boolean isWithinKey = query.afterUpload().isPresent()
                && !query.afterKey().isEmpty()
                && Arrays.equals(start, Keys.after(Keys.text(query.afterKey())));
        byte[] from = isWithinKey
                ? Keys.after(Keys.upload(
                        bucket.id(),
                        Keys.text(query.afterKey()),
                        query.afterUpload().get()))
                : Keys.escaped(bucket.id(), start);
        byte[] rows = Keys.escaped(bucket.id(), Keys.text(query.prefix()));
        try (Index.Cursor cursor = index.cursor(Table.UPLOADS, rows)) {
            boolean isThere = cursor.seek(from);
            while (isThere) {
                if (folding.isFull()) {
                    return folding.page(true);
                }
                UploadRecord upload = Records.upload(cursor.value());
                Optional<byte[]> folded = folding.fold(upload.key().utf8());
                if (folded.isPresent()) {
                    folding.addPrefix(folded.get());
                    byte[] next = Keys.afterPrefix(folded.get());
                    isThere = next != null && cursor.seek(Keys.escaped(bucket.id(), next));
                } else {
                    folding.add(upload, upload.key().text());
                    isThere = cursor.next();
                }
            }
            return folding.page(false);
        }
    }
}
