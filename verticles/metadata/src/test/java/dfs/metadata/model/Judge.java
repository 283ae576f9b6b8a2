package dfs.metadata.model;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.error.ErrorCode;
import dfs.core.name.BlobId;
import dfs.core.record.ObjectRecord;
import dfs.core.record.Versioning;
import dfs.metadata.model.NaiveBuckets.Bucket;
import dfs.metadata.model.NaiveBuckets.Part;
import dfs.metadata.model.NaiveBuckets.Upload;
import dfs.metadata.model.NaiveBuckets.Version;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Preconditions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Predicts the outcome of each mutation from the naive model, compares, and lets the model follow. */
final class Judge {

    private static final long PART_BYTES_MIN = 5L << 20;

    private final NaiveBuckets model;

    Judge(NaiveBuckets model) {
        this.model = model;
    }

    void follow(Mutation<?> mutation, Outcome<?> outcome) {
        Optional<ErrorCode> refusal = refusal(mutation);
        Optional<ErrorCode> refused =
                outcome instanceof Outcome.Refused<?> r ? Optional.of(r.error().code()) : Optional.empty();
        assertThat(refused).as("refusal of %s", mutation).isEqualTo(refusal);
        if (outcome instanceof Outcome.Done<?> done) {
            take(mutation, done);
        }
    }

    private Optional<ErrorCode> refusal(Mutation<?> mutation) {
        return switch (mutation) {
            case Mutation.PutObject m -> conditions(m.bucket().text(), m.key().text(), m.preconditions());
            case Mutation.CopyObject m -> {
                boolean isThere = model.buckets.containsKey(m.sourceBucket().text());
                boolean hasSource = isThere
                        && model
                                .bucket(m.sourceBucket().text())
                                .versions(m.sourceKey().text())
                                .stream()
                                .anyMatch(v -> v.revision() == m.sourceRevision() && !v.isDeleteMarker());
                yield !isThere
                        ? Optional.of(ErrorCode.NO_SUCH_BUCKET)
                        : !hasSource
                                ? Optional.of(ErrorCode.NO_SUCH_KEY)
                                : conditions(m.bucket().text(), m.key().text(), m.preconditions());
            }
            case Mutation.DeleteObject m ->
                conditions(m.bucket().text(), m.key().text(), m.preconditions());
            case Mutation.SetObjectTags m -> {
                Bucket bucket = model.bucket(m.bucket().text());
                Optional<Version> version = m.versionId().isPresent()
                        ? bucket.named(m.key().text(), m.versionId().get())
                        : bucket.newest(m.key().text());
                boolean isNamed = m.versionId().isPresent();
                yield version.isEmpty()
                        ? Optional.of(isNamed ? ErrorCode.NO_SUCH_VERSION : ErrorCode.NO_SUCH_KEY)
                        : version.get().isDeleteMarker()
                                ? Optional.of(isNamed ? ErrorCode.METHOD_NOT_ALLOWED : ErrorCode.NO_SUCH_KEY)
                                : Optional.empty();
            }
            case Mutation.CompleteUpload m -> completion(m);
            case Mutation.DeleteBucket m ->
                model.bucket(m.name().text()).keys.isEmpty()
                        ? Optional.empty()
                        : Optional.of(ErrorCode.BUCKET_NOT_EMPTY);
            default -> Optional.empty();
        };
    }

    private Optional<ErrorCode> completion(Mutation.CompleteUpload m) {
        if (m.parts().isEmpty()) {
            return Optional.of(ErrorCode.MALFORMED_XML);
        }
        Upload upload = model.bucket(m.bucket().text()).upload(m.uploadId());
        boolean isTooSmall = m.parts().subList(0, m.parts().size() - 1).stream()
                .anyMatch(part -> part(upload, part.number()).sizeBytes() < PART_BYTES_MIN);
        return isTooSmall
                ? Optional.of(ErrorCode.ENTITY_TOO_SMALL)
                : conditions(m.bucket().text(), m.key().text(), m.preconditions());
    }

    private Optional<ErrorCode> conditions(String bucket, String key, Preconditions conditions) {
        Optional<Version> live = model.bucket(bucket).live(key);
        if (!conditions.ifMatch().isEmpty() && live.isEmpty()) {
            return Optional.of(ErrorCode.NO_SUCH_KEY);
        }
        boolean matches = conditions.ifMatch().isEmpty() || names(conditions.ifMatch(), live);
        boolean isFree = conditions.ifNoneMatch().isEmpty() || !names(conditions.ifNoneMatch(), live);
        return matches && isFree ? Optional.empty() : Optional.of(ErrorCode.PRECONDITION_FAILED);
    }

    private static boolean names(List<String> etags, Optional<Version> live) {
        return live.isPresent()
                && (etags.contains("*") || etags.contains(live.get().etag()));
    }

    private void take(Mutation<?> mutation, Outcome.Done<?> done) {
        switch (mutation) {
            case Mutation.CreateBucket m -> model.buckets.put(m.name().text(), new Bucket());
            case Mutation.DeleteBucket m -> model.buckets.remove(m.name().text());
            case Mutation.SetVersioning m -> model.bucket(m.name().text()).versioning = m.versioning();
            case Mutation.PutObject m -> {
                List<BlobId> blobs =
                        m.content() instanceof dfs.core.record.Content.Blob blob ? List.of(blob.id()) : List.of();
                write(
                        m.bucket().text(),
                        m.key().text(),
                        m.object().sizeBytes(),
                        m.object().etag(),
                        blobs,
                        done);
            }
            case Mutation.CopyObject m -> {
                Version source = model
                        .bucket(m.sourceBucket().text())
                        .versions(m.sourceKey().text())
                        .stream()
                        .filter(version -> version.revision() == m.sourceRevision())
                        .findFirst()
                        .orElseThrow();
                write(m.bucket().text(), m.key().text(), source.sizeBytes(), source.etag(), source.blobs(), done);
            }
            case Mutation.DeleteObject m -> delete(m, done);
            case Mutation.CreateUpload m ->
                model.bucket(m.bucket().text())
                        .uploads
                        .put(done.revision(), new Upload(m.key().text(), new java.util.TreeMap<>()));
            case Mutation.PutPart m -> {
                BlobId blob = ((dfs.core.record.Content.Blob) m.content()).id();
                Upload upload = model.bucket(m.bucket().text()).upload(m.uploadId());
                upload.parts().put(m.number(), new Part(m.sizeBytes(), m.etag(), blob));
            }
            case Mutation.CompleteUpload m -> complete(m, done);
            case Mutation.AbortUpload m ->
                model.bucket(m.bucket().text()).uploads.remove(m.uploadId().revision());
            default -> {}
        }
    }

    private void complete(Mutation.CompleteUpload m, Outcome.Done<?> done) {
        Upload upload = model.bucket(m.bucket().text()).upload(m.uploadId());
        List<BlobId> blobs = new ArrayList<>();
        long sizeBytes = 0;
        for (Mutation.CompletedPart named : m.parts()) {
            blobs.add(part(upload, named.number()).blob());
            sizeBytes += part(upload, named.number()).sizeBytes();
        }
        model.bucket(m.bucket().text()).uploads.remove(m.uploadId().revision());
        write(m.bucket().text(), m.key().text(), sizeBytes, ((ObjectRecord) done.result()).etag(), blobs, done);
    }

    private void delete(Mutation.DeleteObject m, Outcome.Done<?> done) {
        Bucket bucket = model.bucket(m.bucket().text());
        String key = m.key().text();
        Mutation.Deleted expected;
        if (m.versionId().isPresent()) {
            boolean isMarker = bucket.named(key, m.versionId().get())
                    .map(Version::isDeleteMarker)
                    .orElse(false);
            bucket.remove(key, m.versionId().get());
            expected = new Mutation.Deleted(m.versionId(), isMarker);
        } else if (bucket.versioning == Versioning.NEVER) {
            bucket.keys.remove(key);
            expected = new Mutation.Deleted(Optional.empty(), false);
        } else {
            expected =
                    new Mutation.Deleted(Optional.of(bucket.write(key, done.revision(), true, 0, "", List.of())), true);
        }
        assertThat(done.result()).as("result of %s", m).isEqualTo(expected);
    }

    private void write(
            String bucket, String key, long sizeBytes, String etag, List<BlobId> blobs, Outcome.Done<?> done) {
        ObjectRecord made = (ObjectRecord) done.result();
        assertThat(made.versionId())
                .isEqualTo(model.bucket(bucket).write(key, done.revision(), false, sizeBytes, etag, blobs));
        assertThat(made.revision()).isEqualTo(done.revision());
        assertThat(made.sizeBytes()).isEqualTo(sizeBytes);
        assertThat(made.etag()).isEqualTo(etag);
    }

    private static Part part(Upload upload, int number) {
        Part part = upload.parts().get(number);
        if (part == null) {
            throw new AssertionError("the model has no part " + number);
        }
        return part;
    }
}
