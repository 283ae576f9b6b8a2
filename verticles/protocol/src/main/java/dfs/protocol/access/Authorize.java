package dfs.protocol.access;

import dfs.core.auth.Action;
import dfs.core.auth.Principal;
import dfs.core.auth.RequestContext;
import dfs.core.auth.Resource;
import dfs.core.record.BucketRecord;
import dfs.protocol.Address;
import dfs.protocol.Ask;
import dfs.protocol.Consistency;
import java.util.Optional;

/**
 * Asks whether a principal may do something. Answers what was looked up to decide it; a denial is the failure
 * {@code AccessDenied}, a bucket that is not there {@code NoSuchBucket} (told only to who may know it).
 *
 * @param principal who asks
 * @param action what for
 * @param resource on what
 * @param context under which circumstances
 * @param consistency how fresh what is looked up must be
 * @param minRevision for {@link Consistency.Level#SESSION} the newest revision that whoever asks has seen; 0 where that is not known
 */
public record Authorize(
        Principal principal,
        Action action,
        Resource resource,
        RequestContext context,
        Consistency consistency,
        long minRevision)
        implements Ask<Authorize.Admission> {

    /** Decided by what is granted at this moment. */
    public Authorize(Principal principal, Action action, Resource resource, RequestContext context) {
        this(principal, action, resource, context, Consistency.STRONG, 0);
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
     * @param revision the commit up to which the state it was decided by is complete; 0 where nothing was looked up
     */
    public record Admission(Optional<BucketRecord> bucket, long revision) {}
}
