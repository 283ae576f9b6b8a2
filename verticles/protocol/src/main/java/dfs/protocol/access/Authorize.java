package dfs.protocol.access;

import dfs.core.auth.Action;
import dfs.core.auth.Principal;
import dfs.core.auth.RequestContext;
import dfs.core.auth.Resource;
import dfs.core.record.BucketRecord;
import dfs.core.record.Revisions;
import dfs.protocol.Address;
import dfs.protocol.Ask;
import dfs.protocol.Consistency;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Asks whether a principal may do something. Answers what was looked up to decide it; a denial is the failure
 * {@code AccessDenied}, a bucket that is not there {@code NoSuchBucket} (told only to who may know it); either says which commits it was decided at.
 *
 * @param principal who asks
 * @param action what for
 * @param resource on what
 * @param context under which circumstances
 * @param consistency how fresh what is looked up must be
 * @param minRevision for {@link Consistency.Level#SESSION} how far whoever asks has seen the first group of the metadata
 * @param minRevisions and all groups, where it has seen others
 */
public record Authorize(
        Principal principal,
        Action action,
        Resource resource,
        RequestContext context,
        Consistency consistency,
        long minRevision,
        Optional<Revisions> minRevisions)
        implements Ask<Authorize.Admission> {

    /** Decided by what is granted at this moment. */
    public Authorize(Principal principal, Action action, Resource resource, RequestContext context) {
        this(principal, action, resource, context, Consistency.STRONG, Revisions.NONE);
    }

    /** Asked by somebody who has seen so much. */
    public Authorize(
            Principal principal,
            Action action,
            Resource resource,
            RequestContext context,
            Consistency consistency,
            Revisions seen) {
        this(principal, action, resource, context, consistency, seen.at(0), seen.beyondFirst());
    }

    /** How far whoever asks has seen. */
    public Revisions seen() {
        return minRevisions.orElseGet(() -> Revisions.of(0, minRevision));
    }

    @Override
    public Address address() {
        return Address.POLICY;
    }

    @Override
    public boolean isRead() {
        return true;
    }

    /**
     * It may be done.
     *
     * @param bucket the resource's bucket; absent where the resource is the service, or the action creates the bucket
     * @param revision the commit up to which the state it was decided by is complete, of the first group; 0 where that was not looked at
     * @param groupRevisions and of all groups that were looked at, where there are others
     * @param given the weakest consistency of what was looked at: never a weaker one than was asked for; absent where nothing was
     * @param stalenessMillis how old what was looked at can be at most; absent where that is not known
     * @param objectRevision the commit that made the version whose access list was looked at; absent where none was
     */
    public record Admission(
            Optional<BucketRecord> bucket,
            long revision,
            Optional<Revisions> groupRevisions,
            Optional<Consistency> given,
            OptionalLong stalenessMillis,
            OptionalLong objectRevision) {

        /** Decided by a state that is complete up to {@code revisions}, and was read so. */
        public Admission(
                Optional<BucketRecord> bucket,
                Revisions revisions,
                Optional<Consistency> given,
                OptionalLong stalenessMillis,
                OptionalLong objectRevision) {
            this(bucket, revisions.at(0), revisions.beyondFirst(), given, stalenessMillis, objectRevision);
        }

        /** The commits up to which the state it was decided by is complete. */
        public Revisions revisions() {
            return groupRevisions.orElseGet(() -> Revisions.of(0, revision));
        }
    }
}
