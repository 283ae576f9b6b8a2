package dfs.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.name.BucketName;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Buckets that are made with tags: there is no moment at which they have none. */
class TaggedBucketTest {

    private static final String TAGGED =
            "<CreateBucketConfiguration><Tags><Tag><Key>team</Key><Value>blue</Value></Tag>"
                    + "</Tags></CreateBucketConfiguration>";

    private final Surface surface = new Surface();

    @AfterEach
    void close() {
        surface.close();
    }

    @Test
    void aBucketHasItsTagsWhenItIsFirstSeen() {
        AtomicReference<String> seen = new AtomicReference<>("");
        surface.metadata.afterCommit.set(
                () -> seen.set(surface.send("GET", "/bkt?tagging").text()));
        assertThat(surface.send("PUT", "/bkt", TAGGED).status()).isEqualTo(200);
        assertThat(seen.get()).contains("<Key>team</Key><Value>blue</Value>");
    }

    @Test
    void tagsAreNotGivenToABucketOfSomebodyElseThatTookTheName() {
        BucketName name = new BucketName("bkt");
        surface.metadata.afterCommit.set(() -> {
            List<Outcome<?>> made = surface.metadata.commit(
                    List.of(new Mutation.DeleteBucket(name), new Mutation.CreateBucket(name, "somebody else", "")));
            assertThat(made).hasOnlyElementsOfType(Outcome.Done.class);
        });
        assertThat(surface.send("PUT", "/bkt", TAGGED).status()).isEqualTo(200);
        assertThat(surface.send("GET", "/bkt?tagging").code()).isEqualTo("NoSuchTagSet");
    }

    @Test
    void aBucketThatIsMadeAgainKeepsWhatItHas() {
        assertThat(surface.send("PUT", "/bkt").status()).isEqualTo(200);
        assertThat(surface.send("PUT", "/bkt", TAGGED).status()).isEqualTo(200);
        assertThat(surface.send("GET", "/bkt?tagging").code()).isEqualTo("NoSuchTagSet");
    }
}
