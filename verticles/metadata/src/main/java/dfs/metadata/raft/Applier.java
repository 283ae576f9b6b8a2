package dfs.metadata.raft;

import dfs.metadata.form.Command;
import dfs.metadata.index.Keys;
import dfs.metadata.index.Table;
import dfs.metadata.rocks.RocksStore;
import dfs.metadata.rules.Rules;
import dfs.protocol.metadata.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
 * <p>A snapshot is a flush of the index. It runs beside apply: {@link #takeSnapshot} begins one and answers with the
 * position that the one before made durable, up to which the log may go.
 */
final class Applier extends BaseStateMachine {

    private static final Logger log = LoggerFactory.getLogger(Applier.class);
    private static final byte[] POSITION = Keys.text("position");
    private static final byte[] APPLIED = Keys.text("appliedIndex");

    private final RocksStore store;
    private final Pending pending;
    private final ExecutorService flusher = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("metadata-flush").factory());
    private volatile long durableIndex = RaftLog.INVALID_LOG_INDEX;

    Applier(RocksStore store, Pending pending) {
        this.store = store;
        this.pending = pending;
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId groupId, RaftStorage storage) throws IOException {
        super.initialize(server, groupId, storage);
        getLifeCycle().startAndTransition(() -> position().ifPresent(this::setLastAppliedTermIndex));
    }

    @Override
    public @org.jspecify.annotations.Nullable SnapshotInfo getLatestSnapshot() {
        return position()
                .<SnapshotInfo>map(position -> new FileListSnapshotInfo(List.of(), position))
                .orElse(null);
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = transaction.getLogEntry();
        Command command =
                Command.read(entry.getStateMachineLogEntry().getLogData().toByteArray());
        TermIndex position = TermIndex.valueOf(entry);
        List<Outcome<?>> outcomes;
        try {
            outcomes = apply(command, position);
        } catch (RuntimeException bug) {
            log.atError().setCause(bug).addKeyValue("position", position).log("log entry cannot be applied");
            pending.fail(command.id(), bug);
            throw bug;
        }
        updateLastAppliedTermIndex(position.getTerm(), position.getIndex());
        pending.complete(command.id(), outcomes);
        return CompletableFuture.completedFuture(Message.EMPTY);
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

    @Override
    public long takeSnapshot() {
        long index = getLastAppliedTermIndex().getIndex();
        flusher.execute(() -> {
            try {
                store.flush();
                durableIndex = index;
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("metadata index cannot be flushed; the log is kept");
            }
        });
        return durableIndex;
    }

    @Override
    public void close() throws IOException {
        flusher.close();
        super.close();
    }

    private java.util.Optional<TermIndex> position() {
        byte[] row = store.read(index -> java.util.Optional.ofNullable(index.get(Table.META, POSITION)))
                .orElse(null);
        return row == null
                ? java.util.Optional.empty()
                : java.util.Optional.of(TermIndex.valueOf(Keys.number(row, 0), Keys.number(row, Long.BYTES)));
    }
}
