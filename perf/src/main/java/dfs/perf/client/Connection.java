package dfs.perf.client;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/**
 * One kept connection: a request goes out, its reply is awaited. For one thread at a time. Blocking, because a platform thread
 * that sleeps in {@code read} costs less than any event loop does: what the client takes, the server of the same machine lacks.
 */
public final class Connection implements AutoCloseable {

    private static final int BUFFER_BYTES = 256 * 1024;

    private final Endpoint endpoint;
    private final PayloadMode mode;
    private final Signer signer;
    private final InstantSource clock;
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private SocketChannel socket;

    /** Connects. */
    public Connection(Endpoint endpoint, PayloadMode mode, InstantSource clock) throws IOException {
        this.endpoint = endpoint;
        this.mode = mode;
        this.clock = clock;
        this.signer = new Signer(endpoint);
        this.socket = connect(endpoint);
    }

    private static SocketChannel connect(Endpoint endpoint) throws IOException {
        SocketChannel socket = SocketChannel.open(endpoint.address());
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return socket;
    }

    /** Sends a request and reads all of its reply. After a failure the connection is a new one. */
    public Reply exchange(Request request) throws IOException {
        try {
            long start = System.nanoTime();
            send(request);
            in.clear().limit(0);
            ReplyReader reader = new ReplyReader(socket, in);
            Reply reply = reader.read(request, start);
            if (reader.isLast()) {
                reconnect();
            }
            return reply;
        } catch (IOException | RuntimeException e) {
            reconnect();
            throw e;
        }
    }

    private void reconnect() throws IOException {
        socket.close();
        socket = connect(endpoint);
    }

    private void send(Request request) throws IOException {
        Signer.Head signed = signer.sign(request, mode, clock.instant());
        ByteBuffer head = ByteBuffer.wrap(signed.text().getBytes(StandardCharsets.US_ASCII));
        if (request.body().isEmpty()) {
            write(head);
            return;
        }
        Body body = request.body().get();
        if (mode == PayloadMode.STREAMING && body.sizeBytes() > 0) {
            sendChunked(head, body, signed.signature());
        } else {
            ByteBuffer first = body.from(0, body.sizeBytes());
            long sent = first.remaining();
            write(head, first);
            while (sent < body.sizeBytes()) {
                ByteBuffer next = body.from(sent, body.sizeBytes());
                sent += next.remaining();
                write(next);
            }
        }
    }

    private void sendChunked(ByteBuffer head, Body body, String signature) throws IOException {
        ChunkedFrames frames = new ChunkedFrames(signer, body, signature);
        ByteBuffer lead = head;
        for (int index = 0; index < body.chunks(); index++) {
            boolean isLast = index == body.chunks() - 1;
            ByteBuffer line = frames.before(index);
            ByteBuffer chunk = body.from((long) index * Body.CHUNK_BYTES, Body.CHUNK_BYTES);
            ByteBuffer end = isLast ? frames.before(index + 1) : ByteBuffer.allocate(0);
            write(lead, line, chunk, end);
            lead = ByteBuffer.allocate(0);
        }
    }

    private void write(ByteBuffer... buffers) throws IOException {
        ByteBuffer last = buffers[buffers.length - 1];
        do {
            socket.write(buffers);
        } while (last.hasRemaining() || hasRemaining(buffers));
    }

    private static boolean hasRemaining(ByteBuffer[] buffers) {
        for (ByteBuffer each : buffers) {
            if (each.hasRemaining()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
