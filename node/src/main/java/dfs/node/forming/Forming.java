package dfs.node.forming;

import dfs.config.NodeAddress;
import dfs.node.forming.Standing.Belonging;
import dfs.protocol.cluster.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out which cluster a node belongs to, once in the life of its data folder, and tells others. {@link #standing} may be asked by any
 * thread at any time.
 */
public final class Forming {

    private static final Logger log = LoggerFactory.getLogger(Forming.class);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration REMINDER = Duration.ofSeconds(10);

    private final Member self;
    private final BelongingFile file;
    private final List<NodeAddress> others;
    private final Peers peers;
    private final Supplier<String> newId;
    private final int groups;
    private volatile Optional<Belonging> belongs;

    /** Where the node's folder remembers what it belongs to. */
    public interface BelongingFile {
        /** What was written; empty where nothing was. */
        Optional<Belonging> read();

        /** Writes it, durable when this returns. */
        void write(Belonging belonging);
    }

    /**
     * Of a node.
     *
     * @param self who it is
     * @param others the other nodes that the settings name
     * @param newId names a cluster that is founded
     * @param groups over how many groups its metadata is spread
     */
    public Forming(
            Member self,
            BelongingFile file,
            List<NodeAddress> others,
            Peers peers,
            Supplier<String> newId,
            int groups) {
        this.self = self;
        this.file = file;
        this.others = List.copyOf(others);
        this.peers = peers;
        this.newId = newId;
        this.groups = groups;
        this.belongs = file.read();
    }

    /**
     * How the node stands at the moment.
     *
     * @param members who the members are, as far as it knows
     */
    public Standing standing(List<Member> members) {
        return new Standing(self, belongs, members);
    }

    /**
     * The node held metadata before it heard of other nodes: it is a cluster by itself, to which others come.
     *
     * @return why it is not; empty where it is
     */
    public Optional<String> growFromAlone() {
        if (belongs.isEmpty()) {
            Optional<Standing> member = answering().stream()
                    .filter(standing -> standing.belongs().isPresent())
                    .findFirst();
            if (member.isPresent()) {
                return Optional.of("holds what this node kept when it was alone, and node "
                        + member.get().self().nodeId() + " belongs to a cluster already");
            }
            belong(new Belonging(newId.get(), List.of(), 1));
        }
        return Optional.empty();
    }

    /**
     * Asks the others, those that answer, whether what the node remembers is still so.
     *
     * @param wasMember whether it knows that it was a member once
     * @return why it is not; empty where it is, or nothing speaks against it
     */
    public Optional<String> whyNotOneOfThem(boolean wasMember) {
        if (belongs.isEmpty()) {
            return Optional.empty();
        }
        List<Standing> answers = answering();
        String own = belongs.get().cluster();
        List<Standing> strangers =
                answers.stream().filter(other -> other.isStranger(own)).toList();
        strangers.forEach(other -> log.atError()
                .addKeyValue("node", other.self().nodeId())
                .addKeyValue("own", own)
                .log("a node that DFS_CLUSTER_NODES names belongs to another cluster"));
        if (strangers.size() * 2 > answers.size() + 1) { // more than there are of this one's cluster, itself included
            return Optional.of("is of another cluster than the nodes that DFS_CLUSTER_NODES names");
        }
        List<Standing> knowing = answers.stream()
                .filter(other -> !other.isStranger(own) && !other.members().isEmpty())
                .toList();
        boolean isOut = knowing.stream().noneMatch(other -> other.knows(self))
                && knowing.stream().anyMatch(other -> isMajority(other.members(), knowing));
        return wasMember && isOut
                ? Optional.of("is of a node that was taken out of the cluster (dfs node remove)")
                : Optional.empty();
    }

    /** Whether most of those that keep metadata answered: a single one may have been away, and not know who came meanwhile. */
    private static boolean isMajority(List<Member> members, List<Standing> answering) {
        List<Member> voices = members.stream().filter(Member::hasVoice).toList();
        long answered = answering.stream()
                .filter(other -> voices.stream().anyMatch(other.self()::isSame))
                .count();
        return answered * 2 > voices.size();
    }

    private List<Standing> answering() {
        return AtOnce.each(others, this::ask).stream().flatMap(Optional::stream).toList();
    }

    /** Waits until the node belongs to a cluster, and says to which. */
    public Belonging await() throws InterruptedException {
        long remindedNanos = System.nanoTime();
        while (belongs.isEmpty()) {
            List<Optional<Standing>> answers = AtOnce.each(others, this::ask);
            if (Decision.decide(self, answers, newId, groups)
                    instanceof Decision.Step.Belong(Belonging to, Optional<Member> via)) {
                belong(to);
                via.ifPresent(member ->
                        log.atInfo().addKeyValue("member", member.peerId()).log("told so by a member"));
                continue;
            }
            if (System.nanoTime() - remindedNanos > REMINDER.toNanos()) {
                remindedNanos = System.nanoTime();
                remind(answers);
            }
            Thread.sleep(PAUSE);
        }
        return belongs.get();
    }

    private Optional<Standing> ask(NodeAddress other) {
        try {
            Optional<Standing> answer = peers.standing(other.endpoint());
            answer.filter(standing -> !standing.self().nodeId().equals(other.nodeId()))
                    .ifPresent(
                            wrong -> log.atError()
                                    .addKeyValue("address", other.endpoint())
                                    .addKeyValue("expected", other.nodeId())
                                    .addKeyValue("answered", wrong.self().nodeId())
                                    .log(
                                            "another node answers at the address of one; correct DFS_CLUSTER_NODES or its NODE_ID"));
            return answer.filter(standing -> standing.self().nodeId().equals(other.nodeId()));
        } catch (RuntimeException bug) {
            log.atError()
                    .setCause(bug)
                    .addKeyValue("address", other.endpoint())
                    .log("standing of a node cannot be read");
            return Optional.empty();
        }
    }

    private void belong(Belonging to) {
        file.write(to);
        belongs = Optional.of(to);
        log.atInfo()
                .addKeyValue("cluster", to.cluster())
                .addKeyValue("member", self.peerId())
                .addKeyValue(
                        "founders", to.founders().stream().map(Member::peerId).toList())
                .log("node belongs to a cluster");
    }

    private void remind(List<Optional<Standing>> answers) {
        List<String> silent = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i).isEmpty()) {
                silent.add(others.get(i).nodeId() + " at " + others.get(i).endpoint());
            }
        }
        boolean anyHasVoice = self.hasVoice()
                || answers.stream()
                        .flatMap(Optional::stream)
                        .anyMatch(other -> other.self().hasVoice());
        log.atWarn()
                .addKeyValue("unanswered", silent)
                .log(
                        silent.isEmpty() && !anyHasVoice
                                ? "no node that DFS_CLUSTER_NODES names keeps metadata: add metadata to DFS_VERTICLES of at least one"
                                : "waiting for other nodes: a new cluster begins when all that DFS_CLUSTER_NODES names answer");
    }
}
