package dfs.metadata.spread;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.auth.Role;
import dfs.core.checksum.ChecksumType;
import dfs.core.name.BlobId;
import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.core.name.UploadId;
import dfs.core.record.BucketRecord;
import dfs.core.record.Content;
import dfs.core.record.ObjectMetadata;
import dfs.core.record.ObjectRecord;
import dfs.core.record.UploadRecord;
import dfs.core.record.User;
import dfs.metadata.Engine;
import dfs.metadata.MemoryEngine;
import dfs.protocol.Consistency;
import dfs.protocol.metadata.Layout;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Preconditions;
import dfs.protocol.metadata.Query;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * <b>Goal.</b> Several groups answer as one does.
 *
 * <p><b>Method.</b> From a seed, commits of a few mutations each go to one engine and to one that is spread over groups. Outcomes and
 * listings must be the same, but for what is numbered by revisions. {@code -Dseed=N} replays one.
 */
class SpreadPropertyTest {

    private static final int SEEDS = 150;
    private static final int COMMITS = 80;
    private static final int BUCKETS = 7;

    static LongStream seeds() {
        Long only = Long.getLong("seed");
        return only == null ? LongStream.range(0, SEEDS) : LongStream.of(only);
    }

    private Random dice = new Random();
    private Layout layout = Layout.ONE;
    private Engine one = new MemoryEngine(InstantSource.fixed(Instant.EPOCH));
    private Engine several = one;
    private long blobs;

    /** The same upload in both. */
    private record Twins(BucketName bucket, ObjectKey key, UploadId inOne, UploadId inSeveral) {}

    /** What is buried differs by group; how that tells uploads from garbage is not looked at here. */
    private static final long BORN_AFTER_ALL = Long.MAX_VALUE;

    private final List<Twins> uploads = new ArrayList<>();

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void severalGroupsAnswerAsOneDoes(long seed) {
        dice = new Random(seed);
        layout = new Layout(2 + dice.nextInt(4));
        InstantSource clock = InstantSource.fixed(Instant.EPOCH);
        several = new SpreadEngine(IntStream.range(0, layout.groups())
                .mapToObj(group -> new MemoryEngine(clock, group))
                .toList());
        for (int i = 0; i < COMMITS; i++) {
            if (dice.nextInt(4) == 0) {
                upload();
            } else {
                commit(IntStream.range(0, 1 + dice.nextInt(4))
                        .<Mutation<?>>mapToObj(each -> wish())
                        .toList());
            }
            if (i % 20 == 19) {
                releaseAll();
                compareAll();
            }
        }
    }

    private void commit(List<Mutation<?>> mutations) {
        List<Outcome<?>> ofOne = one.commit(mutations);
        List<Outcome<?>> ofSeveral = several.commit(mutations);
        assertThat(ofSeveral).hasSameSizeAs(ofOne);
        for (int i = 0; i < ofOne.size(); i++) {
            assertThat(shape(ofSeveral.get(i))).as("%s", mutations.get(i)).isEqualTo(shape(ofOne.get(i)));
        }
    }

    /** What must be the same. */
    private static Object shape(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Refused<?> refused ->
                List.of(refused.error().code(), refused.error().message());
            case Outcome.Done<?> done ->
                switch (done.result()) {
                    case ObjectRecord object -> List.of(object.key(), object.etag(), object.sizeBytes());
                    case BucketRecord bucket -> List.of(bucket.name(), bucket.ownerId());
                    case UploadRecord upload -> upload.key();
                    case Object other -> other;
                };
        };
    }

    private BucketName bucket() {
        return new BucketName("bucket-" + dice.nextInt(BUCKETS));
    }

    private ObjectKey key() {
        return new ObjectKey("key-" + dice.nextInt(3));
    }

    private BlobId blob(BucketName bucket) {
        return layout.blobOf(bucket, new BlobId(dice.nextInt(5) << 16, ++blobs));
    }

    /** Some of those that there are or may be. */
    private List<BlobId> someBlobs() {
        return dice.longs(dice.nextInt(6), 1, 2 + blobs)
                .mapToObj(low -> new BlobId(dice.nextInt(5) << 16, low).withGroup(dice.nextInt(layout.groups())))
                .distinct()
                .toList();
    }

    private Mutation<?> wish() {
        BucketName bucket = bucket();
        return switch (dice.nextInt(12)) {
            case 0, 1 -> new Mutation.CreateBucket(bucket, "id-" + dice.nextInt(3), "");
            case 2 -> new Mutation.DeleteBucket(bucket);
            case 3, 4, 5 -> put(bucket);
            case 6 -> new Mutation.DeleteObject(bucket, key(), Optional.empty(), Preconditions.NONE);
            case 7 -> new Mutation.CondemnBlobs(someBlobs());
            case 8 -> new Mutation.BuryBlobs(someBlobs());
            case 9 -> new Mutation.ReleaseParts(1 + dice.nextInt(3));
            case 10 -> user(dice.nextInt(3));
            default -> new Mutation.DeleteUser("user-" + dice.nextInt(3));
        };
    }

    private static Mutation.CreateUser user(int number) {
        return new Mutation.CreateUser(
                new User("user-" + number, "id-" + number, "", "", Role.WRITER, List.of(), true, 0));
    }

    private Mutation.PutObject put(BucketName bucket) {
        BlobId blob = blob(bucket);
        return new Mutation.PutObject(
                bucket,
                key(),
                new Mutation.NewObject(
                        "owner",
                        dice.nextInt(99),
                        blob.toString(),
                        ObjectMetadata.NONE,
                        new TreeMap<>(),
                        Optional.empty()),
                new Content.Blob(blob),
                BORN_AFTER_ALL,
                Preconditions.NONE);
    }

    private void upload() {
        if (uploads.isEmpty() || dice.nextInt(3) == 0) {
            BucketName bucket = bucket();
            ObjectKey key = key();
            Mutation<?> create = new Mutation.CreateUpload(
                    bucket,
                    key,
                    "owner",
                    ObjectMetadata.NONE,
                    new TreeMap<>(),
                    Optional.empty(),
                    ChecksumType.COMPOSITE);
            Outcome<?> inOne = one.commit(List.of(create)).getFirst();
            Outcome<?> inSeveral = several.commit(List.of(create)).getFirst();
            assertThat(shape(inSeveral)).isEqualTo(shape(inOne));
            if (inOne instanceof Outcome.Done<?>(UploadRecord upload, long _)
                    && inSeveral instanceof Outcome.Done<?>(UploadRecord twin, long _)) {
                uploads.add(new Twins(bucket, key, upload.id(), twin.id()));
            }
            return;
        }
        Twins twins = uploads.get(dice.nextInt(uploads.size()));
        BlobId blob = blob(twins.bucket());
        Function<UploadId, Mutation<?>> step = switch (dice.nextInt(5)) {
            case 0 -> id -> new Mutation.AbortUpload(twins.bucket(), twins.key(), id);
            case 1 ->
                id -> new Mutation.CompleteUpload(
                        twins.bucket(),
                        twins.key(),
                        id,
                        List.of(new Mutation.CompletedPart(1, "tag", Optional.empty())),
                        Optional.empty(),
                        OptionalLong.empty(),
                        Preconditions.NONE);
            default ->
                id -> new Mutation.PutPart(
                        twins.bucket(),
                        twins.key(),
                        id,
                        1,
                        5 << 20,
                        "tag",
                        Optional.empty(),
                        new Content.Blob(blob),
                        BORN_AFTER_ALL);
        };
        assertThat(shape(several.commit(List.of(step.apply(twins.inSeveral()))).getFirst()))
                .isEqualTo(shape(one.commit(List.of(step.apply(twins.inOne()))).getFirst()));
    }

    private void releaseAll() {
        for (Engine each : List.of(one, several)) {
            int released = 2;
            while (released == 2) {
                released = (Integer) ((Outcome.Done<?>) each.commit(List.of(new Mutation.ReleaseParts(2)))
                                .getFirst())
                        .result();
            }
        }
    }

    private void compareAll() {
        int max = 1 + dice.nextInt(5);
        assertThat(all(several, this::buckets, max)).isEqualTo(all(one, this::buckets, max));
        assertThat(all(several, this::condemned, max)).isEqualTo(all(one, this::condemned, max));
        assertThat(several.read(new Query.FindLetGo(), Consistency.STRONG).value())
                .isEqualTo(one.read(new Query.FindLetGo(), Consistency.STRONG).value());
        List<BlobId> named = all(one, this::named, max);
        assertThat(all(several, this::named, max)).isEqualTo(named);
        List<BlobId> asked = new ArrayList<>(someBlobs());
        asked.addAll(named);
        assertThat(several.read(new Query.FindNamedBlobs(asked), Consistency.STRONG)
                        .value())
                .isEqualTo(one.read(new Query.FindNamedBlobs(asked), Consistency.STRONG)
                        .value());
        Query.Progress ofOne =
                one.read(new Query.FindProgress(), Consistency.STRONG).value();
        Query.Progress ofSeveral =
                several.read(new Query.FindProgress(), Consistency.STRONG).value();
        assertThat(List.of(ofSeveral.buckets(), ofSeveral.total(), ofSeveral.condemnedBlobs()))
                .isEqualTo(List.of(ofOne.buckets(), ofOne.total(), ofOne.condemnedBlobs()));
        for (int i = 0; i < BUCKETS; i++) {
            BucketName bucket = new BucketName("bucket-" + i);
            if (one.read(new Query.FindBucket(bucket), Consistency.STRONG)
                    .value()
                    .isPresent()) {
                Query<Query.Listing<Query.ListedObject>> list = new Query.ListObjects(bucket, "", "", "", 9);
                assertThat(several.read(list, Consistency.STRONG).value())
                        .isEqualTo(one.read(list, Consistency.STRONG).value());
            }
        }
    }

    private Query.Page<String> buckets(Engine engine, Optional<String> after, int max) {
        Query.Page<BucketRecord> page = engine.read(
                        new Query.ListBuckets(Optional.empty(), "", after.orElse(""), max), Consistency.STRONG)
                .value();
        return new Query.Page<>(
                page.entries().stream().map(bucket -> bucket.name().text()).toList(), page.hasMore());
    }

    private Query.Page<BlobId> condemned(Engine engine, Optional<BlobId> after, int max) {
        return engine.read(new Query.ListCondemned(after, 1, max), Consistency.STRONG)
                .value();
    }

    private Query.Page<BlobId> named(Engine engine, Optional<BlobId> after, int max) {
        return engine.read(new Query.ListNamedBlobs(after, max), Consistency.STRONG)
                .value();
    }

    private interface Pages<E> {
        Query.Page<E> page(Engine engine, Optional<E> after, int max);
    }

    /** By pages, each of which but the last is full. */
    private static <E> List<E> all(Engine engine, Pages<E> pages, int max) {
        List<E> all = new ArrayList<>();
        Query.Page<E> page;
        do {
            page = pages.page(engine, all.isEmpty() ? Optional.empty() : Optional.of(all.getLast()), max);
            assertThat(
                            page.hasMore()
                                    ? page.entries().size() == max
                                    : page.entries().size() <= max)
                    .isTrue();
            all.addAll(page.entries());
        } while (page.hasMore());
        return all;
    }
}
