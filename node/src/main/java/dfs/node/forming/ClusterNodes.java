package dfs.node.forming;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.protocol.Address;
import dfs.protocol.Bus;
import dfs.protocol.cluster.Cluster;
import dfs.protocol.cluster.Cluster.NodeState;
import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.Member;
import dfs.protocol.cluster.Membership;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** Shows the members, admits new ones and takes old ones out. Safe for any number of threads; calls block. */
public final class ClusterNodes {

    private final Membership membership;
    private final Function<Endpoint, Optional<Member>> who;
    private final ReentrantLock oneAtATime = new ReentrantLock();

    /**
     * Of this membership.
     *
     * @param who the node that listens there and answers
     */
    public ClusterNodes(Membership membership, Function<Endpoint, Optional<Member>> who) {
        this.membership = membership;
        this.who = who;
    }

    /** Answers the questions about the nodes over {@code bus} from now on. */
    public void serve(Bus bus) {
        LastCopies lastCopies = new LastCopies(bus);
        bus.serve(Address.CLUSTER, Cluster.ListNodes.class, question -> list());
        bus.serve(
                Address.CLUSTER,
                Cluster.RemoveNode.class,
                question -> remove(
                        question.nodeId(),
                        question.isForced()
                                ? members -> {}
                                : members -> lastCopies.requireNone(question.nodeId(), members)));
    }

    /** The members, each asked whether it is there. */
    public List<NodeState> list() {
        Optional<Member> leader = membership.leader();
        return AtOnce.each(membership.members(), member -> {
            boolean isSelf = membership.isSelf(member);
            boolean isLeader = leader.filter(member::isSame).isPresent();
            return new NodeState(member, isSelf, isLeader, isSelf || isThere(member));
        });
    }

    /**
     * Makes {@code newcomer} a member, in place of what the same node was before.
     *
     * @param wasMember whether it knows that it was a member with this data folder
     * @throws S3Failure {@code InvalidRequest} where another node of that name is there still, or where it was taken out, and as
     *     {@link Membership#change} does
     */
    public void admit(Member newcomer, boolean wasMember) {
        if (wasMember && membership.members().stream().noneMatch(newcomer::isSame)) {
            throw new S3Failure(
                    ErrorCode.INVALID_REQUEST,
                    "Node " + newcomer.nodeId()
                            + " was taken out of the cluster: to come back, it starts with an empty data folder.");
        }
        Optional<Member> living = membership.members().stream()
                .filter(member -> member.nodeId().equals(newcomer.nodeId()))
                .filter(member -> !member.isSame(newcomer) && isThere(member))
                .findFirst();
        if (living.isPresent()) {
            throw new S3Failure(
                    ErrorCode.INVALID_REQUEST,
                    "There is a node " + newcomer.nodeId() + " already, which answers at "
                            + living.get().peer()
                            + ": give this one another NODE_ID, or stop that one if this is to take its place.");
        }
        change(members -> {
            members.removeIf(member -> member.nodeId().equals(newcomer.nodeId()));
            members.add(newcomer);
        });
    }

    private boolean isThere(Member member) {
        return who.apply(member.peer()).filter(member::isSame).isPresent();
    }

    /**
     * Takes a member out; answers who is left.
     *
     * @param check whether that may be, given who the members are: throws where not, and may take its time; where the members become others
     *     meanwhile, nobody is taken out
     * @throws S3Failure {@code NotFound} where there is no such node, {@code InvalidRequest} where it is the last one, and as
     *     {@link Membership#change} does
     */
    public List<NodeState> remove(String nodeId, Consumer<List<Member>> check) {
        change(members -> {
            if (members.stream().noneMatch(member -> member.nodeId().equals(nodeId))) {
                throw new S3Failure(
                        ErrorCode.NOT_FOUND, "There is no node " + nodeId + " in the cluster; see: dfs node list");
            }
            if (members.size() == 1) {
                throw new S3Failure(
                        ErrorCode.INVALID_REQUEST, "Node " + nodeId + " is the last one of the cluster; it stays.");
            }
            check.accept(List.copyOf(members));
            members.removeIf(member -> member.nodeId().equals(nodeId));
            requireAny(members, Member::keepsBytes, "Node " + nodeId + " is the last one that keeps bytes; it stays.");
            requireAny(members, Member::hasVoice, "Node " + nodeId + " is the last one that keeps metadata; it stays.");
        });
        return list();
    }

    private static void requireAny(List<Member> members, Predicate<Member> which, String message) {
        if (members.stream().noneMatch(which)) {
            throw new S3Failure(ErrorCode.INVALID_REQUEST, message);
        }
    }

    private void change(Consumer<List<Member>> edit) {
        oneAtATime.lock();
        try {
            List<Member> now = membership.members();
            // Who is no member may not know the others: what it would make of them is nobody but itself.
            if (now.stream().noneMatch(membership::isSelf)) {
                throw new S3Failure(
                        ErrorCode.SERVICE_UNAVAILABLE,
                        "This node is no member of the cluster yet, and admits nobody. Retry later.");
            }
            List<Member> wanted = new ArrayList<>(now);
            edit.accept(wanted);
            wanted.sort(Comparator.comparing(Member::nodeId));
            membership.change(now, wanted);
        } finally {
            oneAtATime.unlock();
        }
    }
}
