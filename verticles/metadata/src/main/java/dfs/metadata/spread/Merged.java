package dfs.metadata.spread;

import dfs.core.record.Revisions;
import dfs.core.record.Usage;
import dfs.protocol.Consistency;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/** Answers of several groups as one. */
final class Merged {

    private Merged() {}

    /** One answer; as fresh as the least fresh of them. */
    static <A> Read.Answer<A> answer(Collection<Read.Answer<A>> answers, Function<List<A>, A> values) {
        Revisions revisions = Revisions.NONE;
        Consistency weakest = Consistency.STRONG;
        OptionalLong staleness = OptionalLong.of(0);
        for (Read.Answer<A> each : answers) {
            revisions = revisions.plus(each.revisions());
            weakest = each.consistency().level().compareTo(weakest.level()) > 0 ? each.consistency() : weakest;
            staleness = staleness.isPresent() && each.stalenessMillis().isPresent()
                    ? OptionalLong.of(Math.max(
                            staleness.getAsLong(), each.stalenessMillis().getAsLong()))
                    : OptionalLong.empty();
        }
        A value = values.apply(answers.stream().map(Read.Answer::value).toList());
        return new Read.Answer<>(value, revisions, weakest, staleness);
    }

    /** The first {@code max} entries of pages of that many, each in order: a page that says that there is more is full. */
    static <E> Query.Page<E> page(List<Query.Page<E>> pages, Comparator<E> order, int max) {
        List<E> all = pages.stream()
                .flatMap(page -> page.entries().stream())
                .sorted(order)
                .toList();
        boolean hasMore = all.size() > max || pages.stream().anyMatch(Query.Page::hasMore);
        return new Query.Page<>(all.subList(0, Math.min(max, all.size())), hasMore);
    }

    /** What all hold together; revisions and entries count what all have committed. */
    static Query.Progress progress(List<Query.Progress> all) {
        return all.stream()
                .reduce(
                        new Query.Progress(0, 0, 0, Usage.NONE, 0),
                        (one, other) -> new Query.Progress(
                                one.revision() + other.revision(),
                                one.appliedIndex() + other.appliedIndex(),
                                one.buckets() + other.buckets(),
                                one.total().plus(other.total()),
                                one.condemnedBlobs() + other.condemnedBlobs()));
    }
}
