package dfs.metadata.rules;

import dfs.core.name.VersionId;
import dfs.core.record.Versioning;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** One bucket as a list of versions, newest first: slow, obvious, and what the real one is held against. */
final class NaiveBucket {

    /** A version as the model knows it. */
    record Version(String key, VersionId id, long revision, boolean isDeleteMarker, long sizeBytes) {}

    final List<Version> versions = new ArrayList<>();
    Versioning versioning = Versioning.NEVER;

    Optional<Version> newest(String key) {
        return versions.stream().filter(version -> version.key().equals(key)).findFirst();
    }

    Optional<Version> named(String key, VersionId id) {
        return versions.stream()
                .filter(version -> version.key().equals(key) && version.id().equals(id))
                .findFirst();
    }

    Optional<Version> live(String key) {
        return newest(key).filter(version -> !version.isDeleteMarker());
    }

    void put(String key, long revision, long sizeBytes) {
        add(key, revision, false, sizeBytes);
    }

    void delete(String key, long revision) {
        if (versioning == Versioning.NEVER) {
            versions.removeIf(version -> version.key().equals(key));
        } else {
            add(key, revision, true, 0);
        }
    }

    void deleteVersion(String key, VersionId id) {
        versions.removeIf(version -> version.key().equals(key) && version.id().equals(id));
    }

    private void add(String key, long revision, boolean isDeleteMarker, long sizeBytes) {
        boolean isVersioned = versioning == Versioning.ENABLED;
        if (!isVersioned) {
            deleteVersion(key, VersionId.NULL);
        }
        VersionId id = isVersioned ? new VersionId(revision) : VersionId.NULL;
        versions.addFirst(new Version(key, id, revision, isDeleteMarker, sizeBytes));
    }

    List<String> liveKeys() {
        TreeSet<dfs.core.name.ObjectKey> keys = new TreeSet<>();
        for (Version version : versions) {
            if (live(version.key()).isPresent()) {
                keys.add(new dfs.core.name.ObjectKey(version.key()));
            }
        }
        return keys.stream().map(dfs.core.name.ObjectKey::text).toList();
    }

    /** All versions, by key and then newest first. */
    List<Version> inOrder() {
        List<Version> ordered = new ArrayList<>(versions);
        ordered.sort((one, two) -> {
            int byKey = new dfs.core.name.ObjectKey(one.key()).compareTo(new dfs.core.name.ObjectKey(two.key()));
            return byKey != 0 ? byKey : Long.compare(two.revision(), one.revision());
        });
        return ordered;
    }
}
