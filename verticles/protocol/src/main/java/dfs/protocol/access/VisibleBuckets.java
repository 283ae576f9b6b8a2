package dfs.protocol.access;

import dfs.core.auth.Authorization;
import dfs.core.auth.Principal;
import dfs.core.auth.Scope;
import dfs.core.name.BucketName;
import dfs.core.record.BucketRecord;
import dfs.protocol.Bus;
import dfs.protocol.Consistency;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import java.util.List;

/** Lists the buckets that a user sees: its own, the ones its scopes name, or for an administrator everybody's. */
public final class VisibleBuckets {

    private final Bus bus;

    /** Reads over {@code bus}. */
    public VisibleBuckets(Bus bus) {
        this.bus = bus;
    }

    /** Reads metadata, at a consistency of its own. */
    @FunctionalInterface
    public interface Reads {

        /** Answers a query. */
        <A> A read(Query<A> query);
    }

    /**
     * A page of them by name. Blocks.
     *
     * @param user who looks
     * @param prefix what names begin with
     * @param after names come after this one; empty for the first page
     * @param max most entries, 1 to 10,000
     * @param consistency how fresh the listing must be
     */
    public Query.Page<BucketRecord> list(
            Principal.Known user, String prefix, String after, int max, Consistency consistency) {
        Reads reads = new Reads() {
            @Override
            public <A> A read(Query<A> query) {
                return bus.ask(new Read<>(query, consistency)).value();
            }
        };
        return list(user, prefix, after, max, reads);
    }

    /** As the other, for who reads in its own way. */
    public static Query.Page<BucketRecord> list(
            Principal.Known user, String prefix, String after, int max, Reads reads) {
        if (user.scopes().isEmpty()) {
            return reads.read(new Query.ListBuckets(Authorization.ownerListed(user), prefix, after, max));
        }
        List<BucketRecord> found = user.scopes().stream()
                .map(Scope::bucket)
                .filter(name -> name.startsWith(prefix) && name.compareTo(after) > 0 && BucketName.isValid(name))
                .distinct()
                .sorted()
                .flatMap(name -> reads.read(new Query.FindBucket(new BucketName(name))).stream())
                .limit(max + 1L)
                .toList();
        return found.size() > max ? new Query.Page<>(found.subList(0, max), true) : new Query.Page<>(found, false);
    }
}
