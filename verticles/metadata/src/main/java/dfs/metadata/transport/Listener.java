package dfs.metadata.transport;

import dfs.protocol.cluster.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers other members, each connection on a thread of its own: there are few members, and a few connections of each. */
public final class Listener implements AutoCloseable {

    /** Precedes an answer. */
    static final int ANSWERED = 0;

    /** Precedes the words of why there is none. */
    private static final int REFUSED = 1;

    /** Connections of which it is not known yet whose they are: beyond this somebody opens them for the sake of it. */
    private static final int STRANGERS_MAX = 256;

    private static final int BACKLOG = 128;
    private static final Logger log = LoggerFactory.getLogger(Listener.class);

    private final ServerSocket server;
    private final Trust trust;
    private final Handler handler;
    private final Set<Socket> accepted = ConcurrentHashMap.newKeySet();
    private final AtomicInteger strangers = new AtomicInteger();
    private volatile boolean isClosed;

    /** Answers questions; called by many threads at a time, and may block. */
    public interface Handler {

        /**
         * Answers one.
         *
         * @throws Exception whose message is told to who asked
         */
        byte[] answer(Frame question) throws Exception;
    }

    private Listener(ServerSocket server, Trust trust, Handler handler) {
        this.server = server;
        this.trust = trust;
        this.handler = handler;
    }

    /**
     * Answers whoever {@code trust} lets through.
     *
     * @throws IOException where the address cannot be listened at
     */
    public static Listener open(Endpoint at, Trust trust, Handler handler) throws IOException {
        ServerSocket server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(at.host(), at.port()), BACKLOG);
        } catch (IOException e) {
            server.close();
            throw new IOException("cannot listen at " + at + ": " + e.getMessage(), e);
        }
        Listener listener = new Listener(server, trust, handler);
        start("metadata-listener", listener::accept);
        return listener;
    }

    private static void start(String name, Runnable work) {
        Thread.ofPlatform().daemon().name(name).start(work);
    }

    private void accept() {
        while (!isClosed) {
            try {
                Socket socket = server.accept();
                accepted.add(socket);
                if (isClosed || strangers.get() >= STRANGERS_MAX) {
                    end(socket);
                } else {
                    int _ = strangers.incrementAndGet();
                    start("metadata-inbound", () -> serve(socket));
                }
            } catch (IOException e) {
                pause(e);
            }
        }
    }

    /** Where the process has no descriptor left, say, others will be given back. */
    private void pause(IOException why) {
        if (!isClosed) {
            log.atWarn()
                    .addKeyValue("reason", why.getMessage())
                    .log("a connection of another member cannot be accepted");
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void serve(Socket socket) {
        try (Wire wire = known(socket)) {
            while (!isClosed) {
                wire.send(answer(wire.receive()));
            }
        } catch (IOException ended) {
            log.atDebug().setCause(ended).log("connection of another member ended");
        } finally {
            end(socket);
        }
    }

    private Wire known(Socket socket) throws IOException {
        try {
            return Wire.of(socket, trust, false);
        } finally {
            int _ = strangers.decrementAndGet();
        }
    }

    private Frame answer(Frame question) {
        try {
            return new Frame(ANSWERED, handler.answer(question));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return refusal(e);
        } catch (Exception e) {
            log.atDebug().setCause(e).addKeyValue("kind", question.kind()).log("question of another member refused");
            return refusal(e);
        }
    }

    private static Frame refusal(Exception why) {
        return new Frame(REFUSED, String.valueOf(why.getMessage()).getBytes(StandardCharsets.UTF_8));
    }

    private void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            log.atDebug().log("connection was closed already");
        }
        accepted.remove(socket);
    }

    @Override
    public void close() {
        isClosed = true;
        try {
            server.close();
        } catch (IOException e) {
            log.atDebug().setCause(e).log("listener did not close cleanly");
        }
        accepted.forEach(this::end);
    }
}
