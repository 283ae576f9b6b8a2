package dfs.metadata.model;

import dfs.core.name.BlobId;
import dfs.core.name.UploadId;
import dfs.core.name.VersionId;
import dfs.core.record.Usage;
import dfs.core.record.Versioning;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What buckets hold, kept the plainest way: for each key the list of its versions, newest first. */
final class NaiveBuckets {

    static final Comparator<String> BY_BYTES =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    /** A version or a delete marker. */
    record Version(
            VersionId id, long revision, boolean isDeleteMarker, long sizeBytes, String etag, List<BlobId> blobs) {}

    /** A part of an open upload. */
    record Part(long sizeBytes, String etag, BlobId blob) {}

    /** An open upload. */
    record Upload(String key, TreeMap<Integer, Part> parts) {}

    /** One bucket. */
    static final class Bucket {
        Versioning versioning = Versioning.NEVER;
        final TreeMap<String, List<Version>> keys = new TreeMap<>(BY_BYTES);
        final TreeMap<Long, Upload> uploads = new TreeMap<>();

        List<Version> versions(String key) {
            return keys.getOrDefault(key, List.of());
        }

        Optional<Version> newest(String key) {
            return versions(key).stream().findFirst();
        }

        Optional<Version> live(String key) {
            return newest(key).filter(version -> !version.isDeleteMarker());
        }

        Optional<Version> named(String key, VersionId id) {
            return versions(key).stream()
                    .filter(version -> version.id().equals(id))
                    .findFirst();
        }

        /** Writes a version or a delete marker, as the bucket keeps versions. */
        VersionId write(
                String key, long revision, boolean isDeleteMarker, long sizeBytes, String etag, List<BlobId> blobs) {
            List<Version> versions = keys.computeIfAbsent(key, absent -> new ArrayList<>());
            VersionId id = versioning == Versioning.ENABLED ? new VersionId(revision) : VersionId.NULL;
            versions.removeIf(version -> version.id().equals(id));
            versions.addFirst(new Version(id, revision, isDeleteMarker, sizeBytes, etag, blobs));
            return id;
        }

        void remove(String key, VersionId id) {
            List<Version> left = new ArrayList<>(versions(key));
            left.removeIf(version -> version.id().equals(id));
            if (left.isEmpty()) {
                keys.remove(key);
            } else {
                keys.put(key, left);
            }
        }

        Upload upload(UploadId id) {
            Upload upload = uploads.get(id.revision());
            if (upload == null) {
                throw new AssertionError("the model has no upload " + id);
            }
            return upload;
        }

        /** Counts everything anew. */
        Usage usage() {
            long objects =
                    keys.keySet().stream().filter(key -> live(key).isPresent()).count();
            long markers = 0;
            long versions = 0;
            long bytes = 0;
            for (Version version : keys.values().stream().flatMap(List::stream).toList()) {
                markers += version.isDeleteMarker() ? 1 : 0;
                versions += version.isDeleteMarker() ? 0 : 1;
                bytes += version.sizeBytes();
            }
            long uploadBytes = uploads.values().stream()
                    .flatMap(upload -> upload.parts().values().stream())
                    .mapToLong(Part::sizeBytes)
                    .sum();
            return new Usage(objects, versions, markers, bytes, uploads.size(), uploadBytes);
        }
    }

    final TreeMap<String, Bucket> buckets = new TreeMap<>();

    Bucket bucket(String name) {
        Bucket bucket = buckets.get(name);
        if (bucket == null) {
            throw new AssertionError("the model has no bucket " + name);
        }
        return bucket;
    }

    /** How often versions and parts name each blob. */
    Map<BlobId, Long> blobs() {
        Map<BlobId, Long> counts = new HashMap<>();
        for (Bucket bucket : buckets.values()) {
            bucket.keys.values().stream()
                    .flatMap(List::stream)
                    .flatMap(version -> version.blobs().stream())
                    .forEach(blob -> counts.merge(blob, 1L, Long::sum));
            bucket.uploads.values().stream()
                    .flatMap(upload -> upload.parts().values().stream())
                    .forEach(part -> counts.merge(part.blob(), 1L, Long::sum));
        }
        return counts;
    }
}
