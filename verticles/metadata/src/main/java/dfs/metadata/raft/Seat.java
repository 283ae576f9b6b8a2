package dfs.metadata.raft;

import dfs.metadata.rocks.RocksStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.ratis.server.protocol.TermIndex;

/** What this node has of one group: the index, what is applied to it, and its voice while the log is open. Safe for any number of threads. */
final class Seat {

    private static final Duration ROUND_LIMIT = Duration.ofSeconds(10);
    private static final Duration APPLY_LIMIT = Duration.ofSeconds(1);

    private final Group group;
    private final Progress progress = new Progress();
    private final AtomicReference<RocksStore> store;
    private volatile Optional<Voice> voice = Optional.empty();
    private volatile boolean wasCaughtUp; // among others: has had once what they had
    private volatile boolean isBehind; // the index has not got all of the log
    private volatile OptionalLong healedNanos = OptionalLong.empty();

    Seat(Group group, RocksStore store) {
        this.group = group;
        this.store = new AtomicReference<>(store);
    }

    Group group() {
        return group;
    }

    /** The index; another one after it was opened anew. */
    RocksStore store() {
        return store.get();
    }

    /** Where the index is changed for another one. */
    AtomicReference<RocksStore> place() {
        return store;
    }

    /** What is applied. */
    Progress progress() {
        return progress;
    }

    /** This node's voice; absent while the log cannot be opened. */
    Optional<Voice> voice() {
        return voice;
    }

    void take(Voice opened) {
        voice = Optional.of(opened);
    }

    /** Whether there are other members, or this one is none yet. */
    boolean isAmongOthers() {
        return voice.isPresent() && !voice.get().isAlone();
    }

    /** Whether the log takes entries, and who leads it where nobody else can. */
    boolean isFine() {
        return voice.isPresent()
                && voice.get().isAlive()
                && (isAmongOthers() || voice.get().isLeaderReady());
    }

    /** Whether the others have gone on without this member: its log has ended for good. */
    boolean isRemoved() {
        return voice.isPresent()
                && !voice.get().isAlive()
                && !voice.get().peers().current().isEmpty()
                && !voice.get().peers().contains(voice.get().id());
    }

    /** This member has what all had a moment ago. */
    void caughtUp() {
        wasCaughtUp = true;
    }

    /** Whether this member had once, since it was started, what all had then. */
    boolean wasCaughtUp() {
        return wasCaughtUp;
    }

    /** Whether it has what all have, or had once. */
    boolean catchUp() throws InterruptedException {
        try {
            wasCaughtUp |= catchUpNow();
            return wasCaughtUp;
        } catch (ExecutionException | TimeoutException nobodyLeads) {
            return false;
        }
    }

    /** Whether it has now what all have; fails where that is not known. */
    boolean catchUpNow() throws InterruptedException, ExecutionException, TimeoutException {
        Voice asked = voice.orElseThrow();
        Rounds.Known known = asked.rounds().join().get(ROUND_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        long deadline = System.nanoTime() + APPLY_LIMIT.toNanos();
        return progress.await(() -> asked.appliedIndex() >= known.index(), deadline);
    }

    /** Whether the index lacks what was acknowledged, so that it must not be read. */
    boolean isBehind() {
        return isBehind;
    }

    /** When the index last went back to an earlier state, by {@link System#nanoTime}; absent where it never did. */
    OptionalLong healedNanos() {
        return healedNanos;
    }

    /** The log is open, and what it holds is or will be applied. */
    void upToDate() {
        isBehind = false;
    }

    /** The log does not open: says whether the index has all of it nevertheless. */
    void judge() {
        long applied = Applier.position(store.get()).map(TermIndex::getIndex).orElse(-1L);
        isBehind = voice.isEmpty() || !voice.get().isCaughtUp(applied);
    }

    /** An index that failed to flush refuses all writes; opened anew, it stands at its last flush, and the log follows. */
    void heal() throws IOException {
        try {
            store.get().flush();
        } catch (RuntimeException failed) {
            isBehind = true;
            store.get().close();
            RocksStore again = store.get().again();
            healedNanos = OptionalLong.of(System.nanoTime()); // before anybody reads from it
            store.set(again);
        }
    }
}
