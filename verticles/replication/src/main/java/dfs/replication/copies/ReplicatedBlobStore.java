package dfs.replication.copies;

import dfs.core.ByteBudget;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.blob.BlobWriter;
import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.Member;
import dfs.protocol.health.ComponentState;
import dfs.replication.Waits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One store made of those of a cluster's nodes, several of which keep each blob. A write goes to all of them at once and is acknowledged when
 * a quorum has it on disk; a read takes this node's own copy, or the first other one that gives sound bytes.
 *
 * <p>Where this node alone keeps a blob, its own store is used directly. What concerns a disk (listing, checking, space, compaction) is
 * about that of this node.
 */
public final class ReplicatedBlobStore implements BlobStore {

    private static final Logger log = LoggerFactory.getLogger(ReplicatedBlobStore.class);

    /** What writes hold for replicas that are slower than others, all together. */
    private static final long WAITING_BYTES_MAX = 64L << 20;

    private final Replicas replicas;
    private final int quorum;
    private final Waits waits;
    private final Wants wants = new Wants();
    private final ByteBudget waiting = new ByteBudget(WAITING_BYTES_MAX);
    private final Hedge hedge;

    /**
     * A store over the nodes of a cluster.
     *
     * @param local this node's own store
     * @param members all nodes now, this one among them; asked at every use
     * @param selfId this node
     * @param replicas how many nodes keep a blob, where there are as many
     * @param quorum on how many of them a blob must be on disk before a write is acknowledged; 1 to {@code replicas}
     * @param remote the store of another node
     * @param waits how threads wait here
     */
    public ReplicatedBlobStore(
            BlobStore local,
            Supplier<List<Member>> members,
            String selfId,
            int replicas,
            int quorum,
            Function<Member, BlobStore> remote,
            Waits waits) {
        if (quorum < 1 || quorum > replicas) {
            throw new IllegalArgumentException("quorum " + quorum + " of " + replicas + " replicas");
        }
        this.replicas = new Replicas(new OwnBlobs(local, wants), selfId, members, replicas, remote);
        this.quorum = quorum;
        this.waits = waits;
        this.hedge = new Hedge(waits);
    }

    private ReplicatedBlobStore(BlobStore local, List<Member> alone) {
        this.replicas = new Replicas(local, alone.getFirst().nodeId(), () -> alone, 1, other -> local);
        this.quorum = 1;
        this.waits = Waits.SYSTEM;
        this.hedge = new Hedge(waits);
    }

    /** This node's own store, as other nodes and this one use it. */
    public BlobStore own() {
        return replicas.local();
    }

    /** A store that this node alone keeps. */
    public static ReplicatedBlobStore alone(BlobStore local) {
        Endpoint nowhere = new Endpoint("localhost", 0);
        Member self = Member.of("alone", nowhere, nowhere);
        return new ReplicatedBlobStore(local, List.of(self));
    }

    /** The stores of the nodes, and which of them keep a blob. */
    public Replicas replicas() {
        return replicas;
    }

    /** What was found damaged or missing here while it was used. */
    public Wants wants() {
        return wants;
    }

    @Override
    public BlobWriter create(BlobId id, long sizeBytes) {
        List<Replica> holders = replicas.holders(id);
        if (holders.size() == 1 && holders.getFirst().isLocal()) {
            return holders.getFirst().store().create(id, sizeBytes);
        }
        return QuorumWriter.create(
                holders, Math.min(quorum, holders.size()), id, sizeBytes, waiting, waits, replicas::has);
    }

    @Override
    public Optional<BlobReader> open(BlobId id) {
        List<Replica> candidates = replicas.candidates(id);
        return candidates.size() == 1
                ? candidates.getFirst().store().open(id)
                : SoundReader.open(candidates, id, replicas.isHolder(id), wants, hedge);
    }

    /**
     * Deletes on all nodes that keep them. A node that cannot be reached keeps them as garbage, which its own census finds.
     *
     * @throws S3Failure where this node's own store cannot
     */
    @Override
    public void delete(List<BlobId> ids) {
        Map<Replica, List<BlobId>> byHolder = new LinkedHashMap<>();
        for (BlobId id : ids) {
            replicas.holders(id)
                    .forEach(holder -> byHolder.computeIfAbsent(holder, any -> new ArrayList<>())
                            .add(id));
        }
        try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
            byHolder.forEach((holder, theirs) -> {
                if (!holder.isLocal()) {
                    others.execute(() -> deleteThere(holder, theirs));
                }
            });
            replicas.local().delete(ids);
        }
    }

    private static void deleteThere(Replica holder, List<BlobId> ids) {
        try {
            holder.store().delete(ids);
        } catch (S3Failure unreachable) {
            log.atDebug()
                    .addKeyValue("node", holder.nodeId())
                    .addKeyValue("blobs", ids.size())
                    .addKeyValue("why", unreachable.getMessage())
                    .log("blobs stay as garbage");
        }
    }

    /** Those of this node. */
    @Override
    public List<StoredBlob> list(Optional<BlobId> after, int max) {
        return replicas.local().list(after, max);
    }

    /** This node's own copy. */
    @Override
    public Verdict verify(BlobId id, LongConsumer readBytes) {
        return replicas.local().verify(id, readBytes);
    }

    @Override
    public Optional<Compacted> compact() {
        return replicas.local().compact();
    }

    /** That of this node's own store. */
    @Override
    public ComponentState state() {
        return replicas.local().state();
    }

    /** That of this node's own store. */
    @Override
    public Space space() {
        return replicas.local().space();
    }
}
