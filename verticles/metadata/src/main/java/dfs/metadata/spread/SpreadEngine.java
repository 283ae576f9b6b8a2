package dfs.metadata.spread;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.name.BlobId;
import dfs.core.record.BucketRecord;
import dfs.core.record.User;
import dfs.metadata.Engine;
import dfs.metadata.rules.UserRules;
import dfs.protocol.Consistency;
import dfs.protocol.health.ComponentState;
import dfs.protocol.metadata.Layout;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Keeps the metadata in several groups, each an engine of its own. What is about one bucket goes to its group, as it would to the only one;
 * what is about all is asked of all, and put together.
 *
 * <p>Mutations of one commit that go to several groups are decided at the same time; those of one group in the order given. Where one
 * group fails, the commit does: whether any of it took effect is not known then.
 */
public final class SpreadEngine implements Engine {

    private final Layout layout;
    private final List<? extends Engine> groups;

    /** Of these groups, by their number. */
    public SpreadEngine(List<? extends Engine> groups) {
        this.layout = new Layout(groups.size());
        this.groups = List.copyOf(groups);
    }

    @Override
    public List<Outcome<?>> commit(List<Mutation<?>> mutations) {
        List<Outcome<?>> outcomes = new ArrayList<>(mutations.size());
        List<Plan> waiting = new ArrayList<>(mutations.size());
        for (Mutation<?> mutation : mutations) {
            switch (mutation) {
                case Mutation.ReleaseParts release -> {
                    outcomes.addAll(commitAtOnce(waiting));
                    outcomes.add(release(release.max()));
                    waiting.clear();
                }
                case Mutation.DeleteUser delete -> {
                    outcomes.addAll(commitAtOnce(waiting));
                    outcomes.add(delete(delete));
                    waiting.clear();
                }
                default -> waiting.add(Plan.of(mutation, layout));
            }
        }
        outcomes.addAll(commitAtOnce(waiting));
        return outcomes;
    }

    private List<Outcome<?>> commitAtOnce(List<Plan> plans) {
        SortedMap<Integer, List<Mutation<?>>> byGroup = new TreeMap<>();
        for (Plan plan : plans) {
            plan.parts()
                    .forEach((group, part) -> byGroup.computeIfAbsent(group, each -> new ArrayList<>())
                            .add(part));
        }
        SortedMap<Integer, Iterator<Outcome<?>>> answers = new TreeMap<>();
        AtOnce.each(byGroup, (group, some) -> groups.get(group).commit(some))
                .forEach((group, ofSome) -> answers.put(group, ofSome.iterator()));
        List<Outcome<?>> outcomes = new ArrayList<>(plans.size());
        for (Plan plan : plans) {
            List<Outcome<?>> ofParts = new ArrayList<>();
            plan.parts()
                    .keySet()
                    .forEach(group -> ofParts.add(
                            Objects.requireNonNull(answers.get(group)).next()));
            outcomes.add(plan.outcome(ofParts));
        }
        return outcomes;
    }

    /** From one group after the other, until so many are released. */
    private Outcome<?> release(int max) {
        int released = 0;
        long revision = 0;
        for (int group = 0; group < groups.size() && released < max; group++) {
            Outcome<?> outcome = groups.get(group)
                    .commit(List.of(new Mutation.ReleaseParts(max - released)))
                    .getFirst();
            if (!(outcome instanceof Outcome.Done<?> done)) {
                return outcome;
            }
            released += (Integer) done.result();
            revision = done.revision();
        }
        return new Outcome.Done<>(released, revision);
    }

    /**
     * Group 0 knows the users, and the buckets that it keeps itself; the others are asked before. A bucket that is made meanwhile, and not
     * in group 0, is left without its owner: an administrator may remove it.
     */
    private Outcome<?> delete(Mutation.DeleteUser delete) {
        Optional<User> user = groups.getFirst()
                .read(new Query.FindUser(delete.name()), Consistency.STRONG)
                .value();
        boolean ownsBuckets = user.isPresent()
                && !read(new Query.ListBuckets(Optional.of(user.get().id()), "", "", 1), Consistency.STRONG)
                        .value()
                        .entries()
                        .isEmpty();
        return ownsBuckets
                ? new Outcome.Refused<>(S3Error.of(ErrorCode.INVALID_REQUEST, UserRules.OWNS_BUCKETS))
                : groups.getFirst().commit(List.of(delete)).getFirst();
    }

    @Override
    @SuppressWarnings("unchecked") // each query is answered with its own answer type
    public <A> Read.Answer<A> read(Read<A> read) {
        return (Read.Answer<A>) answer(read);
    }

    private Read.Answer<?> answer(Read<?> read) {
        return switch (read.query()) {
            case Query.FindBucket find -> in(layout.groupOf(find.name()), read);
            case Query.FindUsage find -> in(layout.groupOf(find.bucket()), read);
            case Query.FindObject find -> in(layout.groupOf(find.bucket()), read);
            case Query.FindManifest find -> in(layout.groupOf(find.bucket()), read);
            case Query.ListObjects list -> in(layout.groupOf(list.bucket()), read);
            case Query.ListVersions list -> in(layout.groupOf(list.bucket()), read);
            case Query.FindUpload find -> in(layout.groupOf(find.bucket()), read);
            case Query.ListParts list -> in(layout.groupOf(list.bucket()), read);
            case Query.ListUploads list -> in(layout.groupOf(list.bucket()), read);
            case Query.FindAccessKey _,
                    Query.FindApiKey _,
                    Query.FindUser _,
                    Query.FindUserById _,
                    Query.ListUsers _,
                    Query.ListAccessKeys _,
                    Query.ListVoiceless _ -> in(0, read);
            case Query.ListBuckets list ->
                ofAll(list, read, pages -> Merged.page(pages, Comparator.comparing(BucketRecord::name), list.max()));
            case Query.ListCondemned list ->
                ofAll(list, read, pages -> Merged.page(pages, Comparator.naturalOrder(), list.max()));
            case Query.ListNamedBlobs list ->
                ofAll(list, read, pages -> Merged.page(pages, Comparator.naturalOrder(), list.max()));
            case Query.FindNamedBlobs find -> named(find, read);
            case Query.FindLetGo find -> ofAll(find, read, all -> all.contains(true));
            case Query.FindProgress find -> ofAll(find, read, Merged::progress);
        };
    }

    private Read.Answer<?> in(int group, Read<?> read) {
        return groups.get(group).read(read);
    }

    private <A> Read.Answer<A> ofAll(Query<A> query, Read<?> asked, Function<List<A>, A> merge) {
        SortedMap<Integer, Query<A>> queries = new TreeMap<>();
        for (int group = 0; group < groups.size(); group++) {
            queries.put(group, query);
        }
        return ofEach(queries, asked, merge);
    }

    private Read.Answer<List<BlobId>> named(Query.FindNamedBlobs find, Read<?> asked) {
        SortedMap<Integer, Query<List<BlobId>>> queries = new TreeMap<>();
        Plan.byGroup(layout, find.blobs()).forEach((group, some) -> queries.put(group, new Query.FindNamedBlobs(some)));
        return ofEach(queries, asked, found -> {
            Set<BlobId> named = new HashSet<>();
            found.forEach(named::addAll);
            return find.blobs().stream().filter(named::contains).toList();
        });
    }

    private <A> Read.Answer<A> ofEach(SortedMap<Integer, Query<A>> queries, Read<?> asked, Function<List<A>, A> merge) {
        return Merged.answer(
                AtOnce.each(
                                queries,
                                (group, query) ->
                                        groups.get(group).read(new Read<>(query, asked.consistency(), asked.seen())))
                        .values(),
                merge);
    }

    /** That of the group that is worst, by its name. */
    @Override
    public ComponentState state() {
        ComponentState worst = ComponentState.OPERATIONAL;
        for (int group = 0; group < groups.size(); group++) {
            ComponentState state = groups.get(group).state();
            if (state.status().compareTo(worst.status()) > 0) {
                worst = new ComponentState(state.status(), "Group " + group + " of the metadata: " + state.detail());
            }
        }
        return worst;
    }

    @Override
    public void close() {
        groups.forEach(Engine::close);
    }
}
