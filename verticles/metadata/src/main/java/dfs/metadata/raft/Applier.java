package dfs.metadata.raft;

import dfs.metadata.form.Command;
import dfs.metadata.index.Keys;
import dfs.metadata.index.Table;
import dfs.metadata.rocks.RocksStore;
import dfs.metadata.rules.Rules;
import dfs.protocol.metadata.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
import org.apache.ratis.statemachine.impl.FileListSnapshotInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies committed log entries to the index, each together with its own position, so that after a restart the log is
 * repeated from exactly where the index stands.
 *
 * <p>A snapshot is a flush of the index, which {@link Flusher} decides on and runs beside apply. Ratis asks for none.
 */
final class Applier extends BaseStateMachine {

    private static final Logger log = LoggerFactory.getLogger(Applier.class);
    private static final byte[] POSITION = Keys.text("position");
    private static final byte[] APPLIED = Keys.text("appliedIndex");

    private final RocksStore store;
    private final Pending pending;
    private final Consumer<Throwable> logFailed;
    private final Flusher flusher;
    private Optional<LogNames> names = Optional.empty();
    private volatile Optional<TermIndex> durable = Optional.empty();

    /** Applies to {@code store}; tells {@code logFailed} when the log takes no more entries. */
    Applier(RocksStore store, Pending pending, Consumer<Throwable> logFailed) {
        this.store = store;
        this.pending = pending;
        this.logFailed = logFailed;
        this.flusher = new Flusher(store, this::flushed);
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId groupId, RaftStorage storage) throws IOException {
        super.initialize(server, groupId, storage);
        durable = position(store);
        names = Optional.of(new LogNames(storage.getStorageDir().getCurrentDir().toPath()));
        getLifeCycle().startAndTransition(() -> durable.ifPresent(this::setLastAppliedTermIndex));
    }

    @Override
    public @org.jspecify.annotations.Nullable SnapshotInfo getLatestSnapshot() {
        return durable.<SnapshotInfo>map(position -> new FileListSnapshotInfo(List.of(), position))
                .orElse(null);
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = transaction.getLogEntry();
        byte[] bytes = entry.getStateMachineLogEntry().getLogData().toByteArray();
        Command command = Command.read(bytes);
        TermIndex position = TermIndex.valueOf(entry);
        List<Outcome<?>> outcomes;
        try {
            makeDurable();
            outcomes = apply(command, position);
        } catch (RuntimeException bug) {
            log.atError().setCause(bug).addKeyValue("position", position).log("log entry cannot be applied");
            pending.fail(command.id(), bug);
            throw bug;
        }
        updateLastAppliedTermIndex(position.getTerm(), position.getIndex());
        pending.complete(command.id(), outcomes);
        flusher.applied(position, bytes.length);
        return CompletableFuture.completedFuture(Message.EMPTY);
    }

    private void makeDurable() {
        try {
            if (names.isPresent()) {
                names.get().sync();
            }
        } catch (IOException e) {
            logFailed.accept(e);
            throw new UncheckedIOException(e);
        }
    }

    private List<Outcome<?>> apply(Command command, TermIndex position) {
        List<List<Outcome<?>>> made = new java.util.ArrayList<>(1);
        store.write(index -> {
            made.add(Rules.apply(index, command.mutations(), command.stampMillis()));
            byte[] row = ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(position.getTerm())
                    .putLong(position.getIndex())
                    .array();
            index.put(Table.META, POSITION, row);
            index.put(Table.META, APPLIED, Keys.number(position.getIndex()));
        });
        return made.getFirst();
    }

    /** The index stands on disk at {@code position}: the log before it is not needed any more. */
    private void flushed(TermIndex position) {
        durable = Optional.of(position);
        try {
            var _ = getServer().join().getDivision(getGroupId()).getRaftLog().purge(position.getIndex());
        } catch (IOException closed) {
            log.atDebug().addKeyValue("position", position).log("log was closed before it could be shortened");
        }
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
        super.close();
    }

    /** Up to where a store was brought. */
    static Optional<TermIndex> position(RocksStore store) {
        return store.read(index -> Optional.ofNullable(index.get(Table.META, POSITION)))
                .map(row -> TermIndex.valueOf(Keys.number(row, 0), Keys.number(row, Long.BYTES)));
    }
}
