package dfs.replication.copies;

import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.blob.BlobWriter;
import dfs.protocol.health.ComponentState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.ToLongFunction;

/**
 * One store made of replicas, each of which holds every blob. A write goes to all of them at once and is acknowledged when a
 * quorum has it on disk; a read takes the first replica that gives sound bytes.
 */
public final class ReplicatedBlobStore implements BlobStore {

    private final List<BlobStore> replicas;
    private final int quorum;

    /**
     * A store over these replicas.
     *
     * @throws IllegalArgumentException where the quorum is not 1 to their number
     */
    public ReplicatedBlobStore(List<BlobStore> replicas, int quorum) {
        if (quorum < 1 || quorum > replicas.size()) {
            throw new IllegalArgumentException("quorum " + quorum + " of " + replicas.size() + " replicas");
        }
        this.replicas = List.copyOf(replicas);
        this.quorum = quorum;
    }

    @Override
    public BlobWriter create(BlobId id, long sizeBytes) {
        return QuorumWriter.create(replicas, quorum, id, sizeBytes);
    }

    @Override
    public Optional<BlobReader> open(BlobId id) {
        return SoundReader.open(replicas, id);
    }

    @Override
    public void delete(List<BlobId> ids) {
        new Attempts().each(replicas, replica -> replica.delete(ids)).throwFirst();
    }

    /** A blob that several replicas hold is listed once, with the latest time at which it became durable. */
    @Override
    public List<StoredBlob> list(Optional<BlobId> after, int max) {
        TreeMap<BlobId, StoredBlob> merged = new TreeMap<>();
        for (BlobStore replica : replicas) {
            for (StoredBlob blob : replica.list(after, max)) {
                merged.merge(
                        blob.id(), blob, (one, other) -> one.finishedMillis() >= other.finishedMillis() ? one : other);
            }
        }
        return merged.values().stream().limit(max).toList();
    }

    @Override
    public Verdict verify(BlobId id) {
        return verify(id, readBytes -> {});
    }

    /** Damaged where any replica is, absent where all are. */
    @Override
    public Verdict verify(BlobId id, LongConsumer readBytes) {
        Verdict worst = new Verdict.Absent();
        for (BlobStore replica : replicas) {
            switch (replica.verify(id, readBytes)) {
                case Verdict.Damaged damaged -> {
                    return damaged;
                }
                case Verdict.Sound sound -> worst = sound;
                case Verdict.Absent absent -> {}
            }
        }
        return worst;
    }

    @Override
    public Optional<Compacted> compact() {
        List<Compacted> won = new ArrayList<>();
        for (BlobStore replica : replicas) {
            replica.compact().ifPresent(won::add);
        }
        return won.stream()
                .reduce((one, other) ->
                        new Compacted(one.movedBytes() + other.movedBytes(), one.freedBytes() + other.freedBytes()));
    }

    /** Operational with a quorum of operational replicas; what the first other one says, where there is one. */
    @Override
    public ComponentState state() {
        List<ComponentState> states = replicas.stream().map(BlobStore::state).toList();
        List<ComponentState> others = states.stream()
                .filter(state -> state.status() != ComponentState.Status.OPERATIONAL)
                .toList();
        if (others.isEmpty()) {
            return ComponentState.OPERATIONAL;
        }
        boolean isDown = states.stream().allMatch(state -> state.status() == ComponentState.Status.DOWN);
        return new ComponentState(
                isDown ? ComponentState.Status.DOWN : ComponentState.Status.DEGRADED,
                others.getFirst().detail());
    }

    /** Of each figure the one of the replica that is worst off: what it cannot take, the store cannot. */
    @Override
    public Space space() {
        List<Space> spaces = replicas.stream().map(BlobStore::space).toList();
        return new Space(
                least(spaces, Space::capacityBytes),
                least(spaces, Space::freeBytes),
                most(spaces, Space::blobBytes),
                most(spaces, Space::deadBytes),
                most(spaces, Space::blobs));
    }

    private static long least(List<Space> spaces, ToLongFunction<Space> figure) {
        return spaces.stream().mapToLong(figure).min().orElseThrow();
    }

    private static long most(List<Space> spaces, ToLongFunction<Space> figure) {
        return spaces.stream().mapToLong(figure).max().orElseThrow();
    }

    /** Does something with every replica, also where one of them fails. */
    private static final class Attempts {
        private Optional<RuntimeException> first = Optional.empty();

        Attempts each(List<BlobStore> replicas, Consumer<BlobStore> step) {
            for (BlobStore replica : replicas) {
                try {
                    step.accept(replica);
                } catch (RuntimeException e) {
                    first = first.or(() -> Optional.of(e));
                }
            }
            return this;
        }

        void throwFirst() {
            if (first.isPresent()) {
                throw first.get();
            }
        }
    }
}
