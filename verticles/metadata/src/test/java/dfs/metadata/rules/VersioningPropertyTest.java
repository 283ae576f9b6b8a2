package dfs.metadata.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.Bytes;
import dfs.core.name.BlobId;
import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.core.name.VersionId;
import dfs.core.record.Content;
import dfs.core.record.ObjectMetadata;
import dfs.core.record.ObjectRecord;
import dfs.core.record.Usage;
import dfs.core.record.Versioning;
import dfs.metadata.index.MemoryIndex;
import dfs.metadata.listing.Queries;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Preconditions;
import dfs.protocol.metadata.Query;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * <b>Goal.</b> Versions, listings, counters and blob references are what a naive model says, after any history.
 *
 * <p><b>Method.</b> Each seed plays random writes and deletes, in a bucket whose versioning is switched at random, to the
 * rules and to the model. At the end every listing, in pages of random size, with random prefixes and delimiters, is held
 * against the model; usage is held against a full count; the blobs named are exactly those of the versions that are left.
 */
class VersioningPropertyTest {

    private static final BucketName BUCKET = new BucketName("bucket");
    private static final String[] PIECES = {"a", "b", "/", "//", "\u0000", "\u0001", "\u00e9", "\ud83d\ude00", "z", " "
    };

    static IntStream seeds() {
        return Integer.getInteger("seed") != null ? IntStream.of(Integer.getInteger("seed")) : IntStream.range(0, 200);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void afterAnyHistoryTheBucketIsWhatTheModelSays(int seed) {
        World world = new World(new Random(seed));
        for (int step = 0; step < 150; step++) {
            world.step();
        }
        world.checkObjects();
        world.checkListings();
        world.checkVersionListings();
        world.checkUsage();
        world.checkBlobs();
    }

    private static final class World {

        private final Random dice;
        private final MemoryIndex index = new MemoryIndex();
        private final NaiveBucket model = new NaiveBucket();
        private final List<String> keys = new ArrayList<>();

        World(Random dice) {
            this.dice = dice;
            var _ = apply(new Mutation.CreateBucket(BUCKET, "owner", "", dfs.core.auth.AccessList.PRIVATE));
            for (int i = 0; i < 12; i++) {
                StringBuilder key = new StringBuilder();
                for (int length = 1 + dice.nextInt(5); length > 0; length--) {
                    key.append(PIECES[dice.nextInt(PIECES.length)]);
                }
                keys.add(key.toString());
            }
        }

        void step() {
            String key = keys.get(dice.nextInt(keys.size()));
            switch (dice.nextInt(10)) {
                case 0 -> switchVersioning();
                case 1, 2 -> delete(key);
                case 3, 4 -> deleteVersion(key);
                default -> put(key);
            }
        }

        private void switchVersioning() {
            Versioning next = dice.nextBoolean() ? Versioning.ENABLED : Versioning.SUSPENDED;
            var _ = apply(new Mutation.SetVersioning(BUCKET, next));
            model.versioning = next;
        }

        private void put(String key) {
            long size = dice.nextInt(1000);
            Content content = dice.nextBoolean()
                    ? new Content.Inline(Bytes.wrap(new byte[(int) size]))
                    : new Content.Blob(new BlobId(dice.nextLong(), dice.nextLong()));
            ObjectRecord written = apply(new Mutation.PutObject(
                    BUCKET,
                    new ObjectKey(key),
                    new Mutation.NewObject(
                            "owner", size, "etag", ObjectMetadata.NONE, new TreeMap<>(), Optional.empty()),
                    content,
                    0,
                    Preconditions.NONE));
            model.put(key, written.revision(), size);
        }

        private void delete(String key) {
            Mutation.Deleted deleted =
                    apply(new Mutation.DeleteObject(BUCKET, new ObjectKey(key), Optional.empty(), Preconditions.NONE));
            long revision = new Queries(index).answer(new Query.FindProgress()).revision();
            assertThat(deleted.isDeleteMarker()).isEqualTo(model.versioning != Versioning.NEVER);
            model.delete(key, revision);
        }

        private void deleteVersion(String key) {
            List<VersionId> ids = new ArrayList<>(model.versions.stream()
                    .filter(version -> version.key().equals(key))
                    .map(NaiveBucket.Version::id)
                    .toList());
            ids.add(VersionId.NULL);
            ids.add(new VersionId(1_000_000));
            VersionId id = ids.get(dice.nextInt(ids.size()));
            boolean isMarker = model.named(key, id)
                    .filter(NaiveBucket.Version::isDeleteMarker)
                    .isPresent();
            Mutation.Deleted deleted =
                    apply(new Mutation.DeleteObject(BUCKET, new ObjectKey(key), Optional.of(id), Preconditions.NONE));
            assertThat(deleted).isEqualTo(new Mutation.Deleted(Optional.of(id), isMarker));
            model.deleteVersion(key, id);
        }

        void checkObjects() {
            for (String key : keys) {
                Optional<ObjectRecord> newest = ask(new Query.FindObject(BUCKET, new ObjectKey(key), Optional.empty()));
                assertThat(newest.map(World::seen)).isEqualTo(model.newest(key));
            }
            for (NaiveBucket.Version version : model.versions) {
                Optional<ObjectRecord> found =
                        ask(new Query.FindObject(BUCKET, new ObjectKey(version.key()), Optional.of(version.id())));
                assertThat(found.map(World::seen)).contains(version);
            }
        }

        private static NaiveBucket.Version seen(ObjectRecord object) {
            return new NaiveBucket.Version(
                    object.key().text(),
                    object.versionId(),
                    object.revision(),
                    object.isDeleteMarker(),
                    object.sizeBytes());
        }

        void checkListings() {
            for (int round = 0; round < 12; round++) {
                String prefix = part();
                String delimiter = dice.nextInt(3) == 0 ? "" : PIECES[dice.nextInt(PIECES.length)];
                List<String> entries = new ArrayList<>();
                List<String> prefixes = new ArrayList<>();
                String after = "";
                Query.Listing<Query.ListedObject> page;
                do {
                    int max = 1 + dice.nextInt(4);
                    page = ask(new Query.ListObjects(BUCKET, prefix, delimiter, after, max));
                    assertThat(page.entries().size() + page.prefixes().size()).isLessThanOrEqualTo(max);
                    page.entries().forEach(entry -> entries.add(entry.key().text()));
                    prefixes.addAll(page.prefixes());
                    after = page.last();
                } while (page.hasMore());
                assertThat(entries).isEqualTo(expectedEntries(model.liveKeys(), prefix, delimiter));
                assertThat(prefixes).isEqualTo(expectedPrefixes(model.liveKeys(), prefix, delimiter));
            }
        }

        void checkVersionListings() {
            for (int round = 0; round < 8; round++) {
                String prefix = part();
                List<NaiveBucket.Version> listed = new ArrayList<>();
                List<Boolean> latest = new ArrayList<>();
                String afterKey = "";
                Optional<VersionId> afterVersion = Optional.empty();
                Query.Listing<Query.ListedVersion> page;
                do {
                    page = ask(new Query.ListVersions(BUCKET, prefix, "", afterKey, afterVersion, 1 + dice.nextInt(4)));
                    for (Query.ListedVersion each : page.entries()) {
                        NaiveBucket.Version known =
                                model.named(each.key().text(), each.versionId()).orElseThrow();
                        assertThat(each.isDeleteMarker()).isEqualTo(known.isDeleteMarker());
                        listed.add(known);
                        latest.add(each.isLatest());
                    }
                    afterKey = page.last();
                    afterVersion = page.entries().isEmpty()
                            ? Optional.empty()
                            : Optional.of(page.entries().getLast().versionId());
                } while (page.hasMore());
                List<NaiveBucket.Version> expected = model.inOrder().stream()
                        .filter(version -> version.key().startsWith(prefix))
                        .toList();
                assertThat(listed).isEqualTo(expected);
                assertThat(latest)
                        .isEqualTo(expected.stream()
                                .map(version -> model.newest(version.key())
                                        .orElseThrow()
                                        .equals(version))
                                .toList());
            }
        }

        void checkUsage() {
            long live = model.liveKeys().size();
            long markers = model.versions.stream()
                    .filter(NaiveBucket.Version::isDeleteMarker)
                    .count();
            long bytes = model.versions.stream()
                    .mapToLong(NaiveBucket.Version::sizeBytes)
                    .sum();
            assertThat(ask(new Query.FindUsage(BUCKET)))
                    .isEqualTo(new Usage(live, model.versions.size() - markers, markers, bytes, 0, 0));
        }

        void checkBlobs() {
            Set<BlobId> left = new HashSet<>();
            for (NaiveBucket.Version version : model.versions) {
                ObjectRecord object = ask(new Query.FindObject(
                                BUCKET, new ObjectKey(version.key()), Optional.of(version.id())))
                        .orElseThrow();
                if (object.content() instanceof Content.Blob blob) {
                    left.add(blob.id());
                }
            }
            List<BlobId> named =
                    ask(new Query.ListNamedBlobs(Optional.empty(), 10_000)).entries();
            assertThat(named).containsExactlyInAnyOrderElementsOf(left);
            assertThat(ask(new Query.ListCondemned(Optional.empty(), 10_000)).entries())
                    .doesNotContainAnyElementsOf(left);
        }

        private String part() {
            String key = keys.get(dice.nextInt(keys.size()));
            int end = dice.nextInt(key.length() + 1);
            boolean splitsPair = end > 0 && Character.isHighSurrogate(key.charAt(end - 1));
            return key.substring(0, splitsPair ? end - 1 : end);
        }

        private static List<String> expectedEntries(List<String> keys, String prefix, String delimiter) {
            return keys.stream()
                    .filter(key -> key.startsWith(prefix))
                    .filter(key -> delimiter.isEmpty() || key.indexOf(delimiter, prefix.length()) < 0)
                    .toList();
        }

        private static List<String> expectedPrefixes(List<String> keys, String prefix, String delimiter) {
            return delimiter.isEmpty()
                    ? List.of()
                    : keys.stream()
                            .filter(key -> key.startsWith(prefix) && key.indexOf(delimiter, prefix.length()) >= 0)
                            .map(key -> key.substring(0, key.indexOf(delimiter, prefix.length()) + delimiter.length()))
                            .distinct()
                            .toList();
        }

        private <A> A ask(Query<A> query) {
            return new Queries(index).answer(query);
        }

        @SuppressWarnings("unchecked")
        private <R> R apply(Mutation<R> mutation) {
            return switch (Rules.apply(index, List.of(mutation), 1).getFirst()) {
                case Outcome.Done<?> done -> (R) done.result();
                case Outcome.Refused<?> refused -> throw refused.error().failure();
            };
        }
    }
}
