package dfs.peer.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.Bytes;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.peer.Nodes;
import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.Member;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * <b>Goal.</b> Nodes of one cluster talk to one another; nobody else does; what hangs fails in time, and no error is lost on the way.
 *
 * <p><b>Method.</b> A server and clients on loopback, with real TLS.
 */
class PeerLinkTest {

    private final Nodes nodes = new Nodes();
    private final PeerServer server = nodes.server(nodes.member("node-2"), Nodes.PATIENT);
    private final PeerClient client = nodes.client(nodes.member("node-1"), Nodes.PATIENT);

    @AfterEach
    void close() {
        nodes.close();
    }

    private static Bytes text(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<ErrorCode> failure(Runnable call) {
        try {
            call.run();
            return Optional.empty();
        } catch (S3Failure failure) {
            return Optional.of(failure.code());
        }
    }

    @Test
    void aMemberIsAnsweredAndKnownByName() {
        server.answer(
                "/greet", (caller, body) -> text(caller + " said " + new String(body.array(), StandardCharsets.UTF_8)));
        Endpoint at = nodes.listen(server);
        assertThat(client.ask(Peer.at(at), "/greet", text("hello"))).isEqualTo(text("node-1 said hello"));
        Member member = Member.of("node-2", at, at);
        assertThat(client.ask(Peer.of(member), "/greet", Bytes.EMPTY)).isEqualTo(text("node-1 said "));
    }

    @Test
    void aNodeThatIsNotTheOneWantedIsNotTalkedTo() {
        server.answer("/greet", (caller, body) -> body);
        Endpoint at = nodes.listen(server);
        assertThatThrownBy(() -> client.ask(Peer.of(Member.of("node-3", at, at)), "/greet", text("secret")))
                .isInstanceOf(S3Failure.class)
                .hasMessageContaining("node node-2 answers there");
    }

    @Test
    void strangersGetNoConnectionAndNoAnswer() {
        server.answer("/greet", (caller, body) -> body);
        Peer peer = Peer.at(nodes.listen(server));
        PeerClient stranger = nodes.client(nodes.stranger("node-1"), Nodes.PATIENT);
        assertThat(failure(() -> stranger.ask(peer, "/greet", text("hello")))).hasValue(ErrorCode.SERVICE_UNAVAILABLE);
        PeerServer strange = nodes.server(nodes.stranger("node-2"), Nodes.PATIENT);
        CountDownLatch asked = new CountDownLatch(1);
        strange.answer("/greet", (caller, body) -> {
            asked.countDown();
            return body;
        });
        Peer elsewhere = Peer.at(nodes.listen(strange));
        assertThatThrownBy(() -> client.ask(elsewhere, "/greet", text("hello")))
                .isInstanceOf(S3Failure.class)
                .hasMessageContaining("compare their DFS_CLUSTER_SECRET");
        assertThat(asked.getCount()).isOne();
    }

    @Test
    void aPathIsAnsweredFromItsRegistrationOn() {
        Peer peer = Peer.at(nodes.listen(server));
        assertThat(failure(() -> client.ask(peer, "/late", Bytes.EMPTY))).hasValue(ErrorCode.SERVICE_UNAVAILABLE);
        server.answer("/late", (caller, body) -> body);
        assertThat(client.ask(peer, "/late", text("now"))).isEqualTo(text("now"));
    }

    @Test
    void anErrorArrivesAsItWasThrown() {
        server.answer("/full", (caller, body) -> {
            throw new S3Failure(ErrorCode.INSUFFICIENT_STORAGE, "Not a byte is left.");
        });
        server.answer("/bug", (caller, body) -> {
            throw new IllegalStateException("a bug");
        });
        Peer peer = Peer.at(nodes.listen(server));
        assertThatThrownBy(() -> client.ask(peer, "/full", Bytes.EMPTY))
                .isInstanceOf(S3Failure.class)
                .hasMessage("InsufficientStorage: Not a byte is left.");
        assertThat(failure(() -> client.ask(peer, "/bug", Bytes.EMPTY))).hasValue(ErrorCode.INTERNAL_ERROR);
    }

    @Test
    void anErrorArrivesWhileTheBodyIsStillSent() {
        server.stream("/full", exchange -> {
            throw new S3Failure(ErrorCode.INSUFFICIENT_STORAGE);
        });
        Peer peer = Peer.at(nodes.listen(server));
        assertThat(failure(() -> send(client, peer, "/full", 64 << 20))).hasValue(ErrorCode.INSUFFICIENT_STORAGE);
    }

    private static void send(PeerClient from, Peer peer, String path, int size) {
        byte[] piece = new byte[64 << 10];
        try (PeerCall call = from.open(peer, path, size)) {
            for (int sent = 0; sent < size; sent += piece.length) {
                call.write(ByteBuffer.wrap(piece));
            }
            call.end();
        }
    }

    @Test
    void aNodeThatTakesNothingFailsTheWriterInTime() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        server.stream("/stuck", exchange -> await(end));
        PeerClient hasty = nodes.client(nodes.member("node-3"), Nodes.SHORT);
        Peer peer = Peer.at(nodes.listen(server));
        assertThat(failure(() -> send(hasty, peer, "/stuck", 256 << 20))).hasValue(ErrorCode.SERVICE_UNAVAILABLE);
        end.countDown();
    }

    @Test
    void aNodeThatDoesNotReplyFailsTheCallerInTime() {
        CountDownLatch end = new CountDownLatch(1);
        server.answer("/stuck", (caller, body) -> {
            await(end);
            return body;
        });
        PeerClient hasty = nodes.client(nodes.member("node-3"), Nodes.SHORT);
        Peer peer = Peer.at(nodes.listen(server));
        assertThat(failure(() -> hasty.ask(peer, "/stuck", Bytes.EMPTY))).hasValue(ErrorCode.SERVICE_UNAVAILABLE);
        end.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aCallThatIsGivenUpEndsThereToo() throws InterruptedException {
        LinkedBlockingQueue<ErrorCode> ends = new LinkedBlockingQueue<>();
        server.stream("/take", exchange -> {
            try {
                while (exchange.next().isPresent()) {
                    ends.add(ErrorCode.NOT_FOUND);
                }
            } catch (S3Failure gone) {
                ends.add(gone.code());
                throw gone;
            }
        });
        Peer peer = Peer.at(nodes.listen(server));
        try (PeerCall call = client.open(peer, "/take", 100)) {
            call.write(ByteBuffer.wrap(new byte[10]));
            assertThat(ends.poll(10, TimeUnit.SECONDS)).isEqualTo(ErrorCode.NOT_FOUND);
        }
        assertThat(ends.poll(10, TimeUnit.SECONDS)).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
    }

    @Test
    void bytesThatWereRecordedAreNotTakenTwice() throws InterruptedException {
        LinkedBlockingQueue<String> taken = new LinkedBlockingQueue<>();
        server.answer("/take", (caller, body) -> {
            taken.add(caller);
            return body;
        });
        Endpoint at = nodes.listen(server);
        try (Recorder recorder = new Recorder(nodes.vertx, at)) {
            assertThat(client.ask(Peer.at(recorder.endpoint()), "/take", text("once")))
                    .isEqualTo(text("once"));
            assertThat(taken.poll(10, TimeUnit.SECONDS)).isEqualTo("node-1");
            recorder.replay();
        }
        assertThat(taken).isEmpty();
    }

    @Test
    void aConnectionWithoutTlsIsNotAnswered() {
        server.answer("/greet", (caller, body) -> body);
        Endpoint at = nodes.listen(server);
        HttpClient plain = nodes.vertx.createHttpClient();
        assertThatThrownBy(() -> plain.request(HttpMethod.POST, at.port(), at.host(), "/greet")
                        .compose(request -> request.send("hello"))
                        .await(10, TimeUnit.SECONDS))
                .isNotNull();
        plain.close().await();
    }
}
