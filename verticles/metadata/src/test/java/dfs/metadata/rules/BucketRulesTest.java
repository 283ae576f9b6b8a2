package dfs.metadata.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.auth.AccessList;
import dfs.core.name.BucketName;
import dfs.core.record.BucketRecord;
import dfs.metadata.index.MemoryIndex;
import dfs.metadata.listing.Queries;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Query;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BucketRulesTest {

    private static final BucketName BUCKET = new BucketName("bucket");
    private static final Optional<SortedMap<String, String>> TAGS = Optional.of(new TreeMap<>(Map.of("a", "b")));

    private final MemoryIndex index = new MemoryIndex();

    private Outcome<?> apply(Mutation<?> mutation) {
        return Rules.apply(index, List.of(mutation), 1).getFirst();
    }

    private static Mutation.CreateBucket create(Optional<SortedMap<String, String>> tags) {
        return new Mutation.CreateBucket(BUCKET, "owner", "", AccessList.PRIVATE, tags);
    }

    private Optional<SortedMap<String, String>> tags() {
        return new Queries(index).answer(new Query.FindBucket(BUCKET)).flatMap(BucketRecord::tags);
    }

    @Test
    void aBucketHasItsTagsFromTheCommitThatMakesIt() {
        assertThat(apply(create(TAGS))).isInstanceOf(Outcome.Done.class);
        assertThat(tags()).isEqualTo(TAGS);
    }

    @Test
    void aBucketThatIsThereKeepsItsTags() {
        assertThat(apply(create(Optional.empty()))).isInstanceOf(Outcome.Done.class);
        assertThat(apply(create(TAGS))).isInstanceOf(Outcome.Refused.class);
        assertThat(tags()).isEmpty();
    }
}
