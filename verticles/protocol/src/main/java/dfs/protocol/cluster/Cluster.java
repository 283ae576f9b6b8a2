package dfs.protocol.cluster;

import dfs.protocol.Address;
import dfs.protocol.Ask;
import java.util.List;

/** The nodes of the cluster, and the questions about them. */
public final class Cluster {

    private Cluster() {}

    /**
     * A node as another one sees it.
     *
     * @param member who it is
     * @param isSelf whether it is the one that answers
     * @param isLeader whether it leads, as far as the one that answers knows
     * @param isReachable whether it answered just now
     */
    public record NodeState(Member member, boolean isSelf, boolean isLeader, boolean isReachable) {}

    /** Asks who the members are, in order of their names. */
    public record ListNodes() implements Ask<List<NodeState>> {
        @Override
        public Address address() {
            return Address.CLUSTER;
        }

        @Override
        public boolean isRead() {
            return true;
        }
    }

    /**
     * Makes a node no member any more; answers who is left. What it kept is made anew elsewhere from the other replicas. Refused: NotFound;
     * InvalidRequest for the last one; OperationAborted where a census says that it may be the last to keep something; ServiceUnavailable
     * where no census can be taken, or one takes long: it is to be asked again then.
     *
     * @param nodeId its name
     * @param isForced whether no census is to be taken: what it alone keeps is lost
     */
    public record RemoveNode(String nodeId, boolean isForced) implements Ask<List<NodeState>> {
        @Override
        public Address address() {
            return Address.CLUSTER;
        }
    }
}
