package dfs.metadata.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dfs.metadata.transport.Frame;
import dfs.metadata.transport.Transport;
import dfs.metadata.transport.Trust;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.util.ProtoUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Votes and entries are told of when the names of their files are durable: on a disk that notes what it syncs, or fails to. */
@Timeout(60)
class LogNamesTest {

    private static final RaftPeerId SELF = RaftPeerId.valueOf("node1");
    private static final RaftPeerId OTHER = RaftPeerId.valueOf("node2");

    @TempDir
    private Path folder;

    private Group group;
    private LogNames names;

    /** What was done, in its order. */
    private final List<String> done = new ArrayList<>();

    private final List<Throwable> failures = new ArrayList<>();
    private final AtomicBoolean isBroken = new AtomicBoolean();

    @BeforeEach
    void aLog() throws IOException {
        group = new Group(0, folder);
        Files.createDirectories(group.current());
        names = new LogNames(group, failures::add, path -> {
            if (isBroken.getAndSet(false)) {
                throw new IOException("Input/output error");
            }
            done.add("synced " + folder.relativize(path).getNameCount() + " deep");
        });
    }

    private RaftRpcRequestProto head(RaftPeerId from, RaftPeerId to) {
        return RaftRpcRequestProto.newBuilder()
                .setRequestorId(from.toByteString())
                .setReplyId(to.toByteString())
                .setRaftGroupId(ProtoUtils.toRaftGroupIdProtoBuilder(group.id()))
                .build();
    }

    private RequestVoteRequestProto vote(RaftPeerId from, RaftPeerId to) {
        return RequestVoteRequestProto.newBuilder()
                .setServerRequest(head(from, to))
                .build();
    }

    private Answering answering() {
        RaftServer server = (RaftServer) Proxy.newProxyInstance(
                RaftServer.class.getClassLoader(),
                new Class<?>[] {RaftServer.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "getId" -> SELF;
                    case "requestVote" -> {
                        done.add("voted");
                        yield RequestVoteReplyProto.getDefaultInstance();
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        return new Answering(server, each -> names, () -> false);
    }

    private static Frame question(RequestVoteRequestProto vote) {
        return new Frame(1, vote.toByteArray());
    }

    /** A name comes, in a moment that is not over. */
    private void aNameComes() throws IOException {
        Files.createFile(group.current().resolve("log_inprogress_7"));
        Files.setLastModifiedTime(
                group.current(), FileTime.fromMillis(System.currentTimeMillis() + TimeUnit.HOURS.toMillis(1)));
    }

    private void longAgo() throws IOException {
        Files.setLastModifiedTime(group.current(), FileTime.fromMillis(1_000));
    }

    @Test
    void aVoteIsAnsweredAfterTheNameOfItsFileIsDurable() throws Exception {
        longAgo();
        names.sync();
        done.clear();
        Files.createFile(group.current().resolve("raft-meta"));
        assertThat(answering().answer(question(vote(OTHER, SELF)))).isNotNull();
        assertThat(done).containsExactly("voted", "synced 3 deep");
    }

    @Test
    void aVoteIsNotAnsweredWhereTheDiskFails() {
        isBroken.set(true);
        assertThatIOException()
                .isThrownBy(() -> answering().answer(question(vote(OTHER, SELF))))
                .withMessageContaining("are not durable");
        assertThat(done).containsExactly("voted");
    }

    @Test
    void noMemberIsAskedForAVoteBeforeTheOwnOneIsDurable() throws Exception {
        try (Transport transport = new Transport(Trust.of(Optional.empty()));
                RaftServerRpc others = others(transport)) {
            others.addRaftPeers(List.of(RaftPeer.newBuilder()
                    .setId(OTHER)
                    .setAddress("127.0.0.1:" + Cluster.freePort())
                    .build()));
            longAgo();
            assertThatIOException()
                    .isThrownBy(() -> others.requestVote(vote(SELF, OTHER)))
                    .withMessageContaining("refused");
            assertThat(done).hasSize(4);
            aNameComes();
            isBroken.set(true);
            assertThatIOException()
                    .isThrownBy(() -> others.requestVote(vote(SELF, OTHER)))
                    .withMessageContaining("are not durable");
        }
    }

    private RaftServerRpc others(Transport transport) {
        MemberRpc.Wiring wiring = new MemberRpc.Wiring(
                Optional.empty(), Trust.of(Optional.empty()), transport, Map.of(group.id(), names), () -> false);
        RaftServer server = (RaftServer) Proxy.newProxyInstance(
                RaftServer.class.getClassLoader(), new Class<?>[] {RaftServer.class}, (self, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
        return (RaftServerRpc)
                new MemberRpc.Type().newFactory(wiring.parameters()).newRaftServerRpc(server);
    }

    @Test
    void allFoldersAboveAreSyncedOnceAndNothingWhereNoNameCame() throws IOException {
        longAgo();
        names.sync();
        assertThat(done).containsExactly("synced 3 deep", "synced 2 deep", "synced 1 deep", "synced 1 deep");
        names.sync();
        assertThat(done).hasSize(4);
        aNameComes();
        names.sync(); // another name may come in the same moment
        names.sync();
        assertThat(done).hasSize(6);
    }

    @Test
    void namesThatADiskFailedToSyncAreNeverTakenForDurable() throws IOException {
        longAgo();
        isBroken.set(true);
        assertThatIOException().isThrownBy(names::sync).withStackTraceContaining("Input/output error");
        assertThatIOException().isThrownBy(names::sync).withStackTraceContaining("Input/output error");
        assertThat(failures).isNotEmpty().hasOnlyElementsOfType(IOException.class);
        assertThat(done).isEmpty();
    }

    @Test
    void anInterruptOfWhoWaitsIsNoFailureOfTheLog() {
        CountDownLatch synced = new CountDownLatch(1);
        LogNames slow = new LogNames(group, failures::add, path -> Cluster.awaitOpen(synced));
        Thread.currentThread().interrupt();
        assertThatIOException().isThrownBy(slow::sync).withMessageContaining("interrupted");
        synced.countDown();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(failures).isEmpty();
    }
}
