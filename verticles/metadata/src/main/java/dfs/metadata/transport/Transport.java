package dfs.metadata.transport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
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

    /**
     * It is looked for answers that are overdue when the next one would be, and so often at least: what is asked between two looks with a shorter
     * limit is ended late by no more than that.
     */
    private static final Duration LOOK_MAX = Duration.ofSeconds(1);

    /** No more often: of many answers one is always about to be overdue. */
    private static final Duration LOOK_MIN = Duration.ofMillis(50);

    /** A connection that nobody needed for so long is closed. */
    private static final Duration IDLE_LIMIT = Duration.ofMinutes(1);

    private final Trust trust;
    private final Map<String, Deque<Wire>> idle = new ConcurrentHashMap<>();
    private final Set<Wire> open = ConcurrentHashMap.newKeySet();
    private volatile boolean isClosed;

    /** Asks as whoever {@code trust} shows. */
    public Transport(Trust trust) {
        this.trust = trust;
        Thread.ofPlatform().daemon().name("metadata-transport").start(this::watch);
    }

    /**
     * Asks a member and waits for its answer.
     *
     * @param address of the member, as host:port
     * @param limit how long the answer is waited for; where both sides have to show first who they are, some seconds more
     * @param isRepeatable whether the member may be asked twice: it is where a connection that was kept is found to be closed
     * @throws Late where it takes longer
     * @throws Refused where the member answered that it cannot
     * @throws InterruptedIOException where the thread is interrupted
     * @throws IOException where it does not answer
     */
    public byte[] ask(String address, Frame question, Duration limit, boolean isRepeatable) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        Wire kept = takeIdle(address);
        if (kept != null) {
            try {
                return answer(address, kept, question, deadline);
            } catch (InterruptedIOException | Refused e) {
                throw e;
            } catch (IOException failed) {
                idle(address).clear(); // as old as this one, and closed by and by
                if (failed instanceof Late || !isRepeatable) {
                    throw failed;
                }
            }
        }
        return answer(address, connect(address, deadline), question, deadline);
    }

    private byte[] answer(String address, Wire line, Frame question, long deadline) throws IOException {
        Frame answer;
        try {
            line.keepUntil(deadline);
            line.send(question);
            answer = line.receive();
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

    private Wire connect(String address, long deadline) throws IOException {
        Wire line = new Wire(SocketChannel.open().socket()); // whose reads and writes an interrupt ends, on any thread
        open.add(line);
        try {
            if (isClosed) {
                throw new SocketException("closed");
            }
            int colon = address.lastIndexOf(':');
            InetSocketAddress to =
                    new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
            line.open(to, Duration.ofNanos(deadline - System.nanoTime()), trust);
            return line;
        } catch (IOException | RuntimeException e) {
            drop(line);
            throw failure(address, deadline, e);
        }
    }

    /** What is told of {@code cause}. */
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

    private Deque<Wire> idle(String address) {
        return idle.computeIfAbsent(address, each -> new ConcurrentLinkedDeque<>());
    }

    private @Nullable Wire takeIdle(String address) {
        Wire line = idle(address).pollFirst();
        while (line != null && line.isClosed()) {
            line = idle(address).pollFirst();
        }
        return line;
    }

    private void drop(Wire line) {
        line.close();
        open.remove(line);
    }

    private void watch() {
        try {
            while (!isClosed) {
                Thread.sleep(untilLook());
                open.stream().filter(Wire::isOverdue).forEach(this::drop);
                idle.values().forEach(lines -> lines.removeIf(Wire::isClosed));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration untilLook() {
        long next = open.stream().mapToLong(Wire::leftNanos).min().orElse(Long.MAX_VALUE);
        return Duration.ofNanos(Math.clamp(next, LOOK_MIN.toNanos(), LOOK_MAX.toNanos()));
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
