package dfs.metadata.raft;

import dfs.metadata.form.Command;
import dfs.metadata.index.Index;
import dfs.metadata.index.Keys;
import dfs.metadata.index.Table;
import dfs.metadata.rocks.RocksStore;
import dfs.metadata.rules.Rules;
import dfs.protocol.metadata.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.util.LifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies committed log entries to the index, each together with its own position, so that after a restart the log is
 * repeated from exactly where the index stands.
 *
 * <p>A snapshot is a flush of the index, which {@link Flusher} decides on and runs beside apply; Ratis asks for none. Only for a member
 * that needs one is it copied, see {@link Snapshots}.
 */
final class Applier extends BaseStateMachine {

    private static final Logger log = LoggerFactory.getLogger(Applier.class);
    private static final byte[] POSITION = Keys.text("position");
    private static final byte[] APPLIED = Keys.text("appliedIndex");

    private final Group group;
    private final RaftSettings.Limits limits;
    private final AtomicReference<RocksStore> store;
    private final Pending pending;
    private final Progress progress;
    private final LogNames names;
    private final Consumer<Throwable> logFailed;
    private final Meddling meddling;
    private final Flusher flusher;

    /** By packer, what its last command did: it asks for that alone. */
    private final Map<Long, OutcomeMessage> last = new HashMap<>();

    /** Touched by the flusher alone, once it began. */
    private Optional<KeptLog> kept = Optional.empty();

    private Optional<Acknowledged> acknowledged = Optional.empty();
    private Optional<Answers> answers = Optional.empty();
    private Optional<Snapshots> snapshots = Optional.empty();
    private volatile Optional<TermIndex> durable = Optional.empty();

    /** Applies to the index of {@code seat}; tells {@code logFailed} when the log takes no more entries. */
    Applier(
            Seat seat,
            RaftSettings.Limits limits,
            Pending pending,
            LogNames names,
            Consumer<Throwable> logFailed,
            Meddling meddling) {
        this.group = seat.group();
        this.limits = limits;
        this.store = seat.place();
        this.pending = pending;
        this.names = names;
        this.progress = seat.progress();
        this.logFailed = logFailed;
        this.meddling = meddling;
        this.flusher = new Flusher(store::get, limits, this::flushed);
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId groupId, RaftStorage storage) throws IOException {
        super.initialize(server, groupId, storage);
        acknowledged = Optional.of(Acknowledged.open(Acknowledged.in(group.folder())));
        Answers member = new Answers(server, groupId);
        answers = Optional.of(member);
        Snapshots copies =
                new Snapshots(storage.getStorageDir().getStateMachineDir().toPath(), store::get, member::moveOn);
        copies.clear();
        snapshots = Optional.of(copies);
        KeptLog found = KeptLog.in(
                storage.getStorageDir().getCurrentDir().toPath(),
                position(store.get()).map(TermIndex::getIndex).orElse(-1L));
        kept = Optional.of(found);
        flusher.begin(found.bytes(), found.bytes() >= limits.keptBytes());
        getLifeCycle().startAndTransition(this::begin);
    }

    /** Goes on from where the index stands, which is on disk. */
    private void begin() {
        durable = position(store.get());
        durable.ifPresent(this::setLastAppliedTermIndex);
    }

    @Override
    public void pause() {
        getLifeCycle().transition(LifeCycle.State.PAUSING);
        getLifeCycle().transition(LifeCycle.State.PAUSED);
    }

    /** A copy of another member's index was received. On the thread that applies. */
    @Override
    public void reinitialize() throws IOException {
        Snapshots copies = snapshots.orElseThrow();
        flusher.await();
        copies.adopt(group.index(), store);
        copies.clear();
        last.clear();
        getLifeCycle().startAndTransition(this::begin);
        progress.moved();
    }

    @Override
    public @org.jspecify.annotations.Nullable SnapshotInfo getLatestSnapshot() {
        return durable.flatMap(position -> snapshots.map(copies -> copies.of(position)))
                .orElse(null);
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = transaction.getLogEntry();
        byte[] bytes = entry.getStateMachineLogEntry().getLogData().toByteArray();
        Command command = Command.read(bytes);
        TermIndex position = TermIndex.valueOf(entry);
        List<Outcome<?>> outcomes;
        meddling.beforeApply().run();
        try {
            makeDurable();
            outcomes = apply(command, position);
        } catch (RuntimeException bug) {
            log.atError().setCause(bug).addKeyValue("position", position).log("log entry cannot be applied");
            pending.fail(command.id(), bug);
            throw bug;
        }
        updateLastAppliedTermIndex(position.getTerm(), position.getIndex());
        acknowledged.ifPresent(note -> note.note(position.getIndex()));
        if (!outcomes.isEmpty()) {
            pending.complete(command.id(), outcomes);
        }
        progress.moved();
        flusher.applied(position, bytes.length);
        return CompletableFuture.completedFuture(
                command.origin().map(from -> message(from, outcomes)).orElse(Message.EMPTY));
    }

    private Message message(Command.Origin origin, List<Outcome<?>> outcomes) {
        OutcomeMessage message = new OutcomeMessage(outcomes);
        if (!outcomes.isEmpty()) {
            Optional.ofNullable(last.put(origin.packer(), message)).ifPresent(OutcomeMessage::forget);
        }
        return message;
    }

    private void makeDurable() {
        try {
            names.sync();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The outcomes; empty where the command was applied before. */
    private List<Outcome<?>> apply(Command command, TermIndex position) {
        List<List<Outcome<?>>> made = new java.util.ArrayList<>(1);
        store.get().write(index -> {
            made.add(Rules.apply(index, command));
            byte[] row = ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(position.getTerm())
                    .putLong(position.getIndex())
                    .array();
            index.put(Table.META, POSITION, row);
            index.put(Table.META, APPLIED, Keys.number(position.getIndex()));
        });
        return made.getFirst();
    }

    /** The index stands on disk so far: the log before it is needed by other members at most. */
    private void flushed(Flusher.Mark mark) {
        durable = Optional.of(mark.position());
        try {
            RaftServer.Division division = getServer().join().getDivision(getGroupId());
            boolean isAlone = Peers.of(division.getRaftConf()).isAlone(division.getId());
            OptionalLong needless = kept.orElseThrow()
                    .flushed(mark.position().getIndex(), mark.bytesEver(), isAlone ? 0 : limits.keptBytes());
            if (needless.isPresent()) {
                long index = snapshots.orElseThrow().purgeable(needless.getAsLong());
                var _ = division.getRaftLog().purge(index);
            }
        } catch (IOException closed) {
            log.atDebug().addKeyValue("position", mark.position()).log("log was closed before it could be shortened");
        }
    }

    @Override
    public CompletableFuture<Message> query(Message request) {
        return answers.orElseThrow().query(request);
    }

    @Override
    public void notifyTermIndexUpdated(long term, long index) {
        super.notifyTermIndexUpdated(term, index);
        progress.moved();
    }

    @Override
    public long takeSnapshot() {
        return durable.map(TermIndex::getIndex).orElse(RaftLog.INVALID_LOG_INDEX);
    }

    @Override
    public void notifyLogFailed(Throwable cause, LogEntryProto entry) {
        logFailed.accept(cause);
    }

    @Override
    public void close() throws IOException {
        flusher.close();
        acknowledged.ifPresent(Acknowledged::close);
        snapshots.ifPresent(Snapshots::clear);
        super.close();
    }

    /** Up to where a store was brought. */
    static Optional<TermIndex> position(RocksStore store) {
        return store.read(Applier::position);
    }

    /** Up to where an index was brought. */
    static Optional<TermIndex> position(Index index) {
        return Optional.ofNullable(index.get(Table.META, POSITION))
                .map(row -> TermIndex.valueOf(Keys.number(row, 0), Keys.number(row, Long.BYTES)));
    }
}
