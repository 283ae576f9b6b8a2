package dfs.metadata.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dfs.protocol.cluster.Endpoint;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Questions and answers between two ends in this process. */
@Timeout(60)
class TransportTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Trust OPEN = Trust.of(Optional.empty());

    private final Set<Thread> answering = ConcurrentHashMap.newKeySet();
    private final Transport transport = new Transport(OPEN);
    private Endpoint at;
    private Listener listener;

    @BeforeEach
    void listen() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            at = new Endpoint("127.0.0.1", free.getLocalPort());
        }
        listener = Listener.open(at, OPEN, this::echo);
    }

    @AfterEach
    void close() {
        transport.close();
        listener.close();
    }

    private byte[] echo(Frame question) {
        answering.add(Thread.currentThread());
        return (question.kind() + text(question.bytes())).getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static Frame question(String text) {
        return new Frame(7, text.getBytes(StandardCharsets.UTF_8));
    }

    private String ask(String text, Duration limit) throws IOException {
        return text(transport.ask(at.toString(), question(text), limit, true));
    }

    private void answerBy(Listener.Handler handler) throws IOException {
        listener.close();
        listener = Listener.open(at, OPEN, handler);
    }

    @Test
    void questionsOneAfterTheOtherShareAConnection() throws IOException {
        for (int i = 0; i < 20; i++) {
            assertThat(ask("a" + i, LONG)).isEqualTo("7a" + i);
        }
        assertThat(answering).hasSize(1);
    }

    @Test
    void questionsAtATimeDoNotWaitForOneAnother() throws Exception {
        CyclicBarrier allThere = new CyclicBarrier(8);
        answerBy(question -> {
            allThere.await(10, TimeUnit.SECONDS);
            return question.bytes();
        });
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> asked = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String text = "question " + i;
                asked.add(threads.submit(() -> ask(text, LONG)));
            }
            for (int i = 0; i < 8; i++) {
                assertThat(asked.get(i).get()).isEqualTo("question " + i);
            }
        }
    }

    @Test
    void whyAQuestionIsRefusedIsTold() throws IOException {
        answerBy(question -> {
            throw new IllegalStateException("not today");
        });
        assertThatExceptionOfType(Transport.Refused.class)
                .isThrownBy(() -> ask("a", LONG))
                .withMessage("not today");
    }

    @Test
    void anAnswerThatDoesNotComeIsNotWaitedFor() throws IOException {
        CountDownLatch isOver = new CountDownLatch(1);
        answerBy(question -> {
            isOver.await();
            return question.bytes();
        });
        try {
            assertThatExceptionOfType(Transport.Late.class).isThrownBy(() -> ask("a", SHORT));
        } finally {
            isOver.countDown();
        }
    }

    @Test
    void aWaitEndsWhereItIsInterrupted() throws Exception {
        CountDownLatch isAsked = new CountDownLatch(1);
        CountDownLatch isOver = new CountDownLatch(1);
        answerBy(question -> {
            isAsked.countDown();
            isOver.await();
            return question.bytes();
        });
        for (Thread.Builder kind : List.of(Thread.ofPlatform(), Thread.ofVirtual())) {
            List<Throwable> thrown = new ArrayList<>();
            Thread asking = kind.start(() -> {
                try {
                    ask("a", LONG);
                } catch (IOException e) {
                    thrown.add(e);
                }
            });
            isAsked.await();
            asking.interrupt();
            asking.join();
            assertThat(thrown).singleElement().isInstanceOf(InterruptedIOException.class);
        }
        isOver.countDown();
    }

    @Test
    void aMemberThatWasStartedAnewIsReachedAtOnce() throws IOException {
        for (int i = 0; i < 50; i++) {
            assertThat(ask("a", LONG)).isEqualTo("7a");
            answerBy(this::echo);
            assertThat(ask("b", LONG)).isEqualTo("7b");
        }
    }

    @Test
    void whereNobodyListensIsToldAtOnce() {
        listener.close();
        assertThatIOException().isThrownBy(() -> ask("a", LONG)).isNotInstanceOf(Transport.Late.class);
    }

    @Test
    void whoeverSendsNonsenseIsHeardNoLongerAndTheOthersAre() throws IOException {
        for (int length : new int[] {-1, Integer.MAX_VALUE, (16 << 20) + 1}) {
            try (Socket stranger = new Socket("127.0.0.1", at.port())) {
                new DataOutputStream(stranger.getOutputStream()).writeInt(length);
                assertThat(new DataInputStream(stranger.getInputStream()).read())
                        .isEqualTo(-1);
            }
        }
        assertThat(ask("a", LONG)).isEqualTo("7a");
    }
}
