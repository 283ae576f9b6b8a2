package dfs.metadata.transport;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import jdk.net.ExtendedSocketOptions;

/** A connection on which both sides have shown who they are. One thread at a time uses it; any may close it, which ends a read or write. */
final class Wire implements AutoCloseable {

    /** A stranger who says nothing is waited for so long; a node of a busy machine that has just started takes seconds. */
    private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(10);

    /** Of a message of a few entries, so that it leaves at once. */
    private static final int BUFFER_BYTES = 16 << 10;

    /** The other side is asked for a sign of life after so many seconds of silence, so often, and has ended when it gave none. */
    private static final int SILENT_SECONDS = 20;

    private static final int ASK_SECONDS = 5;
    private static final int ASKED_MAX = 4;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    private Wire(Socket socket, InputStream in, OutputStream out) {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(in, BUFFER_BYTES));
        this.out = new DataOutputStream(new BufferedOutputStream(out, BUFFER_BYTES));
    }

    /** That of a socket which is connected and this one's from now on; blocks until both sides have shown who they are. */
    static Wire of(Socket socket, Trust trust, boolean isAsking) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, SILENT_SECONDS);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, ASK_SECONDS);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, ASKED_MAX);
            socket.setSoTimeout((int) HANDSHAKE_LIMIT.toMillis());
            Socket trusted = isAsking ? trust.asking(socket) : trust.asked(socket);
            socket.setSoTimeout(0);
            return new Wire(socket, trusted.getInputStream(), trusted.getOutputStream());
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    void send(Frame message) throws IOException {
        message.write(out);
    }

    /** Waits for a message of the other side. */
    Frame receive() throws IOException {
        return Frame.read(in);
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
