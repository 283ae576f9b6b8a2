package dfs.metadata.spread;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.core.record.Content;
import dfs.core.record.ObjectMetadata;
import dfs.metadata.Engine;
import dfs.metadata.MemoryEngine;
import dfs.protocol.Consistency;
import dfs.protocol.health.ComponentState;
import dfs.protocol.metadata.Layout;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Preconditions;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@link SpreadPropertyTest} does not meet. */
class SpreadEngineTest {

    private static final int GROUPS = 3;
    private static final Layout LAYOUT = new Layout(GROUPS);
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    private final List<Engine> groups = new ArrayList<>(IntStream.range(0, GROUPS)
            .mapToObj(group -> new MemoryEngine(CLOCK, group))
            .toList());
    private final SpreadEngine engine = new SpreadEngine(groups);

    /** A bucket of a group. */
    static BucketName in(int group) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> new BucketName("bucket-" + i))
                .filter(name -> LAYOUT.groupOf(name) == group)
                .findFirst()
                .orElseThrow();
    }

    private static Mutation.PutObject put(BucketName bucket, BlobId blob) {
        return new Mutation.PutObject(
                bucket,
                new ObjectKey("key"),
                new Mutation.NewObject("owner", 9, "tag", ObjectMetadata.NONE, new TreeMap<>(), Optional.empty()),
                new Content.Blob(blob),
                0,
                Preconditions.NONE);
    }

    @Test
    void whatNamesABlobOfAnotherGroupIsRefusedAloneInItsCommit() {
        for (int group = 0; group < GROUPS; group++) {
            var _ = engine.commit(List.of(new Mutation.CreateBucket(in(group), "owner", "")));
        }
        BlobId own = new BlobId(7, 1).withGroup(1);
        BlobId foreign = new BlobId(7, 2).withGroup(2);
        List<Outcome<?>> outcomes = engine.commit(List.of(
                put(in(1), own),
                put(in(1), foreign),
                new Mutation.CopyObject(
                        in(1),
                        new ObjectKey("key"),
                        1,
                        in(0),
                        new ObjectKey("copy"),
                        put(in(0), own).object(),
                        Preconditions.NONE),
                new Mutation.CreateBucket(new BucketName("more"), "owner", "")));
        assertThat(outcomes.get(0)).isInstanceOf(Outcome.Done.class);
        assertThat(outcomes.get(1)).isEqualTo(new Outcome.Refused<>(S3Error.of(ErrorCode.INTERNAL_ERROR)));
        assertThat(outcomes.get(2)).isEqualTo(new Outcome.Refused<>(S3Error.of(ErrorCode.INTERNAL_ERROR)));
        assertThat(outcomes.get(3)).isInstanceOf(Outcome.Done.class);
        assertThat(engine.read(new Query.ListNamedBlobs(Optional.empty(), 10), Consistency.STRONG)
                        .value()
                        .entries())
                .containsExactly(own);
    }

    @Test
    void aCommitFailsWhereOneOfItsGroupsDoesAndTheOthersAreWaitedFor() {
        groups.set(2, new Failing());
        SpreadEngine broken = new SpreadEngine(groups);
        org.assertj.core.api.Assertions.assertThatExceptionOfType(S3Failure.class)
                .isThrownBy(() -> broken.commit(List.of(
                        new Mutation.CreateBucket(in(0), "owner", ""),
                        new Mutation.CreateBucket(in(2), "owner", ""),
                        new Mutation.CreateBucket(in(1), "owner", ""))))
                .matches(failure -> failure.code() == ErrorCode.SERVICE_UNAVAILABLE);
        for (int group : new int[] {0, 1}) {
            assertThat(groups.get(group)
                            .read(new Query.FindBucket(in(group)), Consistency.STRONG)
                            .value())
                    .isPresent();
        }
        assertThat(broken.state())
                .isEqualTo(new ComponentState(
                        ComponentState.Status.DEGRADED, "Group 2 of the metadata: Nobody leads it."));
    }

    @Test
    void anAnswerOfAllIsAsFreshAsTheLeastFreshOfThem() {
        groups.set(1, new Failing());
        Read.Answer<Query.Page<dfs.core.record.BucketRecord>> answer = new SpreadEngine(groups)
                .read(new Query.ListBuckets(Optional.empty(), "", "", 10), Consistency.EVENTUAL);
        assertThat(answer.consistency()).isEqualTo(Consistency.EVENTUAL);
        assertThat(answer.stalenessMillis()).isEmpty();
    }

    /** A group that nobody leads. */
    private static final class Failing implements Engine {

        @Override
        public List<Outcome<?>> commit(List<Mutation<?>> mutations) {
            throw new S3Failure(ErrorCode.SERVICE_UNAVAILABLE);
        }

        @Override
        public <A> Read.Answer<A> read(Read<A> read) {
            Read.Answer<A> answer = new MemoryEngine(CLOCK).read(read);
            return new Read.Answer<>(
                    answer.value(), answer.revisions(), read.consistency(), java.util.OptionalLong.empty());
        }

        @Override
        public ComponentState state() {
            return new ComponentState(ComponentState.Status.DEGRADED, "Nobody leads it.");
        }

        @Override
        public void close() {}
    }
}
