package dfs.node;

import dfs.config.BusSettings;
import dfs.config.ClusterSettings;
import dfs.config.NodeAddress;
import dfs.config.Port;
import dfs.config.Settings;
import dfs.config.bus.ClusterBus;
import dfs.core.Bytes;
import dfs.core.auth.Secret;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.metadata.raft.RaftSettings;
import dfs.node.forming.ClusterNodes;
import dfs.node.forming.Forming;
import dfs.node.forming.PeerCalls;
import dfs.node.forming.Standing;
import dfs.node.forming.Standing.Belonging;
import dfs.node.forming.ToldMembership;
import dfs.peer.PeerVerticle;
import dfs.peer.blob.BlobService;
import dfs.peer.blob.RemoteBlobStore;
import dfs.peer.call.Peer;
import dfs.peer.call.PeerClient;
import dfs.peer.call.PeerLimits;
import dfs.peer.link.Authority;
import dfs.peer.link.ClusterSecret;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.LinkIdentity;
import dfs.protocol.cluster.Member;
import dfs.protocol.cluster.Membership;
import dfs.replication.Waits;
import dfs.replication.copies.ReplicatedBlobStore;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What ties a node to the others of its cluster, from before its metadata is open: who it is, the port on which others call it, and what it
 * belongs to.
 */
final class ClusterLink {

    private static final int INCARNATION_BYTES = 4;
    private static final int CLUSTER_ID_BYTES = 16;

    /**
     * Nodes that start together find one another soon: one that cannot be reached yet is asked again soon. One that was reached is given time: on a
     * machine where all start at once the first TLS handshake of each takes seconds, and another one in its place would take longer.
     */
    private static final PeerLimits IMPATIENT = new PeerLimits(
            Duration.ofSeconds(1),
            Duration.ofSeconds(4),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofMillis(100),
            8,
            1);

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Settings settings;
    private final DataFolder data;
    private final SecureRandom random;
    private final Member self;
    private final LinkIdentity identity;
    private final PeerVerticle peers;
    private volatile Supplier<List<Member>> members = List::of;

    private ClusterLink(
            Settings settings,
            DataFolder data,
            SecureRandom random,
            Member self,
            LinkIdentity identity,
            PeerVerticle peers) {
        this.settings = settings;
        this.data = data;
        this.random = random;
        this.self = self;
        this.identity = identity;
        this.peers = peers;
    }

    /**
     * Of a node with these settings; empty where they name no other nodes.
     *
     * @throws StartFailure where the folder belongs to a cluster, and the settings do not
     */
    static Optional<ClusterLink> of(Settings settings, DataFolder data, SecureRandom random) {
        ClusterSettings cluster = settings.cluster();
        if (!cluster.isOn()) {
            if (remembered(data).isPresent()) {
                throw new StartFailure("The data folder " + data.path()
                        + " belongs to a cluster, without whose other nodes it has not got all that was written: set"
                        + " DFS_CLUSTER_NODES and DFS_CLUSTER_SECRET as they were, or STORAGE_PATH to another folder.");
            }
            return Optional.empty();
        }
        NodeAddress own = cluster.address(settings.node().id()).orElseThrow();
        boolean hasVoice = settings.verticles().hasMetadata();
        if (hasVoice) {
            Ports.requireFree(own.endpoint().host(), cluster.raftPort(), "DFS_RAFT_PORT");
        }
        BusSettings bus = settings.bus();
        Ports.requireFree(bus.host(), bus.hazelcastPort(), "DFS_HAZELCAST_PORT");
        Ports.requireFree(bus.host(), bus.port(), "DFS_BUS_PORT");
        Member self = new Member(
                        own.nodeId(),
                        data.incarnation(() -> hex(random, INCARNATION_BYTES)),
                        new Endpoint(own.endpoint().host(), cluster.raftPort().number()),
                        own.endpoint())
                .withVoice(hasVoice)
                .keepingBytes(settings.verticles().hasStorage());
        LinkIdentity identity = Authority.of(ClusterSecret.of(secret(cluster).reveal()))
                .issue(own.nodeId(), Set.of(own.endpoint().host()), random);
        PeerVerticle peers =
                new PeerVerticle(new Endpoint(cluster.host(), own.endpoint().port()), identity, PeerLimits.DEFAULT);
        return Optional.of(new ClusterLink(settings, data, random, self, identity, peers));
    }

    /** Who this node is among the others. */
    Member self() {
        return self;
    }

    /** Who it is on the bus. */
    ClusterBus.Self onBus() {
        return new ClusterBus.Self(self.nodeId(), secret(settings.cluster()), identity);
    }

    /** Listens for other nodes, and waits until this one belongs to a cluster. */
    Belonging join(Running running, Vertx vertx) {
        running.listen(
                vertx,
                "The port for other nodes",
                peers,
                "DFS_CLUSTER_NODES",
                new Port(self.peer().port()));
        PeerClient impatient = new PeerClient(vertx, identity, IMPATIENT);
        Forming forming = new Forming(
                self,
                file(),
                others(),
                new PeerCalls(impatient),
                () -> hex(random, CLUSTER_ID_BYTES),
                settings.cluster().metadataGroups());
        if (!data.isNew() || data.wasMember()) {
            Optional<String> grown = data.isNew() ? Optional.empty() : forming.growFromAlone();
            Optional<String> why = grown.or(() -> forming.whyNotOneOfThem(data.wasMember()));
            if (why.isPresent()) {
                throw new StartFailure("The data folder " + data.path() + " " + why.get()
                        + ". To join them with nothing, move it away; else correct DFS_CLUSTER_NODES.");
            }
        }
        PeerCalls.tellStanding(peers.server(), () -> forming.standing(members.get()));
        try {
            return forming.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("The node was told to stop while it looked for its cluster.");
        } finally {
            var _ = impatient.close();
        }
    }

    /** The key that seals the cluster's secrets, for a node that has none yet: made by the first of a new cluster, got by the others. */
    Bytes masterKey(Belonging found) {
        if (found.isFirst(self)) {
            return Keys.random(random);
        }
        while (true) {
            for (NodeAddress other : others()) {
                Optional<Bytes> key = calls().masterKey(other.endpoint());
                if (key.isPresent()) {
                    return key.get();
                }
            }
            pause();
        }
    }

    /** Tells others the key that seals secrets. */
    void tellMasterKey(Bytes key) {
        PeerCalls.tellMasterKey(peers.server(), key);
    }

    /** The settings of this node's voice among others. */
    RaftSettings raftSettings(Path folder, Belonging found, long reserveBytes) {
        return new RaftSettings(folder, self, found.founders(), Optional.of(identity), reserveBytes)
                .withGroups(found.groups())
                .withCluster(found.cluster());
    }

    /** The stores of all members as one; lets others use the own one. */
    ReplicatedBlobStore blobs(BlobStore own, CompletableFuture<Membership> membership) {
        ReplicatedBlobStore all = new ReplicatedBlobStore(
                own,
                () -> membership.isDone() ? membership.join().members() : List.of(self),
                self.nodeId(),
                settings.cluster().replicas(),
                settings.quorum(),
                member -> new RemoteBlobStore(peers.client(), Peer.of(member)),
                Waits.SYSTEM);
        new BlobService(all.own()).register(peers.server());
        return all;
    }

    /** The node that listens there, where it answers. */
    Optional<Member> who(Endpoint peer) {
        return calls().standing(peer).map(Standing::self);
    }

    /** The members, for a node that keeps no metadata, once others have told who they are. */
    Membership toldMembers(Running running, Belonging found) {
        List<Endpoint> listed = others().stream().map(NodeAddress::endpoint).toList();
        ToldMembership members = running.add("members", new ToldMembership(self, found.cluster(), listed, calls()));
        try {
            members.await();
            return members;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("The node was told to stop while it asked for the members of its cluster.");
        }
    }

    /** Admits newcomers to what this node belongs to from now on. */
    void admitNewcomers(Membership membership, ClusterNodes nodes) {
        calls().admitNewcomers(peers.server(), membership, nodes, belonging());
    }

    /** Calls the others by the link's usual patience. */
    private PeerCalls calls() {
        return new PeerCalls(peers.client());
    }

    /**
     * Sees to it, on a thread of its own, that this node is a member under the addresses it has now.
     *
     * @param membership the members as this node's metadata knows them, once that is open
     * @param nodes admits where this node is one of them
     */
    AutoCloseable keepMember(CompletableFuture<Membership> membership, CompletableFuture<ClusterNodes> nodes) {
        CompletableFuture<Void> _ = membership.thenAccept(known -> members = known::confirmed);
        return Insistence.beside("membership", () -> becomeMember(membership, nodes));
    }

    private void becomeMember(CompletableFuture<Membership> membership, CompletableFuture<ClusterNodes> nodes) {
        Optional<Membership> known = membership.isDone() ? Optional.of(membership.join()) : Optional.empty();
        if (known.filter(now -> now.members().contains(self)).isPresent()) {
            if (!known.get().isSettled()) {
                throw new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, "It is not settled yet that the node is a member.");
            }
            data.becameMember();
            return;
        }
        if (self.hasVoice() && known.filter(Membership::isMember).isPresent()) {
            nodes.join().admit(self, true); // its addresses changed, or what it keeps
        } else {
            askToBeAdmitted();
        }
        throw new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, "The node has asked to be a member.");
    }

    private Belonging belonging() {
        return remembered(data).orElseThrow(() -> new IllegalStateException("the node has joined nothing yet"));
    }

    private void askToBeAdmitted() {
        List<Member> knownMembers = data.wasMember() ? List.of(self) : List.of();
        Standing newcomer = new Standing(self, Optional.of(belonging()), knownMembers);
        Optional<S3Failure> refused = Optional.empty();
        for (NodeAddress other : others()) {
            try {
                calls().admit(other.endpoint(), newcomer);
                return;
            } catch (S3Failure failure) {
                refused = refused.or(() -> Optional.of(failure));
            }
        }
        if (refused.isPresent()) {
            throw refused.get();
        }
    }

    private List<NodeAddress> others() {
        return settings.cluster().addresses().stream()
                .filter(address -> !address.nodeId().equals(self.nodeId()))
                .toList();
    }

    private Forming.BelongingFile file() {
        return new Forming.BelongingFile() {
            @Override
            public Optional<Belonging> read() {
                return remembered(data);
            }

            @Override
            public void write(Belonging belonging) {
                try {
                    data.cluster().write(Standing.write(belonging));
                } catch (IOException e) {
                    throw new StartFailure(
                            "The data folder " + data.path() + " cannot note its cluster: " + e.getMessage());
                }
            }
        };
    }

    private static Optional<Belonging> remembered(DataFolder data) {
        try {
            return data.cluster().read().map(Standing::belonging);
        } catch (IOException | IllegalArgumentException e) {
            throw new StartFailure("The file 'cluster' of " + data.path() + " cannot be used: " + e.getMessage());
        }
    }

    private static Secret secret(ClusterSettings cluster) {
        return cluster.secret().orElseThrow();
    }

    private static String hex(SecureRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("The node was told to stop while it joined its cluster.");
        }
    }
}
