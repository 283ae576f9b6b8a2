package dfs.metadata.rules;

import dfs.core.checksum.Checksum;
import dfs.core.checksum.ChecksumAlgorithm;
import dfs.core.checksum.ChecksumType;
import dfs.core.checksum.PartChecksums;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.core.name.ObjectKey;
import dfs.core.name.UploadId;
import dfs.core.record.BucketRecord;
import dfs.core.record.Content;
import dfs.core.record.ObjectRecord;
import dfs.core.record.PartRecord;
import dfs.core.record.UploadRecord;
import dfs.core.record.Usage;
import dfs.metadata.form.Manifest;
import dfs.metadata.form.Records;
import dfs.metadata.index.Index;
import dfs.metadata.index.Keys;
import dfs.metadata.index.Table;
import dfs.protocol.metadata.Mutation.AbortUpload;
import dfs.protocol.metadata.Mutation.CompleteUpload;
import dfs.protocol.metadata.Mutation.CompletedPart;
import dfs.protocol.metadata.Mutation.CreateUpload;
import dfs.protocol.metadata.Mutation.Done;
import dfs.protocol.metadata.Mutation.NewObject;
import dfs.protocol.metadata.Mutation.PutPart;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Opens, fills, completes and aborts multipart uploads.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html">CompleteMultipartUpload</a>
 */
final class UploadRules {

    /** The least size of a part that is not the last. */
    static final long PART_BYTES_MIN = 5L << 20;

    private final Change change;
    private final BlobRules blobs;
    private final ObjectRules objects;

    UploadRules(Change change, BlobRules blobs, ObjectRules objects) {
        this.change = change;
        this.blobs = blobs;
        this.objects = objects;
    }

    UploadRecord create(CreateUpload create) {
        BucketRecord bucket = change.bucket(create.bucket());
        UploadRecord upload = new UploadRecord(
                create.key(),
                new UploadId(change.nextRevision()),
                create.initiatorId(),
                change.stampMillis(),
                create.metadata(),
                create.tags(),
                create.checksumAlgorithm(),
                create.checksumType());
        change.index().put(Table.UPLOADS, row(bucket, create.key(), upload.id()), Records.upload(upload));
        change.count(bucket.id(), new Usage(0, 0, 0, 0, 1, 0));
        return upload;
    }

    Done putPart(PutPart put) {
        BucketRecord bucket = change.bucket(put.bucket());
        if (find(bucket, put.key(), put.uploadId()).isEmpty()) {
            throw Change.refused(ErrorCode.NO_SUCH_UPLOAD);
        }
        blobs.checkFresh(put.content(), put.bornAfter());
        change.nextRevision();
        byte[] row = Keys.part(put.uploadId(), put.number());
        byte[] old = change.index().get(Table.PARTS, row);
        long oldBytes = 0;
        blobs.name(put.content()); // before the old part's release: a repeated commit names the blob it replaces
        if (old != null) {
            PartRecord replaced = Records.part(old);
            blobs.release(replaced.content());
            oldBytes = replaced.sizeBytes();
        }
        PartRecord part = new PartRecord(
                put.number(), put.sizeBytes(), put.etag(), put.checksum(), change.stampMillis(), put.content());
        change.index().put(Table.PARTS, row, Records.part(part));
        change.count(bucket.id(), new Usage(0, 0, 0, 0, 0, put.sizeBytes() - oldBytes));
        return Done.DONE;
    }

    ObjectRecord complete(CompleteUpload complete) {
        BucketRecord bucket = change.bucket(complete.bucket());
        Optional<UploadRecord> found = find(bucket, complete.key(), complete.uploadId());
        if (found.isEmpty()) {
            return completedBefore(bucket, complete).orElseThrow(() -> Change.refused(ErrorCode.NO_SUCH_UPLOAD));
        }
        UploadRecord upload = found.get();
        List<PartRecord> parts = chosenParts(upload, complete.parts());
        long sizeBytes = parts.stream().mapToLong(PartRecord::sizeBytes).sum();
        if (complete.sizeBytes().isPresent() && complete.sizeBytes().getAsLong() != sizeBytes) {
            throw new S3Failure(
                    ErrorCode.INVALID_REQUEST,
                    "The provided 'x-amz-mp-object-size' header value "
                            + complete.sizeBytes().getAsLong() + " does not match what was computed: " + sizeBytes);
        }
        Optional<Checksum> checksum = checksum(upload, parts, complete.checksum());
        complete.preconditions().check(new Versions(change.index(), bucket, complete.key())::current);

        long revision = change.nextRevision();
        String etag = PartChecksums.etag(parts.stream().map(PartRecord::etag).toList());
        Manifest manifest = new Manifest(bucket.id(), complete.key().text(), revision, parts);
        change.index().put(Table.MANIFESTS, Keys.number(upload.id().revision()), manifest.write());
        close(bucket, upload, parts);
        NewObject object =
                new NewObject(upload.initiatorId(), sizeBytes, etag, upload.metadata(), upload.tags(), checksum);
        Content content = new Content.Parts(upload.id().revision(), parts.size());
        return objects.install(bucket, complete.key(), object, sizeBytes, etag, content, revision);
    }

    Done abort(AbortUpload abort) {
        BucketRecord bucket = change.bucket(abort.bucket());
        UploadRecord upload =
                find(bucket, abort.key(), abort.uploadId()).orElseThrow(() -> Change.refused(ErrorCode.NO_SUCH_UPLOAD));
        change.nextRevision();
        long bytes = partsOf(upload).stream().mapToLong(PartRecord::sizeBytes).sum();
        change.index().delete(Table.UPLOADS, row(bucket, upload.key(), upload.id()));
        blobs.letGo(BlobRules.LetGo.UPLOAD, upload.id().revision());
        change.count(bucket.id(), new Usage(0, 0, 0, 0, -1, -bytes));
        return Done.DONE;
    }

    /** Closes every upload of a bucket that is about to go. */
    void abortAll(BucketRecord bucket) {
        blobs.letGo(BlobRules.LetGo.BUCKET, bucket.id());
    }

    private List<PartRecord> partsOf(UploadRecord upload) {
        List<PartRecord> parts = new ArrayList<>();
        try (Index.Cursor cursor =
                change.index().cursor(Table.PARTS, Keys.number(upload.id().revision()))) {
            while (cursor.next()) {
                parts.add(Records.part(cursor.value()));
            }
        }
        return parts;
    }

    private Optional<UploadRecord> find(BucketRecord bucket, ObjectKey key, UploadId id) {
        byte[] row = change.index().get(Table.UPLOADS, row(bucket, key, id));
        return row == null ? Optional.empty() : Optional.of(Records.upload(row));
    }

    private static byte[] row(BucketRecord bucket, ObjectKey key, UploadId id) {
        return Keys.upload(bucket.id(), key.utf8(), id);
    }

    /** The object that this completion, of the same parts, made when it was first sent, if it is still there. */
    private Optional<ObjectRecord> completedBefore(BucketRecord bucket, CompleteUpload complete) {
        byte[] row = change.index()
                .get(Table.MANIFESTS, Keys.number(complete.uploadId().revision()));
        if (row == null) {
            return Optional.empty();
        }
        Manifest manifest = Manifest.read(row);
        boolean isThis = manifest.bucketId() == bucket.id()
                && manifest.key().equals(complete.key().text())
                && isOf(manifest.parts(), complete.parts());
        return isThis
                ? new Versions(change.index(), bucket, complete.key()).atRevision(manifest.revision())
                : Optional.empty();
    }

    private static boolean isOf(List<PartRecord> parts, List<CompletedPart> named) {
        return parts.size() == named.size()
                && IntStream.range(0, parts.size())
                        .allMatch(i -> parts.get(i).number() == named.get(i).number()
                                && parts.get(i).etag().equals(named.get(i).etag()));
    }

    private List<PartRecord> chosenParts(UploadRecord upload, List<CompletedPart> named) {
        if (named.isEmpty()) {
            throw Change.refused(ErrorCode.MALFORMED_XML);
        }
        List<PartRecord> parts = new ArrayList<>(named.size());
        int lastNumber = 0;
        for (CompletedPart each : named) {
            if (each.number() <= lastNumber) {
                throw Change.refused(ErrorCode.INVALID_PART_ORDER);
            }
            lastNumber = each.number();
            parts.add(chosenPart(upload, each));
        }
        for (PartRecord part : parts.subList(0, parts.size() - 1)) {
            if (part.sizeBytes() < PART_BYTES_MIN) {
                throw S3Error.of(ErrorCode.ENTITY_TOO_SMALL)
                        .with("ProposedSize", Long.toString(part.sizeBytes()))
                        .with("MinSizeAllowed", Long.toString(PART_BYTES_MIN))
                        .with("PartNumber", Integer.toString(part.number()))
                        .with("ETag", part.etag())
                        .failure();
            }
        }
        return parts;
    }

    private PartRecord chosenPart(UploadRecord upload, CompletedPart named) {
        byte[] row = change.index().get(Table.PARTS, Keys.part(upload.id(), named.number()));
        Optional<PartRecord> part = row == null ? Optional.empty() : Optional.of(Records.part(row));
        if (part.isPresent() && isOfAnotherKind(part.get(), named)) {
            throw new S3Failure(
                    ErrorCode.BAD_DIGEST,
                    "The " + lowerCase(named.checksum().orElseThrow().algorithm()) + " you specified for part "
                            + named.number() + " did not match what we received.");
        }
        boolean isRight = part.isPresent()
                && part.get().etag().equals(named.etag())
                && (named.checksum().isEmpty()
                        || agrees(part.get(), named.checksum().get()));
        if (!isRight) {
            throw S3Error.of(ErrorCode.INVALID_PART)
                    .with("UploadId", upload.id().text())
                    .with("PartNumber", Integer.toString(named.number()))
                    .with("ETag", named.etag())
                    .failure();
        }
        return part.orElseThrow();
    }

    private static boolean isOfAnotherKind(PartRecord part, CompletedPart named) {
        return part.checksum().isPresent()
                && named.checksum().isPresent()
                && part.checksum().get().algorithm() != named.checksum().get().algorithm();
    }

    private static String lowerCase(ChecksumAlgorithm algorithm) {
        return algorithm.name().toLowerCase(Locale.ROOT);
    }

    private static boolean agrees(PartRecord part, Checksum named) {
        return part.checksum()
                .filter(kept ->
                        kept.algorithm() == named.algorithm() && kept.value().equals(named.value()))
                .isPresent();
    }

    private static Optional<Checksum> checksum(UploadRecord upload, List<PartRecord> parts, Optional<Checksum> given) {
        boolean isComputable = upload.checksumAlgorithm().isPresent()
                && parts.stream().allMatch(part -> part.checksum().isPresent());
        if (!isComputable) {
            if (given.isPresent()) {
                throw new S3Failure(
                        ErrorCode.INVALID_REQUEST,
                        "The " + lowerCase(given.get().algorithm())
                                + " you specified cannot be verified: name the checksum"
                                + " algorithm when the upload is created, and give it with every part.");
            }
            return Optional.empty();
        }
        ChecksumAlgorithm algorithm = upload.checksumAlgorithm().get();
        List<String> values = parts.stream()
                .map(part -> part.checksum().orElseThrow().value())
                .toList();
        Checksum computed = upload.checksumType() == ChecksumType.COMPOSITE
                ? PartChecksums.composite(algorithm, values)
                : PartChecksums.fullObject(
                        algorithm,
                        values,
                        parts.stream().map(PartRecord::sizeBytes).toList());
        boolean differs = given.isPresent()
                && !(given.get().algorithm() == algorithm
                        && sameValue(given.get().value(), computed.value()));
        if (differs) {
            throw new S3Failure(
                    ErrorCode.BAD_DIGEST,
                    "The " + lowerCase(given.get().algorithm())
                            + " you specified did not match the calculated checksum.");
        }
        return Optional.of(computed);
    }

    /** Clients give composite values with or without the dash and the number of parts. */
    private static boolean sameValue(String given, String computed) {
        int dash = computed.indexOf('-');
        return given.equals(computed) || (dash >= 0 && given.equals(computed.substring(0, dash)));
    }

    /** Removes an upload that was completed, and its parts; the blobs of {@code kept} stay named, by a manifest from now on. */
    private void close(BucketRecord bucket, UploadRecord upload, List<PartRecord> kept) {
        Set<Integer> keptNumbers = new HashSet<>();
        kept.forEach(part -> keptNumbers.add(part.number()));
        long bytes = 0;
        for (PartRecord part : partsOf(upload)) {
            bytes += part.sizeBytes();
            change.index().delete(Table.PARTS, Keys.part(upload.id(), part.number()));
            if (!keptNumbers.contains(part.number())) {
                blobs.release(part.content());
            }
        }
        change.index().delete(Table.UPLOADS, row(bucket, upload.key(), upload.id()));
        change.count(bucket.id(), new Usage(0, 0, 0, 0, -1, -bytes));
    }
}
