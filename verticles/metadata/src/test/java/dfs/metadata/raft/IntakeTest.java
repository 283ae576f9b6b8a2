package dfs.metadata.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto.SnapshotChunkProto;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.raftlog.RaftLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is sent twice, late and out of turn, to a log that answers as the test has it. */
@Timeout(60)
class IntakeTest {

    private static final AppendEntriesReplyProto TAKEN =
            AppendEntriesReplyProto.newBuilder().setResult(AppendResult.SUCCESS).build();

    @TempDir
    private Path folder;

    private final Queue<CompletableFuture<AppendEntriesReplyProto>> answers = new ConcurrentLinkedQueue<>();
    private final AtomicLong flushed = new AtomicLong();
    private final AtomicBoolean hasFailed = new AtomicBoolean();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger insideMost = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private final RaftServer server = fake(RaftServer.class, (self, method, arguments) -> switch (method.getName()) {
        case "appendEntriesAsync" -> {
            insideMost.accumulateAndGet(inside.incrementAndGet(), Math::max);
            calls.incrementAndGet();
            Thread.sleep(5);
            inside.decrementAndGet();
            CompletableFuture<AppendEntriesReplyProto> answer = answers.poll();
            yield answer == null ? CompletableFuture.completedFuture(TAKEN) : answer;
        }
        case "installSnapshot" -> {
            calls.incrementAndGet();
            SnapshotChunkProto part = ((InstallSnapshotRequestProto) arguments[0]).getSnapshotChunk();
            Path snapshot = received().resolve("snapshot-" + part.getRequestId());
            Files.createDirectories(snapshot);
            Files.createFile(snapshot.resolve(Integer.toString(part.getRequestIndex())));
            yield InstallSnapshotReplyProto.getDefaultInstance();
        }
        default -> throw new UnsupportedOperationException(method.getName());
    });
    private final RaftServer.Division division = fake(
            RaftServer.Division.class,
            (self, method, arguments) -> fake(RaftLog.class, (log, question, none) -> flushed.get()));
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private Intake intake;

    @BeforeEach
    void aLog() throws IOException {
        Group group = new Group(0, folder);
        Files.createDirectories(group.current());
        intake = new Intake(server, group.log(), hasFailed::get);
    }

    private static <A> A fake(Class<A> kind, InvocationHandler handler) {
        return kind.cast(Proxy.newProxyInstance(kind.getClassLoader(), new Class<?>[] {kind}, handler));
    }

    private static AppendEntriesRequestProto entry(long index) {
        return AppendEntriesRequestProto.newBuilder()
                .addEntries(LogEntryProto.newBuilder().setIndex(index))
                .build();
    }

    /** Where Ratis puts what comes of snapshots. */
    private Path received() {
        return new Group(0, folder).log().resolve("tmp");
    }

    private static InstallSnapshotRequestProto part(String transfer, int index, boolean isLast) {
        return InstallSnapshotRequestProto.newBuilder()
                .setSnapshotChunk(SnapshotChunkProto.newBuilder()
                        .setRequestId(transfer)
                        .setRequestIndex(index)
                        .setDone(isLast))
                .build();
    }

    private Future<AppendEntriesReplyProto> append(AppendEntriesRequestProto append) {
        return threads.submit(() -> intake.append(division, append));
    }

    @AfterEach
    void close() {
        threads.close();
    }

    @Test
    void whatComesAtATimeIsTakenOneAfterTheOther() throws Exception {
        flushed.set(100);
        List<Future<AppendEntriesReplyProto>> asked = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            asked.add(append(entry(7)));
        }
        for (Future<AppendEntriesReplyProto> each : asked) {
            assertThat(each.get()).isEqualTo(TAKEN);
        }
        assertThat(insideMost).hasValue(1);
    }

    @Test
    void whatIsSentAgainIsAnsweredWhenTheFirstIsWritten() throws Exception {
        flushed.set(100); // of a tail that is to be replaced
        CompletableFuture<AppendEntriesReplyProto> writing = new CompletableFuture<>();
        answers.add(writing);
        Future<AppendEntriesReplyProto> first = append(entry(7));
        Cluster.await(() -> calls.get() == 1);
        Future<AppendEntriesReplyProto> again = append(entry(7));
        Cluster.await(() -> calls.get() == 2);
        Thread.sleep(50);
        assertThat(again.isDone()).isFalse();
        writing.complete(TAKEN);
        assertThat(first.get()).isEqualTo(TAKEN);
        assertThat(again.get()).isEqualTo(TAKEN);
    }

    @Test
    void entriesInMemoryAloneAreNotSaidToBeOnDisk() throws Exception {
        flushed.set(6);
        Future<AppendEntriesReplyProto> asked = append(entry(7));
        Cluster.await(() -> calls.get() == 1);
        Thread.sleep(50);
        assertThat(asked.isDone()).isFalse();
        flushed.set(7);
        assertThat(asked.get()).isEqualTo(TAKEN);
    }

    @Test
    void aLogThatFailedHasNothingOnDisk() {
        flushed.set(100); // of a tail that was to be replaced
        hasFailed.set(true);
        Future<AppendEntriesReplyProto> asked = append(entry(7));
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(asked::get)
                .withMessageContaining("log has failed");
    }

    @Test
    void theLastPartOfASnapshotWaitsForWhatIsBeingWritten() throws Exception {
        flushed.set(100);
        CompletableFuture<AppendEntriesReplyProto> writing = new CompletableFuture<>();
        answers.add(writing);
        Future<AppendEntriesReplyProto> first = append(entry(7));
        Cluster.await(() -> calls.get() == 1);
        Future<InstallSnapshotReplyProto> last = threads.submit(() -> intake.install(part("one", 0, true)));
        Thread.sleep(50);
        assertThat(calls).hasValue(1);
        writing.complete(TAKEN);
        assertThat(first.get()).isEqualTo(TAKEN);
        assertThat(last.get()).isNotNull();
        assertThat(calls).hasValue(2);
    }

    @Test
    void aRefusalIsToldAtOnce() throws Exception {
        AppendEntriesReplyProto refusal = AppendEntriesReplyProto.newBuilder()
                .setResult(AppendResult.INCONSISTENCY)
                .build();
        answers.add(CompletableFuture.completedFuture(refusal));
        assertThat(append(entry(7)).get()).isEqualTo(refusal);
    }

    @Test
    void whatCameOfASnapshotIsDeletedWhenAnotherComes() throws Exception {
        for (String transfer : List.of("one", "other")) {
            for (int i = 0; i < 2; i++) {
                var _ = intake.install(part(transfer, i, false));
            }
            Path snapshot = received().resolve("snapshot-" + transfer);
            try (Stream<Path> transfers = Files.list(received())) {
                assertThat(transfers).containsExactly(snapshot);
            }
            assertThat(snapshot.resolve("0")).exists();
            assertThat(snapshot.resolve("1")).exists();
        }
    }

    @Test
    void aPartOfASnapshotOutOfTurnDoesNotReachRatis() throws Exception {
        for (int i = 0; i < 2; i++) {
            var _ = intake.install(part("one", i, false));
        }
        for (InstallSnapshotRequestProto wrong :
                List.of(part("one", 1, false), part("one", 3, true), part("other", 2, false))) {
            assertThatIOException().isThrownBy(() -> intake.install(wrong));
        }
        assertThat(calls).hasValue(2);
        var _ = intake.install(part("other", 0, false));
        var _ = intake.install(part("other", 1, true));
        assertThat(calls).hasValue(4);
    }
}
