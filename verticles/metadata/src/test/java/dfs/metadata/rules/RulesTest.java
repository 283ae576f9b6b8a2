package dfs.metadata.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.checksum.Checksum;
import dfs.core.checksum.ChecksumAlgorithm;
import dfs.core.checksum.ChecksumType;
import dfs.core.error.ErrorCode;
import dfs.core.name.BlobId;
import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.core.name.UploadId;
import dfs.core.record.BucketRecord;
import dfs.core.record.Content;
import dfs.core.record.ObjectMetadata;
import dfs.core.record.ObjectRecord;
import dfs.core.record.UploadRecord;
import dfs.core.record.Versioning;
import dfs.metadata.form.Command;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Mutation.CompletedPart;
import dfs.protocol.metadata.Mutation.NewObject;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Preconditions;
import dfs.protocol.metadata.Query;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RulesTest extends AppliedRules {

    private static final BucketName BUCKET = new BucketName("bucket");
    private static final ObjectKey KEY = new ObjectKey("key");
    private static final BlobId BLOB = new BlobId(1, 1);
    private static final BlobId OTHER = new BlobId(2, 2);
    private static final BlobId THIRD = new BlobId(3, 3);
    private static final String MD5 = "900150983cd24fb0d6963f7d28e17f72";

    @BeforeEach
    void aBucket() {
        done(new Mutation.CreateBucket(BUCKET, "owner", ""));
    }

    @Test
    void aPartCommittedTwiceKeepsItsBlob() {
        UploadRecord upload = upload(Optional.empty());
        done(part(upload.id(), 1, BLOB, Optional.empty()));
        done(part(upload.id(), 1, BLOB, Optional.empty()));
        assertThat(condemned()).isEmpty();
        assertThat(queries.answer(new Query.FindNamedBlobs(List.of(BLOB)))).containsExactly(BLOB);
        done(new Mutation.AbortUpload(BUCKET, KEY, upload.id()));
        assertThat(condemned()).containsExactly(BLOB);
    }

    @Test
    void anObjectCommittedTwiceKeepsItsBlob() {
        done(put(new Content.Blob(BLOB)));
        done(put(new Content.Blob(BLOB)));
        assertThat(condemned()).isEmpty();
        done(new Mutation.DeleteObject(BUCKET, KEY, Optional.empty(), Preconditions.NONE));
        assertThat(condemned()).containsExactly(BLOB);
    }

    @Test
    void aBlobThatIsGarbageIsRefusedAndOneThatMayBe() {
        done(put(new Content.Blob(OTHER)));
        long before = revision();
        done(new Mutation.CondemnBlobs(List.of(BLOB)));
        long after = revision();
        assertThat(refused(put(new Content.Blob(BLOB), after))).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        done(new Mutation.BuryBlobs(List.of(BLOB)));
        assertThat(condemned()).isEmpty();
        assertThat(refused(put(new Content.Blob(BLOB), before))).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        done(put(new Content.Blob(THIRD), after));
    }

    @Test
    void aChangeIsAbortedWhereItsSenderMightNotBeAdmittedAnyMore() {
        BucketRecord seen = queries.answer(new Query.FindBucket(BUCKET)).orElseThrow();
        done(new Mutation.SetBucketTags(BUCKET, Optional.of(new TreeMap<>())));
        done(new Mutation.Admitted<>(seen, put(new Content.Blob(BLOB))));
        done(new Mutation.SetVersioning(BUCKET, Versioning.ENABLED));
        assertThat(refused(new Mutation.Admitted<>(seen, put(new Content.Blob(OTHER)))))
                .isEqualTo(ErrorCode.OPERATION_ABORTED);
        assertThat(condemned()).isEmpty();
        done(put(new Content.Blob(OTHER)));
    }

    @Test
    void aChangeIsAbortedWhereAnotherBucketHasTheName() {
        BucketRecord seen = queries.answer(new Query.FindBucket(BUCKET)).orElseThrow();
        done(new Mutation.DeleteBucket(BUCKET));
        done(new Mutation.CreateBucket(BUCKET, "owner", ""));
        assertThat(refused(new Mutation.Admitted<>(seen, put(Content.Inline.EMPTY))))
                .isEqualTo(ErrorCode.OPERATION_ABORTED);
    }

    @Test
    void whatHadANameAndIsBuriedKeepsNoUploadOut() {
        long before = revision();
        done(put(new Content.Blob(BLOB)));
        done(new Mutation.DeleteObject(BUCKET, KEY, Optional.empty(), Preconditions.NONE));
        done(new Mutation.BuryBlobs(List.of(BLOB)));
        done(put(new Content.Blob(OTHER), before));
    }

    @Test
    void aBlobIsListedAsCondemnedWhenItWasLongEnoughAgo() {
        done(put(new Content.Blob(BLOB)));
        done(new Mutation.DeleteObject(BUCKET, KEY, Optional.empty(), Preconditions.NONE));
        assertThat(condemnedBefore(NOW)).isEmpty();
        assertThat(condemnedBefore(NOW + 1)).containsExactly(BLOB);
    }

    @Test
    void aCommandThatIsSentAgainIsAppliedOnceWhateverTheClocksOfOthersSay() {
        Command once = command(1, NOW, "once");
        assertThat(Rules.apply(index, once)).hasSize(1);
        long tomorrow = NOW + Duration.ofDays(1).toMillis();
        assertThat(Rules.apply(index, command(2, tomorrow, "ahead"))).hasSize(1);
        done(new Mutation.DeleteBucket(new BucketName("once")));
        assertThat(Rules.apply(index, once)).isEmpty();
        assertThat(queries.answer(new Query.FindBucket(new BucketName("once")))).isEmpty();
    }

    private static Command command(long packer, long stampMillis, String bucket) {
        return new Command(
                packer,
                Optional.of(new Command.Origin(packer, 1)),
                stampMillis,
                List.of(new Mutation.CreateBucket(new BucketName(bucket), "owner", "")));
    }

    @Test
    void aBlobThatNeverHadANameIsCondemnedForLongBeforeItIsListed() {
        done(new Mutation.CondemnBlobs(List.of(BLOB)));
        long listed = NOW + Mutation.CondemnBlobs.REMEMBERED_MILLIS;
        assertThat(condemnedBefore(listed)).isEmpty();
        assertThat(condemnedBefore(listed + 1)).containsExactly(BLOB);
        assertThat(done(new Mutation.CondemnBlobs(List.of(BLOB))))
                .as("its deletion may have been undone")
                .containsExactly(BLOB);
        assertThat(condemnedBefore(listed + 1)).containsExactly(BLOB);
    }

    @Test
    void aBlobWhoseLastNameWentIsNoGarbageYet() {
        done(put(new Content.Blob(BLOB)));
        done(put(Content.Inline.EMPTY));
        assertThat(condemned()).containsExactly(BLOB);
        assertThat(done(new Mutation.CondemnBlobs(List.of(BLOB)))).isEmpty();
    }

    @Test
    void theManifestOfAVersionThatWasReplacedIsGone() {
        UploadRecord upload = upload(Optional.empty());
        done(part(upload.id(), 1, BLOB, Optional.empty()));
        ObjectRecord made = done(complete(upload.id(), List.of(new CompletedPart(1, MD5, Optional.empty()))));
        Query.FindManifest find = new Query.FindManifest(BUCKET, ((Content.Parts) made.content()).manifestId());
        assertThat(queries.answer(find))
                .hasValueSatisfying(parts -> assertThat(parts).hasSize(1));
        done(put(Content.Inline.EMPTY));
        done(new Mutation.ReleaseParts(1));
        assertThat(queries.answer(find)).isEmpty();
    }

    @Test
    void whatARefusedWriteBroughtIsCondemnedAtOnce() {
        done(put(new Content.Blob(BLOB)));
        BlobId brought = new BlobId(5, 5);
        Mutation.PutObject refusedOne = new Mutation.PutObject(
                BUCKET,
                KEY,
                new NewObject("owner", 100, MD5, ObjectMetadata.NONE, new TreeMap<>(), Optional.empty()),
                new Content.Blob(brought),
                0,
                new Preconditions(List.of(), List.of("*"), OptionalLong.empty(), OptionalLong.empty()));
        assertThat(refused(refusedOne)).isEqualTo(ErrorCode.PRECONDITION_FAILED);
        assertThat(condemned()).containsExactly(brought);
        assertThat(refused(part(new UploadId(99), 1, new BlobId(6, 6), Optional.empty())))
                .isEqualTo(ErrorCode.NO_SUCH_UPLOAD);
        assertThat(refused(part(new UploadId(99), 1, BLOB, Optional.empty()))).isEqualTo(ErrorCode.NO_SUCH_UPLOAD);
        assertThat(condemned()).as("not what something names").containsExactly(brought, new BlobId(6, 6));
    }

    @Test
    void aBlobThatSomethingNamesIsNotCondemned() {
        done(put(new Content.Blob(BLOB)));
        assertThat(done(new Mutation.CondemnBlobs(List.of(BLOB)))).isEmpty();
        assertThat(condemned()).isEmpty();
    }

    @Test
    void aCompletionRepeatedAnswersTheSameObjectUntilItIsGone() {
        UploadRecord upload = upload(Optional.empty());
        done(part(upload.id(), 3, BLOB, Optional.empty()));
        done(part(upload.id(), 7, new BlobId(1, 2), Optional.empty()));
        Mutation.CompleteUpload complete = complete(upload.id(), List.of(new CompletedPart(7, MD5, Optional.empty())));
        ObjectRecord made = done(complete);
        assertThat(condemned()).as("the part that was not listed").containsExactly(BLOB);
        assertThat(done(complete)).isEqualTo(made);
        assertThat(refused(complete(upload.id(), List.of(new CompletedPart(3, MD5, Optional.empty())))))
                .as("a completion of other parts")
                .isEqualTo(ErrorCode.NO_SUCH_UPLOAD);
        done(put(Content.Inline.EMPTY));
        assertThat(refused(complete)).isEqualTo(ErrorCode.NO_SUCH_UPLOAD);
    }

    @Test
    void aCompletionNamesItsPartsRightOrIsRefused() {
        UploadRecord upload = upload(Optional.of(ChecksumAlgorithm.CRC32));
        Checksum checksum = new Checksum(ChecksumAlgorithm.CRC32, ChecksumType.FULL_OBJECT, "NSRBwg==");
        done(part(upload.id(), 1, BLOB, Optional.of(checksum)));
        done(part(upload.id(), 2, new BlobId(1, 2), Optional.of(checksum)));
        CompletedPart one = new CompletedPart(1, MD5, Optional.empty());
        CompletedPart two = new CompletedPart(2, MD5, Optional.of(checksum));
        assertThat(refused(complete(upload.id(), List.of(two, one)))).isEqualTo(ErrorCode.INVALID_PART_ORDER);
        assertThat(refused(complete(upload.id(), List.of(new CompletedPart(1, "other", Optional.empty())))))
                .isEqualTo(ErrorCode.INVALID_PART);
        assertThat(refused(complete(upload.id(), List.of(new CompletedPart(3, MD5, Optional.empty())))))
                .isEqualTo(ErrorCode.INVALID_PART);
        assertThat(refused(complete(upload.id(), List.of(one, two)))).isEqualTo(ErrorCode.ENTITY_TOO_SMALL);
        assertThat(refused(complete(upload.id(), List.of(new CompletedPart(9, MD5, Optional.empty())))))
                .isEqualTo(ErrorCode.INVALID_PART);
        assertThat(done(complete(upload.id(), List.of(two))).checksum()).isPresent();
    }

    @Test
    void aMutationThatCannotBeDecidedIsRefusedAloneAndLeavesNothing() {
        UploadRecord upload = upload(Optional.empty());
        done(new Mutation.PutPart(
                BUCKET, KEY, upload.id(), 1, 100, "no md5", Optional.empty(), new Content.Blob(BLOB), 0));
        long before = queries.answer(new Query.FindProgress()).revision();
        List<Outcome<?>> outcomes = Rules.apply(
                index,
                List.of(
                        complete(upload.id(), List.of(new CompletedPart(1, "no md5", Optional.empty()))),
                        put(Content.Inline.EMPTY)),
                NOW);
        assertThat(outcomes.getFirst())
                .isEqualTo(new Outcome.Refused<>(dfs.core.error.S3Error.of(ErrorCode.INTERNAL_ERROR), before));
        assertThat(outcomes.getLast()).isInstanceOf(Outcome.Done.class);
        assertThat(queries.answer(new Query.FindProgress()).revision()).isEqualTo(before + 1);
        assertThat(queries.answer(new Query.FindUpload(BUCKET, KEY, upload.id())))
                .isPresent();
    }

    @Test
    void whatIsGoneReleasesItsPartsAFewAtATime() {
        UploadRecord upload = upload(Optional.empty());
        List<CompletedPart> named = new ArrayList<>();
        for (int number = 1; number <= 5; number++) {
            done(new Mutation.PutPart(
                    BUCKET,
                    KEY,
                    upload.id(),
                    number,
                    UploadRules.PART_BYTES_MIN,
                    MD5,
                    Optional.empty(),
                    new Content.Blob(new BlobId(7, number)),
                    0));
            named.add(new CompletedPart(number, MD5, Optional.empty()));
        }
        done(complete(upload.id(), named));
        UploadRecord aborted = upload(Optional.empty());
        done(part(aborted.id(), 1, new BlobId(8, 1), Optional.empty()));
        done(new Mutation.AbortUpload(BUCKET, KEY, aborted.id()));
        done(new Mutation.DeleteObject(BUCKET, KEY, Optional.empty(), Preconditions.NONE));
        UploadRecord left = upload(Optional.empty());
        done(part(left.id(), 1, new BlobId(9, 1), Optional.empty()));
        done(new Mutation.DeleteBucket(BUCKET));

        assertThat(done(new Mutation.ReleaseParts(3))).isEqualTo(3);
        assertThat(done(new Mutation.ReleaseParts(3))).isEqualTo(3);
        assertThat(done(new Mutation.ReleaseParts(3))).isLessThan(3);
        assertThat(done(new Mutation.ReleaseParts(3))).isZero();
        assertThat(condemnedBefore(NOW + 1)).hasSize(7);
        assertThat(queries.answer(new Query.ListNamedBlobs(Optional.empty(), 10))
                        .entries())
                .isEmpty();
    }

    private long revision() {
        return Change.counter(index, Change.REVISION);
    }

    private List<BlobId> condemned() {
        done(new Mutation.ReleaseParts(1000));
        return condemnedBefore(NOW + 1);
    }

    private List<BlobId> condemnedBefore(long millis) {
        return queries.answer(new Query.ListCondemned(Optional.empty(), millis, 10))
                .entries();
    }

    private UploadRecord upload(Optional<ChecksumAlgorithm> algorithm) {
        return done(new Mutation.CreateUpload(
                BUCKET, KEY, "owner", ObjectMetadata.NONE, new TreeMap<>(), algorithm, ChecksumType.FULL_OBJECT));
    }

    private static Mutation.PutPart part(UploadId id, int number, BlobId blob, Optional<Checksum> checksum) {
        return new Mutation.PutPart(BUCKET, KEY, id, number, 100, MD5, checksum, new Content.Blob(blob), 0);
    }

    private static Mutation.CompleteUpload complete(UploadId id, List<CompletedPart> parts) {
        return new Mutation.CompleteUpload(
                BUCKET, KEY, id, parts, Optional.empty(), OptionalLong.empty(), Preconditions.NONE);
    }

    private static Mutation.PutObject put(Content content) {
        return put(content, 0);
    }

    private static Mutation.PutObject put(Content content, long bornAfter) {
        NewObject object = new NewObject("owner", 100, MD5, ObjectMetadata.NONE, new TreeMap<>(), Optional.empty());
        return new Mutation.PutObject(BUCKET, KEY, object, content, bornAfter, Preconditions.NONE);
    }
}
