package dfs.metadata.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.checksum.ChecksumType;
import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.core.name.UploadId;
import dfs.core.record.ObjectMetadata;
import dfs.core.record.UploadRecord;
import dfs.metadata.index.MemoryIndex;
import dfs.metadata.listing.Queries;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Query;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** <b>Goal.</b> No step of a release is long, whatever was let go: all commits wait for it. */
class ReleaseRulesTest {

    private static final BucketName BUCKET = new BucketName("bucket");
    private static final ObjectKey KEY = new ObjectKey("key");
    private static final int UPLOADS = 5;

    private final MemoryIndex index = new MemoryIndex();

    @BeforeEach
    void aBucket() {
        assertThat(apply(new Mutation.CreateBucket(BUCKET, "owner", ""))).isInstanceOf(Outcome.Done.class);
    }

    private Outcome<?> apply(Mutation<?> mutation) {
        return Rules.apply(index, List.of(mutation), 1).getFirst();
    }

    private UploadId upload() {
        Outcome<?> outcome = apply(new Mutation.CreateUpload(
                BUCKET,
                KEY,
                "owner",
                ObjectMetadata.NONE,
                new TreeMap<>(),
                Optional.empty(),
                ChecksumType.FULL_OBJECT));
        return outcome instanceof Outcome.Done<?> done && done.result() instanceof UploadRecord made
                ? made.id()
                : new UploadId(-1);
    }

    private int released() {
        return apply(new Mutation.ReleaseParts(2)) instanceof Outcome.Done<?> done ? (Integer) done.result() : -1;
    }

    @Test
    void uploadsWithoutPartsAreReleasedAFewAtATime() {
        for (int i = 0; i < UPLOADS; i++) {
            assertThat(apply(new Mutation.AbortUpload(BUCKET, KEY, upload()))).isInstanceOf(Outcome.Done.class);
        }
        assertThat(List.of(released(), released(), released(), released())).containsExactly(2, 2, 1, 0);
    }

    @Test
    void itIsKnownWhetherThereIsAnythingToRelease() {
        assertThat(isLetGo()).isFalse();
        UploadId upload = upload();
        assertThat(isLetGo()).isFalse();
        assertThat(apply(new Mutation.AbortUpload(BUCKET, KEY, upload))).isInstanceOf(Outcome.Done.class);
        assertThat(isLetGo()).isTrue();
        assertThat(released()).isEqualTo(1);
        assertThat(isLetGo()).isFalse();
    }

    private boolean isLetGo() {
        return new Queries(index).answer(new Query.FindLetGo());
    }

    @Test
    void aBucketLetsItsUploadsGoAFewAtATimeAndThenTheyAreReleasedSo() {
        for (int i = 0; i < UPLOADS; i++) {
            UploadId _ = upload();
        }
        assertThat(apply(new Mutation.DeleteBucket(BUCKET))).isInstanceOf(Outcome.Done.class);
        int steps = 0;
        for (int released = released(); released > 0; released = released()) {
            assertThat(released).isLessThanOrEqualTo(2);
            steps++;
        }
        assertThat(steps).isEqualTo(UPLOADS);
    }
}
