package dfs.metadata.listing;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.Bytes;
import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.core.record.Content;
import dfs.core.record.ObjectMetadata;
import dfs.core.record.Versioning;
import dfs.metadata.index.Index;
import dfs.metadata.index.MemoryIndex;
import dfs.metadata.index.Table;
import dfs.metadata.rules.Rules;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Mutation.NewObject;
import dfs.protocol.metadata.Preconditions;
import dfs.protocol.metadata.Query;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * <b>Goal.</b> A listing costs what it shows: versions, delete markers and deeper keys between two results cost nothing.
 *
 * <p><b>Method.</b> Steps of cursors are counted, not time.
 */
class ListingCostTest {

    private static final BucketName BUCKET = new BucketName("bucket");
    private static final int SHOWN = 20;

    private final MemoryIndex index = new MemoryIndex();
    private final Steps steps = new Steps(index);

    @BeforeEach
    void aBucketThatKeepsVersions() {
        apply(new Mutation.CreateBucket(BUCKET, "owner", ""));
        apply(new Mutation.SetVersioning(BUCKET, Versioning.ENABLED));
        for (int i = 0; i < SHOWN; i++) {
            put("shown%02d".formatted(i));
        }
    }

    private long cost(String delimiter) {
        steps.count = 0;
        var page = new Queries(steps).answer(new Query.ListObjects(BUCKET, "", delimiter, "", 1000));
        assertThat(page.entries()).hasSize(SHOWN);
        return steps.count;
    }

    @Test
    void versionsOfAKeyCostNothing() {
        long before = cost("");
        for (int i = 0; i < 500; i++) {
            put("shown%02d".formatted(i % SHOWN));
        }
        assertThat(cost("")).isEqualTo(before);
    }

    @Test
    void deletedKeysCostNothing() {
        long before = cost("");
        for (int i = 0; i < 500; i++) {
            put("shown05/deleted" + i);
            apply(new Mutation.DeleteObject(
                    BUCKET, new ObjectKey("shown05/deleted" + i), Optional.empty(), Preconditions.NONE));
        }
        assertThat(cost("")).isEqualTo(before);
    }

    @Test
    void keysUnderACommonPrefixCostOneSeekTogether() {
        long before = cost("/");
        for (int i = 0; i < 500; i++) {
            put("deep/" + i);
        }
        assertThat(cost("/")).isEqualTo(before + 1);
    }

    @Test
    void bytesKeptInlineAreNotReadByAListing() {
        steps.bytes = 0;
        cost("");
        long before = steps.bytes;
        for (int i = 0; i < SHOWN; i++) {
            put("shown%02d".formatted(i), new Content.Inline(Bytes.wrap(new byte[4096])));
        }
        steps.bytes = 0;
        cost("");
        assertThat(steps.bytes).isLessThanOrEqualTo(before);
    }

    @Test
    void aListingOfVersionsStepsOncePerVersionItShows() {
        for (int i = 0; i < 100; i++) {
            put("deep/" + i % 10);
        }
        steps.count = 0;
        var page = new Queries(steps).answer(new Query.ListVersions(BUCKET, "", "/", "", Optional.empty(), 1000));
        assertThat(page.prefixes()).containsExactly("deep/");
        assertThat(steps.count).isLessThanOrEqualTo(SHOWN + 4);
    }

    private void put(String key) {
        put(key, Content.Inline.EMPTY);
    }

    private void put(String key, Content content) {
        apply(new Mutation.PutObject(
                BUCKET,
                new ObjectKey(key),
                new NewObject("owner", 0, "etag", ObjectMetadata.NONE, new TreeMap<>(), Optional.empty()),
                content,
                0,
                Preconditions.NONE));
    }

    private void apply(Mutation<?> mutation) {
        assertThat(Rules.apply(index, List.of(mutation), 0).getFirst())
                .isInstanceOf(dfs.protocol.metadata.Outcome.Done.class);
    }

    /** Counts every move of every cursor, and the bytes of the values it reads. */
    private static final class Steps implements Index {

        private final Index index;
        private long count;
        private long bytes;

        Steps(Index index) {
            this.index = index;
        }

        @Override
        public byte[] get(Table table, byte[] key) {
            return index.get(table, key);
        }

        @Override
        public Cursor cursor(Table table, byte[] prefix) {
            Cursor cursor = index.cursor(table, prefix);
            return new Cursor() {
                @Override
                public boolean seek(byte[] key) {
                    count++;
                    return cursor.seek(key);
                }

                @Override
                public boolean next() {
                    count++;
                    return cursor.next();
                }

                @Override
                public byte[] key() {
                    return cursor.key();
                }

                @Override
                public byte[] value() {
                    byte[] value = cursor.value();
                    bytes += value.length;
                    return value;
                }

                @Override
                public void close() {
                    cursor.close();
                }
            };
        }
    }
}
