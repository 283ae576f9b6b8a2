package dfs.replication;

import dfs.protocol.blob.BlobStore;
import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.Member;
import dfs.replication.copies.ReplicatedBlobStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Nodes {@code n1}, {@code n2} and so on with a store in memory each, in which faults can be put. */
public final class TestCluster {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final TestClock clock;
    private final Map<String, MemoryBlobs> kept = new ConcurrentHashMap<>();
    private final Map<String, ScriptedBlobs> stores = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<Member> members = new CopyOnWriteArrayList<>();

    /** A cluster of so many nodes that go by one clock. */
    public TestCluster(int nodes, TestClock clock) {
        this(nodes, clock, clock);
    }

    /** A cluster of so many nodes, whose stores go by another clock than who writes. */
    public TestCluster(int nodes, TestClock clock, TestClock ofStores) {
        this.clock = clock;
        for (int i = 1; i <= nodes; i++) {
            MemoryBlobs memory = new MemoryBlobs(ofStores);
            kept.put("n" + i, memory);
            stores.put("n" + i, new ScriptedBlobs(memory));
            members.add(member("n" + i));
        }
    }

    /** A member of that name. */
    public static Member member(String nodeId) {
        Endpoint nowhere = new Endpoint("127.0.0.1", 1);
        return Member.of(nodeId, nowhere, nowhere);
    }

    /** The members, which may be changed. */
    public List<Member> members() {
        return members;
    }

    /** What a node keeps. */
    public MemoryBlobs kept(int node) {
        return existing(kept, node);
    }

    /** The store of a node. */
    public ScriptedBlobs store(int node) {
        return existing(stores, node);
    }

    private static <T> T existing(Map<String, T> of, int node) {
        T found = of.get("n" + node);
        if (found == null) {
            throw new IllegalArgumentException("no node " + node);
        }
        return found;
    }

    /** The cluster as a node sees it. */
    public ReplicatedBlobStore seenBy(int node, int replicas, int quorum) {
        return new ReplicatedBlobStore(
                store(node), () -> members, "n" + node, replicas, quorum, this::remote, Waits.SYSTEM);
    }

    private BlobStore remote(Member member) {
        ScriptedBlobs store = stores.get(member.nodeId());
        if (store == null) {
            throw new IllegalArgumentException(member.nodeId());
        }
        return store;
    }

    /** Waits until something holds that other threads bring about. */
    public static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not come to hold");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
