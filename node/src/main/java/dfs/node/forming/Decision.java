package dfs.node.forming;

import dfs.node.forming.Standing.Belonging;
import dfs.protocol.cluster.Member;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a node that belongs to no cluster yet does, given what the others tell of themselves. Pure.
 *
 * <p>A cluster is founded once: by the first in order of the nodes listed, when every one of them answers that it belongs to none.
 * So a node whose disk was lost never founds a second cluster beside the first, whoever else is away: either somebody answers who
 * belongs to one, which it then joins under a new incarnation, or it waits for who is missing.
 *
 * <p>Founders are those that keep metadata; the others come to the cluster when there is one. Who the founders were is not known to those
 * others, so one that keeps metadata does not go by what they say.
 */
public final class Decision {

    private Decision() {}

    /** What to do. */
    public sealed interface Step {

        /** Wait, and ask again. */
        record Wait() implements Step {}

        /** Belong to this from now on; whoever is among the founders opens the metadata's log with them. */
        record Belong(Belonging to, Optional<Member> via) implements Step {}
    }

    /**
     * Decides.
     *
     * @param self the node that decides
     * @param others what each other node listed answered; empty where it did not
     * @param newId names a cluster that is founded
     * @param groups over how many groups its metadata is spread
     */
    public static Step decide(Member self, List<Optional<Standing>> others, Supplier<String> newId, int groups) {
        List<Standing> answered = others.stream().flatMap(Optional::stream).toList();
        List<Standing> members = answered.stream()
                .filter(standing -> standing.belongs().isPresent())
                .toList();
        Optional<Standing> member = members.stream()
                .filter(standing -> standing.self().hasVoice() || !self.hasVoice())
                .min(Comparator.comparing(standing -> !isFoundedWith(standing, self)));
        if (member.isPresent()) {
            Belonging theirs = member.get().belongs().get();
            List<Member> founders = theirs.isFounder(self) ? theirs.founders() : List.of();
            return new Step.Belong(
                    new Belonging(theirs.cluster(), founders, theirs.groups()),
                    Optional.of(member.get().self()));
        }
        List<Member> founders = Stream.concat(Stream.of(self), answered.stream().map(Standing::self))
                .filter(Member::hasVoice)
                .sorted(Comparator.comparing(Member::nodeId))
                .toList();
        boolean isFirst = founders.stream().findFirst().filter(self::isSame).isPresent();
        if (answered.size() < others.size() || !isFirst || !members.isEmpty()) {
            return new Step.Wait();
        }
        return new Step.Belong(new Belonging(newId.get(), founders, groups), Optional.empty());
    }

    private static boolean isFoundedWith(Standing standing, Member self) {
        return standing.belongs().stream().anyMatch(to -> to.isFounder(self));
    }
}
