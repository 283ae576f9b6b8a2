package dfs.metadata.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.core.record.Content;
import dfs.core.record.ObjectMetadata;
import dfs.core.record.ObjectRecord;
import dfs.metadata.index.MemoryIndex;
import dfs.metadata.listing.Queries;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Mutation.NewObject;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Preconditions;
import dfs.protocol.metadata.Query;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ObjectRulesTest {

    private static final BucketName BUCKET = new BucketName("bucket");
    private static final ObjectKey KEY = new ObjectKey("key");
    private static final SortedMap<String, String> OLD = new TreeMap<>(Map.of("state", "old"));
    private static final SortedMap<String, String> NEW = new TreeMap<>(Map.of("state", "new"));

    private final MemoryIndex index = new MemoryIndex();
    private final Queries queries = new Queries(index);

    @BeforeEach
    void aBucket() {
        done(new Mutation.CreateBucket(BUCKET, "owner", ""));
    }

    private Outcome<?> apply(Mutation<?> mutation) {
        return Rules.apply(index, List.of(mutation), 1).getFirst();
    }

    private void done(Mutation<?> mutation) {
        assertThat(apply(mutation)).isInstanceOf(Outcome.Done.class);
    }

    private static NewObject object(SortedMap<String, String> tags) {
        return new NewObject("owner", 0, "etag", ObjectMetadata.NONE, tags, Optional.empty());
    }

    private ObjectRecord put() {
        done(new Mutation.PutObject(BUCKET, KEY, object(OLD), Content.Inline.EMPTY, 0, Preconditions.NONE));
        return current();
    }

    private ObjectRecord current() {
        return queries.answer(new Query.FindObject(BUCKET, KEY, Optional.empty()))
                .orElseThrow();
    }

    private Mutation.CopyObject copyOntoItself(boolean takesTags) {
        return new Mutation.CopyObject(
                BUCKET,
                KEY,
                current().revision(),
                BUCKET,
                KEY,
                object(OLD),
                Preconditions.NONE,
                Optional.of(takesTags));
    }

    @Test
    void aCopyTakesTheTagsThatItsSourceHasAtTheCommit() {
        put();
        Mutation.CopyObject copy = copyOntoItself(true);
        done(new Mutation.SetObjectTags(BUCKET, KEY, Optional.empty(), NEW));
        done(copy);
        assertThat(current().tags()).isEqualTo(NEW);
    }

    @Test
    void aCopyWithTagsOfItsOwnHasThose() {
        put();
        done(new Mutation.SetObjectTags(BUCKET, KEY, Optional.empty(), NEW));
        done(copyOntoItself(false));
        assertThat(current().tags()).isEqualTo(OLD);
    }
}
