package dfs.metadata.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.auth.AccessList;
import dfs.core.error.ErrorCode;
import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.core.name.VersionId;
import dfs.core.record.BucketRecord;
import dfs.core.record.Content;
import dfs.core.record.ObjectMetadata;
import dfs.core.record.ObjectRecord;
import dfs.core.record.Versioning;
import dfs.metadata.index.MemoryIndex;
import dfs.metadata.listing.Queries;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Mutation.AdmittedVersion;
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
    private static final AccessList PUBLIC =
            AccessList.of(new AccessList.Grantee.Everybody(), AccessList.Permission.READ);
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

    private ErrorCode refused(Mutation<?> mutation) {
        return switch (apply(mutation)) {
            case Outcome.Done<?> done -> throw new AssertionError(mutation + " was done: " + done.result());
            case Outcome.Refused<?> refused -> refused.error().code();
        };
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

    private AccessList listOf(ObjectRecord version) {
        return queries.answer(new Query.FindObject(BUCKET, KEY, Optional.of(version.versionId())))
                .orElseThrow()
                .metadata()
                .accessList();
    }

    private AdmittedVersion admittedTo(ObjectRecord version) {
        BucketRecord bucket = queries.answer(new Query.FindBucket(BUCKET)).orElseThrow();
        return new AdmittedVersion(bucket.id(), version.revision());
    }

    private static Mutation.SetObjectAcl publish(Optional<VersionId> versionId, AdmittedVersion admitted) {
        return new Mutation.SetObjectAcl(BUCKET, KEY, versionId, PUBLIC, Optional.of(admitted));
    }

    @Test
    void aListIsGivenToTheVersionThatItsSenderWasAdmittedTo() {
        done(publish(Optional.empty(), admittedTo(put())));
        assertThat(listOf(current())).isEqualTo(PUBLIC);
    }

    @Test
    void aListIsNotGivenToAVersionThatCameMeanwhile() {
        AdmittedVersion admitted = admittedTo(put());
        put();
        assertThat(refused(publish(Optional.empty(), admitted))).isEqualTo(ErrorCode.OPERATION_ABORTED);
        assertThat(refused(publish(Optional.of(VersionId.NULL), admitted))).isEqualTo(ErrorCode.OPERATION_ABORTED);
        assertThat(listOf(current())).isEqualTo(AccessList.PRIVATE);
    }

    @Test
    void aVersionThatIsNamedNeedNotBeTheNewest() {
        done(new Mutation.SetVersioning(BUCKET, Versioning.ENABLED));
        ObjectRecord first = put();
        ObjectRecord second = put();
        assertThat(refused(publish(Optional.empty(), admittedTo(first)))).isEqualTo(ErrorCode.OPERATION_ABORTED);
        done(publish(Optional.of(first.versionId()), admittedTo(first)));
        assertThat(listOf(first)).isEqualTo(PUBLIC);
        assertThat(listOf(second)).isEqualTo(AccessList.PRIVATE);
    }

    @Test
    void aListIsNotGivenToWhatIsInAnotherBucketOfTheName() {
        AdmittedVersion admitted = admittedTo(put());
        done(new Mutation.DeleteObject(BUCKET, KEY, Optional.empty(), Preconditions.NONE));
        assertThat(refused(publish(Optional.empty(), admitted))).isEqualTo(ErrorCode.NO_SUCH_KEY);
        done(new Mutation.DeleteBucket(BUCKET));
        done(new Mutation.CreateBucket(BUCKET, "somebody else", ""));
        ObjectRecord theirs = put();
        assertThat(refused(publish(Optional.empty(), admitted))).isEqualTo(ErrorCode.OPERATION_ABORTED);
        assertThat(refused(publish(Optional.empty(), new AdmittedVersion(admitted.bucketId(), theirs.revision()))))
                .as("found in this bucket by somebody who was admitted to the other one")
                .isEqualTo(ErrorCode.OPERATION_ABORTED);
        assertThat(listOf(theirs)).isEqualTo(AccessList.PRIVATE);
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
