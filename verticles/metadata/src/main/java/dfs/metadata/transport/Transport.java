package dfs.metadata.transport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * Asks other members. A connection carries one question at a time, on the thread of whoever asks: two threads wake for an answer, one on each
 * side. Connections are kept for the next question, and there are as many to a member as were ever asked of it at a time.
 *
 * <p>Safe for any number of threads, of which those that wait can be interrupted.
 */
public final class Transport implements AutoCloseable {

    /** So often it is looked for answers that are overdue. */
    private static final Duration LOOK = Duration.ofMillis(250);

    /** A connection that nobody needed for so long is closed. */
    private static final Duration IDLE_LIMIT = Duration.ofMinutes(1);

    private final Trust trust;
    private final Map<String, Deque<Line>> idle = new ConcurrentHashMap<>();
    private final Set<Line> open = ConcurrentHashMap.newKeySet();
    private volatile boolean isClosed;

    /** A connection, and until when it is waited for, or kept. */
    private static final class Line {

        private final Wire wire;
        private volatile long untilNanos;

        Line(Wire wire) {
            this.wire = wire;
        }

        void keepUntil(long nanos) {
            untilNanos = nanos;
        }

        boolean isOverdue() {
            return System.nanoTime() - untilNanos > 0;
        }
    }

    /** Asks as whoever {@code trust} shows. */
    public Transport(Trust trust) {
        this.trust = trust;
        Thread.ofVirtual().name("metadata-transport").start(this::watch);
    }

    /**
     * Asks a member and waits for its answer. One that was asked over a connection it closed meanwhile is asked once more: whoever answers
     * has to take the same question twice.
     *
     * @param address of the member, as host:port
     * @param limit how long the answer is waited for
     * @throws Late where it takes longer
     * @throws Refused where the member answered that it cannot
     * @throws InterruptedIOException where the thread is interrupted
     * @throws IOException where it does not answer
     */
    public byte[] ask(String address, Frame question, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        Line kept = takeIdle(address);
        if (kept != null) {
            try {
                return answer(address, kept, question, deadline);
            } catch (Late | InterruptedIOException | Refused e) {
                throw e;
            } catch (IOException closed) {
                idle(address).clear(); // as old as this one, and closed by and by
            }
        }
        return answer(address, connect(address, deadline), question, deadline);
    }

    private byte[] answer(String address, Line line, Frame question, long deadline) throws IOException {
        Frame answer;
        try {
            line.keepUntil(deadline);
            line.wire.send(question);
            answer = line.wire.receive();
        } catch (IOException | RuntimeException e) {
            drop(line);
            throw failure(address, deadline, e);
        }
        line.keepUntil(System.nanoTime() + IDLE_LIMIT.toNanos());
        idle(address).addFirst(line);
        if (answer.kind() != Listener.ANSWERED) {
            throw new Refused(new String(answer.bytes(), StandardCharsets.UTF_8));
        }
        return answer.bytes();
    }

    private Line connect(String address, long deadline) throws IOException {
        int colon = address.lastIndexOf(':');
        InetSocketAddress to =
                new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        Socket socket = SocketChannel.open().socket(); // whose reads and writes an interrupt ends, on any thread
        try {
            socket.connect(to, (int) Math.max(1, millis));
            Line line = new Line(Wire.of(socket, trust, true));
            line.keepUntil(deadline);
            open.add(line);
            if (isClosed) {
                drop(line);
                throw new SocketException("closed");
            }
            return line;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw failure(address, deadline, e);
        }
    }

    /** What is told of {@code cause}. A handshake has its own limit, that a busy machine may keep who asks a moment longer. */
    private static IOException failure(String address, long deadline, Exception cause) {
        if (Thread.currentThread().isInterrupted()) {
            InterruptedIOException interrupted =
                    new InterruptedIOException("interrupted while " + address + " was asked");
            interrupted.initCause(cause);
            return interrupted;
        }
        if (System.nanoTime() - deadline > 0 || cause instanceof SocketTimeoutException) {
            return new Late(address + " did not answer in time", cause);
        }
        return cause instanceof IOException e ? e : new IOException(address + " cannot be asked: " + cause, cause);
    }

    private Deque<Line> idle(String address) {
        return idle.computeIfAbsent(address, each -> new ConcurrentLinkedDeque<>());
    }

    private @Nullable Line takeIdle(String address) {
        Line line = idle(address).pollFirst();
        while (line != null && line.wire.isClosed()) {
            line = idle(address).pollFirst();
        }
        return line;
    }

    private void drop(Line line) {
        line.wire.close();
        open.remove(line);
    }

    private void watch() {
        try {
            while (!isClosed) {
                Thread.sleep(LOOK);
                open.stream().filter(Line::isOverdue).forEach(this::drop);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        isClosed = true;
        open.forEach(this::drop);
    }

    /** A member did not answer in time; no {@link InterruptedIOException}, which Java's own is. */
    public static final class Late extends IOException {
        private static final long serialVersionUID = 1;

        Late(String what, Exception cause) {
            super(what, cause);
        }
    }

    /** A member answered that it cannot do what it was asked for. */
    public static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        Refused(String why) {
            super(why);
        }
    }
}
