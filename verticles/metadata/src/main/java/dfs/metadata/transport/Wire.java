package dfs.metadata.transport;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import jdk.net.ExtendedSocketOptions;

/**
 * A connection, on which both sides show who they are before anything else is said. One thread at a time uses it; any may close it, which ends
 * whatever waits on it.
 */
final class Wire implements AutoCloseable {

    /** For both sides to show who they are: a node of a busy machine that has just started takes seconds. */
    private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(5);

    /** Of a message of a few entries, so that it leaves at once. */
    private static final int BUFFER_BYTES = 16 << 10;

    /** The other side is asked for a sign of life after so many seconds of silence, so often, and has ended when it gave none. */
    private static final int SILENT_SECONDS = 20;

    private static final int ASK_SECONDS = 5;
    private static final int ASKED_MAX = 4;

    private final Socket socket;
    private DataInputStream in = new DataInputStream(InputStream.nullInputStream());
    private DataOutputStream out = new DataOutputStream(OutputStream.nullOutputStream());
    private volatile long untilNanos = System.nanoTime() + HANDSHAKE_LIMIT.toNanos();

    /** That of a socket, which is this one's from now on. */
    Wire(Socket socket) {
        this.socket = socket;
    }

    /** Connects; blocks until both sides have shown who they are. */
    void open(InetSocketAddress to, Duration limit, Trust trust) throws IOException {
        socket.connect(to, (int) Math.max(1, limit.toMillis()));
        prepare();
        use(trust.opening(socket));
    }

    /** As {@link #open}, for who was connected to. */
    void accept(Trust trust) throws IOException {
        prepare();
        use(trust.accepting(socket));
    }

    private void prepare() throws IOException {
        socket.setTcpNoDelay(true);
        socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, SILENT_SECONDS);
        socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, ASK_SECONDS);
        socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, ASKED_MAX);
    }

    private void use(Socket trusted) throws IOException {
        in = new DataInputStream(new BufferedInputStream(trusted.getInputStream(), BUFFER_BYTES));
        out = new DataOutputStream(new BufferedOutputStream(trusted.getOutputStream(), BUFFER_BYTES));
    }

    void send(Frame message) throws IOException {
        message.write(out);
    }

    /** Waits for a message of the other side. */
    Frame receive() throws IOException {
        return Frame.read(in);
    }

    /** Until when it may be waited on, by {@link System#nanoTime}; at first the time for both sides to show who they are. */
    void keepUntil(long nanos) {
        untilNanos = nanos;
    }

    boolean isOverdue() {
        return leftNanos() < 0;
    }

    /** How long it may still be waited on. */
    long leftNanos() {
        return untilNanos - System.nanoTime();
    }

    boolean isClosed() {
        return socket.isClosed();
    }

    /** That below, not TLS: its farewell would wait for whoever takes none. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException gone) {
            // nothing is left to be closed
        }
    }
}
