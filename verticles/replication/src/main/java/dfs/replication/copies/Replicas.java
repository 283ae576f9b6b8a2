package dfs.replication.copies;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.core.placement.Placement;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.cluster.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The stores of those nodes of the cluster, as it stands now, that keep bytes, and which of them keep a blob. Safe for any number of threads. */
public final class Replicas {

    private final BlobStore local;
    private final String selfId;
    private final Supplier<List<Member>> members;
    private final int replicas;
    private final Function<Member, BlobStore> remote;
    private volatile Optional<View> last = Optional.empty();

    private record View(List<Member> members, Map<String, Replica> byNode, Placement placement, List<Replica> fixed) {}

    /**
     * The stores of these nodes.
     *
     * @param local this node's own
     * @param selfId this node
     * @param members all nodes now, this one among them; asked at every use
     * @param replicas how many keep a blob, where there are as many
     * @param remote the store of another node
     */
    public Replicas(
            BlobStore local,
            String selfId,
            Supplier<List<Member>> members,
            int replicas,
            Function<Member, BlobStore> remote) {
        if (replicas < 1) {
            throw new IllegalArgumentException("replicas " + replicas);
        }
        this.local = local;
        this.selfId = selfId;
        this.members = members;
        this.replicas = replicas;
        this.remote = remote;
    }

    /** This node's own store. */
    public BlobStore local() {
        return local;
    }

    /** This node. */
    public String selfId() {
        return selfId;
    }

    /** All stores, in order of their nodes' names. */
    public List<Replica> all() {
        return List.copyOf(view().byNode().values());
    }

    /** Those that keep a blob: this node's first where it is one of them. */
    public List<Replica> holders(BlobId id) {
        View view = view();
        return view.fixed().isEmpty() ? chosen(view, id) : view.fixed();
    }

    /** All that may have a blob, the likelier ones first: those that keep it, and then others, which kept it before nodes came or went. */
    public List<Replica> candidates(BlobId id) {
        View view = view();
        if (!view.fixed().isEmpty()) {
            return view.fixed();
        }
        List<Replica> candidates = new ArrayList<>(chosen(view, id));
        view.byNode().values().stream()
                .filter(replica -> !candidates.contains(replica))
                .forEach(replica -> candidates.add(replica.isLocal() ? 0 : candidates.size(), replica));
        return candidates;
    }

    /** Whether this node keeps a blob. */
    public boolean isHolder(BlobId id) {
        return view().placement().isHolder(selfId, id);
    }

    /** Whether a node is one of the cluster that keeps bytes. */
    boolean has(Replica replica) {
        return view().byNode().containsKey(replica.nodeId());
    }

    private View view() {
        List<Member> now = members.get();
        Optional<View> seen = last;
        if (seen.isPresent() && seen.get().members().equals(now)) {
            return seen.get();
        }
        View made = view(List.copyOf(now));
        last = Optional.of(made);
        return made;
    }

    private View view(List<Member> now) {
        if (now.isEmpty()) {
            throw new S3Failure(
                    ErrorCode.SERVICE_UNAVAILABLE, "The nodes of the cluster are not known yet; retry later.");
        }
        List<Member> keepers = now.stream().filter(Member::keepsBytes).toList();
        if (keepers.isEmpty()) {
            throw new S3Failure(
                    ErrorCode.SERVICE_UNAVAILABLE,
                    "No node of the cluster keeps bytes: add storage to DFS_VERTICLES of at least one.");
        }
        Map<String, Replica> byNode = new LinkedHashMap<>();
        for (Member member : keepers) {
            boolean isLocal = member.nodeId().equals(selfId);
            byNode.put(member.nodeId(), new Replica(member.nodeId(), isLocal ? local : remote.apply(member), isLocal));
        }
        Placement placement = Placement.of(List.copyOf(byNode.keySet()), replicas);
        List<Replica> fixed =
                placement.replicas() == byNode.size() ? localFirst(List.copyOf(byNode.values())) : List.of();
        return new View(now, byNode, placement, fixed);
    }

    private static List<Replica> chosen(View view, BlobId id) {
        List<Replica> holders = new ArrayList<>();
        for (String node : view.placement().holders(id)) {
            Replica replica = view.byNode().get(node);
            if (replica != null) {
                holders.add(replica);
            }
        }
        return localFirst(holders);
    }

    private static List<Replica> localFirst(List<Replica> replicas) {
        List<Replica> sorted = new ArrayList<>(replicas);
        sorted.sort((one, other) -> Boolean.compare(other.isLocal(), one.isLocal()));
        return List.copyOf(sorted);
    }
}
