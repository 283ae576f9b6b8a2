package dfs.s3.call;

import dfs.core.auth.Action;
import dfs.core.auth.Authorization;
import dfs.core.auth.Principal;
import dfs.core.auth.RequestContext;
import dfs.core.auth.Resource;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.record.BucketRecord;
import dfs.core.record.Revisions;
import dfs.protocol.Bus;
import dfs.protocol.Consistency;
import dfs.protocol.access.Authorize;
import dfs.protocol.metadata.Mutation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks policy what the sender of one request may do. What it does to the bucket that it addresses is admitted by what this node knows of the
 * bucket, where that is not old, and each commit checks that the bucket is still so: a write need not find out beforehand what its commit finds
 * out anyhow. Nobody is turned away by what may be old. Used by the request's own thread.
 */
final class Admissions {

    /** A node that hears from others knows a bucket as well as this without asking them each time. */
    private static final Consistency FRESH_ENOUGH = new Consistency(Consistency.Level.BOUNDED, 1_000);

    private final Bus bus;
    private final S3Request request;

    /** What was asked of the bucket, by whom: asked again where the bucket was changed before the commit. */
    private final List<Matter> ofBucket = new ArrayList<>();

    /** How far a strong read has looked because what this node knew was not enough; nothing where none had to. */
    private Revisions confirmed = Revisions.NONE;

    Admissions(Bus bus, S3Request request) {
        this.bus = bus;
        this.request = request;
    }

    /** What somebody wants to do to what. */
    private record Matter(Principal principal, Action action, Resource resource) {}

    /** Whether the bucket that the request addresses, and nothing in it, decides about it. */
    boolean isOfBucket(Action action, Resource resource) {
        return action != Action.CREATE_BUCKET
                && !Authorization.isDecidedByObject(action)
                && resource.bucket().isPresent()
                && resource.bucket().equals(request.bucket());
    }

    /** Asks about what is not to be checked again. */
    Authorize.Admission ask(Principal principal, Action action, Resource resource, Consistency level, Revisions least) {
        RequestContext context = new RequestContext(request.peer(), request.isSecure(), request.receivedMillis());
        return bus.ask(new Authorize(principal, action, resource, context, level, least));
    }

    /** Asks about something to be done to the bucket. */
    Authorize.Admission askOfBucket(Principal principal, Action action, Resource resource) {
        Matter matter = new Matter(principal, action, resource);
        Authorize.Admission admission = confirmed.isNone() ? supposed(matter) : confirmed(matter);
        ofBucket.add(matter);
        return admission;
    }

    private Authorize.Admission supposed(Matter matter) {
        try {
            return ask(matter.principal(), matter.action(), matter.resource(), FRESH_ENOUGH, Revisions.NONE);
        } catch (S3Failure perhaps) {
            if (perhaps.code() == ErrorCode.SERVICE_UNAVAILABLE) {
                throw perhaps; // the others were asked, and did not answer
            }
            return confirmed(matter);
        }
    }

    private Authorize.Admission confirmed(Matter matter) {
        Authorize.Admission admission = ask(
                matter.principal(),
                matter.action(),
                matter.resource(),
                confirmed.isNone() ? Consistency.STRONG : Consistency.SESSION,
                confirmed);
        confirmed = confirmed.plus(admission.revisions());
        return admission;
    }

    /**
     * Asks all that was asked of the bucket once more, by its state now.
     *
     * @return the bucket; empty where nothing was asked of it
     * @throws S3Failure where something may not be done any more
     */
    Optional<BucketRecord> again() {
        confirmed = Revisions.NONE;
        Optional<BucketRecord> bucket = Optional.empty();
        for (Matter matter : ofBucket) {
            bucket = confirmed(matter).bucket();
        }
        return bucket;
    }

    /** Whether anything was asked of the bucket, which may be asked again. */
    boolean areOfBucket() {
        return !ofBucket.isEmpty();
    }

    /** A change to what is in {@code bucket}, as it is to be committed. */
    <R> Mutation<R> checked(Optional<BucketRecord> bucket, Mutation<R> change) {
        return ofBucket.isEmpty() || bucket.isEmpty() ? change : new Mutation.Admitted<>(bucket.get(), change);
    }
}
