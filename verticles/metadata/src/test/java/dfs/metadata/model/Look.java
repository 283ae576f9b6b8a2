package dfs.metadata.model;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.core.name.UploadId;
import dfs.core.name.VersionId;
import dfs.core.record.Content;
import dfs.core.record.ObjectRecord;
import dfs.core.record.UploadRecord;
import dfs.metadata.index.Index;
import dfs.metadata.index.Table;
import dfs.metadata.listing.Queries;
import dfs.metadata.model.NaiveBuckets.Bucket;
import dfs.metadata.model.NaiveBuckets.Version;
import dfs.metadata.model.NaiveListing.Entry;
import dfs.metadata.rules.InlineBytes;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Query.ListedObject;
import dfs.protocol.metadata.Query.ListedVersion;
import dfs.protocol.metadata.Query.Listing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/** One look at everything: each query against the model, each counter against what is there. */
final class Look {

    private static final String[] DELIMITERS = {"", "/", "//", "a", "\0", "\ud83d\ude00", "/b"};

    private final Index index;
    private final NaiveBuckets model;
    private final Wishes wishes;
    private final Random random;
    private final Queries queries;
    private long rowsBeside;

    Look(Index index, NaiveBuckets model, Wishes wishes, Random random) {
        this.index = index;
        this.model = model;
        this.wishes = wishes;
        this.random = random;
        this.queries = new Queries(index);
    }

    void everywhere() {
        model.buckets.forEach((name, bucket) -> {
            BucketName bucketName = new BucketName(name);
            assertThat(queries.answer(new Query.FindUsage(bucketName))).isEqualTo(bucket.usage());
            finds(bucketName, bucket);
            for (int i = 0; i < 8; i++) {
                String prefix = wishes.text(1);
                String delimiter = DELIMITERS[random.nextInt(DELIMITERS.length)];
                objects(bucketName, bucket, prefix, delimiter);
                versions(bucketName, bucket, prefix, delimiter);
                uploads(bucketName, bucket, prefix, delimiter);
            }
        });
        assertThat(Census.blobs(index)).isEqualTo(model.blobs());
        long parts = model.buckets.values().stream()
                .flatMap(bucket -> bucket.uploads.values().stream())
                .mapToLong(upload -> upload.parts().size())
                .sum();
        assertThat(Census.rows(index, Table.PARTS)).isEqualTo(parts);
        long multiparts =
                versionsOfAll().filter(version -> version.etag().contains("-")).count();
        assertThat(Census.rows(index, Table.MANIFESTS)).isEqualTo(multiparts);
        long live = model.buckets.values().stream()
                .mapToLong(b -> b.usage().objects())
                .sum();
        assertThat(Census.rows(index, Table.CURRENT)).isEqualTo(live);
        assertThat(Census.rows(index, Table.VERSIONS)).isEqualTo(versionsOfAll().count() - live);
        assertThat(Census.rows(index, Table.INLINE)).isEqualTo(rowsBeside);
        model.blobs()
                .keySet()
                .forEach(blob -> assertThat(index.get(Table.CONDEMNED, dfs.metadata.index.Keys.blob(blob)))
                        .as("a blob that is named is not condemned")
                        .isNull());
    }

    private java.util.stream.Stream<Version> versionsOfAll() {
        return model.buckets.values().stream()
                .flatMap(bucket -> bucket.keys.values().stream())
                .flatMap(List::stream);
    }

    private void finds(BucketName name, Bucket bucket) {
        bucket.keys.forEach((key, versions) -> {
            ObjectKey objectKey = new ObjectKey(key);
            assertThat(revision(queries.answer(new Query.FindObject(name, objectKey, Optional.empty()))))
                    .isEqualTo(versions.getFirst().revision());
            for (Version version : versions) {
                Optional<ObjectRecord> found =
                        queries.answer(new Query.FindObject(name, objectKey, Optional.of(version.id())));
                assertThat(revision(found)).isEqualTo(version.revision());
                found.ifPresent(this::bytes);
            }
        });
    }

    /** Inline bytes are those of the version, wherever they stand. */
    private void bytes(ObjectRecord found) {
        if (found.content() instanceof Content.Inline inline) {
            assertThat(inline.bytes()).isEqualTo(Wishes.inline(found.etag(), found.sizeBytes()));
            rowsBeside += found.sizeBytes() > InlineBytes.IN_ROW_MAX ? 1 : 0;
        }
    }

    private static long revision(Optional<ObjectRecord> found) {
        return found.map(ObjectRecord::revision).orElse(0L);
    }

    private void objects(BucketName name, Bucket bucket, String prefix, String delimiter) {
        String after = random.nextBoolean() ? "" : wishes.key(name.text());
        List<Entry> expected = NaiveListing.objects(bucket, prefix, delimiter, after);
        List<Entry> listed = new ArrayList<>();
        boolean hasMore = true;
        while (hasMore) {
            Listing<ListedObject> page =
                    queries.answer(new Query.ListObjects(name, prefix, delimiter, after, 1 + random.nextInt(5)));
            merge(listed, page, object -> new Entry(object.key().text(), false, ""));
            hasMore = page.hasMore();
            after = page.last();
        }
        assertThat(listed).as("prefix %s delimiter %s", prefix, delimiter).isEqualTo(expected);
    }

    private void versions(BucketName name, Bucket bucket, String prefix, String delimiter) {
        String after = random.nextBoolean() ? "" : wishes.key(name.text());
        List<Entry> expected = NaiveListing.versions(bucket, prefix, delimiter, after);
        List<Entry> listed = new ArrayList<>();
        Optional<VersionId> afterVersion = Optional.empty();
        boolean hasMore = true;
        while (hasMore) {
            Listing<ListedVersion> page = queries.answer(
                    new Query.ListVersions(name, prefix, delimiter, after, afterVersion, 1 + random.nextInt(5)));
            merge(
                    listed,
                    page,
                    version -> new Entry(
                            version.key().text(),
                            false,
                            version.versionId()
                                    + (version.isLatest() ? " latest" : "")
                                    + (version.isDeleteMarker() ? " marker" : "")));
            hasMore = page.hasMore();
            after = page.last();
            boolean endsWithEntry = !page.entries().isEmpty()
                    && page.entries().getLast().key().text().equals(page.last())
                    && !page.prefixes().contains(page.last());
            afterVersion = endsWithEntry ? Optional.of(page.entries().getLast().versionId()) : Optional.empty();
        }
        assertThat(listed).as("prefix %s delimiter %s", prefix, delimiter).isEqualTo(expected);
    }

    private void uploads(BucketName name, Bucket bucket, String prefix, String delimiter) {
        String after = random.nextBoolean() ? "" : wishes.key(name.text());
        List<Entry> expected = NaiveListing.uploads(bucket, prefix, delimiter, after);
        List<Entry> listed = new ArrayList<>();
        Optional<UploadId> afterUpload = Optional.empty();
        boolean hasMore = true;
        while (hasMore) {
            Listing<UploadRecord> page = queries.answer(
                    new Query.ListUploads(name, prefix, delimiter, after, afterUpload, 1 + random.nextInt(3)));
            merge(
                    listed,
                    page,
                    upload -> new Entry(
                            upload.key().text(),
                            false,
                            Long.toString(upload.id().revision())));
            hasMore = page.hasMore();
            after = page.last();
            boolean endsWithEntry = !page.prefixes().contains(page.last());
            afterUpload = endsWithEntry && !page.entries().isEmpty()
                    ? Optional.of(page.entries().getLast().id())
                    : Optional.empty();
        }
        assertThat(listed).as("prefix %s delimiter %s", prefix, delimiter).isEqualTo(expected);
    }

    /** Entries and prefixes of a page, put back into one order. */
    private static <E> void merge(List<Entry> listed, Listing<E> page, Function<E, Entry> form) {
        List<Entry> both = new ArrayList<>(page.entries().stream().map(form).toList());
        page.prefixes().forEach(prefix -> both.add(new Entry(prefix, true, "")));
        both.sort((a, b) -> NaiveBuckets.BY_BYTES.compare(a.text(), b.text()));
        listed.addAll(both);
    }
}
