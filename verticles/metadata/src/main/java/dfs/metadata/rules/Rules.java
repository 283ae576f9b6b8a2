package dfs.metadata.rules;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.metadata.form.Command;
import dfs.metadata.index.IndexFailure;
import dfs.metadata.index.WritableIndex;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state machine: what a batch of mutations does to the index. Deterministic: the same index, mutations and stamp give
 * the same index and outcomes everywhere and at any time.
 */
public final class Rules {

    private static final Logger log = LoggerFactory.getLogger(Rules.class);

    private final Change change;
    private final BlobRules blobs;
    private final ReleaseRules releases;
    private final ObjectRules objects;
    private final UploadRules uploads;
    private final BucketRules buckets;
    private final UserRules users;
    private final MemberRules members;

    private Rules(WritableIndex index, long packedMillis) {
        change = new Change(index, packedMillis);
        blobs = new BlobRules(change);
        releases = new ReleaseRules(change, blobs);
        objects = new ObjectRules(change, blobs);
        uploads = new UploadRules(change, blobs, objects);
        buckets = new BucketRules(change, uploads);
        users = new UserRules(change);
        members = new MemberRules(change);
    }

    /**
     * Applies mutations in order. One that is refused changes nothing, but that the blob it brought is garbage now.
     *
     * @param index read and written; the caller makes all that was written durable and visible together
     * @param mutations what to apply
     * @param packedMillis milliseconds since 1970 by the clock of whoever packed the batch
     * @return the outcome of each, in order
     */
    public static List<Outcome<?>> apply(WritableIndex index, List<Mutation<?>> mutations, long packedMillis) {
        Rules rules = new Rules(index, packedMillis);
        List<Outcome<?>> outcomes = new ArrayList<>(mutations.size());
        for (Mutation<?> mutation : mutations) {
            outcomes.add(rules.decide(mutation));
        }
        rules.change.close();
        return outcomes;
    }

    /**
     * Applies a command of the log, in the same way; one that was applied before changes nothing.
     *
     * @return the outcomes; empty where the command was applied before
     */
    public static List<Outcome<?>> apply(WritableIndex index, Command command) {
        boolean isFirst = command.origin()
                .map(from -> Packers.isFirst(index, from, Change.counter(index, Change.REVISION)))
                .orElse(true);
        return isFirst ? apply(index, command.mutations(), command.stampMillis()) : List.of();
    }

    private Outcome<?> decide(Mutation<?> mutation) {
        if (mutation instanceof Mutation.Admitted<?> admitted) {
            return buckets.find(admitted.bucket()).filter(admitted::holds).isPresent()
                    ? decide(admitted.change())
                    : new Outcome.Refused<>(S3Error.of(ErrorCode.OPERATION_ABORTED), change.revision());
        }
        change.begin();
        try {
            Object result = dispatch(mutation);
            return new Outcome.Done<>(result, change.revision());
        } catch (S3Failure refusal) {
            change.undo();
            discard(mutation);
            return new Outcome.Refused<>(refusal.error(), change.revision());
        } catch (IndexFailure broken) {
            throw broken;
        } catch (RuntimeException bug) { // the log repeats it at every start: it must refuse one mutation, not stop all
            change.undo();
            log.atError()
                    .setCause(bug)
                    .addKeyValue("mutation", mutation.getClass().getSimpleName())
                    .log("mutation cannot be decided");
            return new Outcome.Refused<>(S3Error.of(ErrorCode.INTERNAL_ERROR), change.revision());
        }
    }

    /** What a refused write brought along nobody will ever name. */
    private void discard(Mutation<?> refused) {
        if (refused instanceof Mutation.PutObject put) {
            blobs.discard(put.content());
        } else if (refused instanceof Mutation.PutPart part) {
            blobs.discard(part.content());
        }
    }

    private Object dispatch(Mutation<?> mutation) {
        return switch (mutation) {
            case Mutation.CreateBucket create -> buckets.create(create);
            case Mutation.DeleteBucket delete -> buckets.delete(delete);
            case Mutation.SetVersioning set -> buckets.setVersioning(set);
            case Mutation.SetBucketTags set -> buckets.setTags(set);
            case Mutation.SetCors set -> buckets.setCors(set);
            case Mutation.SetBucketAcl set -> buckets.setAcl(set);
            case Mutation.PutObject put -> objects.put(put);
            case Mutation.CopyObject copy -> objects.copy(copy);
            case Mutation.DeleteObject delete -> objects.delete(delete);
            case Mutation.SetObjectTags set -> objects.setTags(set);
            case Mutation.SetObjectAcl set -> objects.setAcl(set);
            case Mutation.CreateUpload create -> uploads.create(create);
            case Mutation.PutPart put -> uploads.putPart(put);
            case Mutation.CompleteUpload complete -> uploads.complete(complete);
            case Mutation.AbortUpload abort -> uploads.abort(abort);
            case Mutation.CondemnBlobs condemn -> blobs.condemn(condemn);
            case Mutation.BuryBlobs bury -> blobs.bury(bury);
            case Mutation.ReleaseParts release -> releases.release(release);
            case Mutation.CreateUser create -> users.create(create);
            case Mutation.UpdateUser update -> users.update(update);
            case Mutation.DeleteUser delete -> users.delete(delete);
            case Mutation.CreateAccessKey create -> users.createKey(create);
            case Mutation.SetAccessKeyEnabled set -> users.setKeyEnabled(set);
            case Mutation.DeleteAccessKey delete -> users.deleteKey(delete);
            case Mutation.SetVoiceless set -> members.setVoiceless(set);
            case Mutation.Admitted<?> admitted -> throw new IllegalStateException("undecided: " + admitted);
        };
    }
}
