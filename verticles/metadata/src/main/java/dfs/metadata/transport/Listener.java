package dfs.metadata.transport;

import dfs.protocol.cluster.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

    /** So often it is looked for strangers who take too long, while there are some. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
    private static final Logger log = LoggerFactory.getLogger(Listener.class);

    private final ServerSocket server;
    private final Trust trust;
    private final Handler handler;
    private final Thread accepting;
    private final Set<Wire> strangers = ConcurrentHashMap.newKeySet();
    private final Set<Wire> known = ConcurrentHashMap.newKeySet();
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
        this.accepting = Thread.ofPlatform().daemon().name("metadata-listener").unstarted(this::accept);
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
        listener.accepting.start();
        return listener;
    }

    private void accept() {
        boolean isTold = false;
        while (!isClosed) {
            try {
                strangers.stream().filter(Wire::isOverdue).forEach(Wire::close);
                server.setSoTimeout(strangers.isEmpty() ? 0 : (int) LOOK.toMillis());
                greet(new Wire(server.accept()));
                isTold = false;
            } catch (SocketTimeoutException nobody) {
                log.atTrace().log("nobody connects");
            } catch (IOException | RuntimeException | OutOfMemoryError e) { // no descriptor left, say, or no thread
                if (isClosed) {
                    return;
                }
                if (!isTold) {
                    log.atWarn()
                            .addKeyValue("reason", e.getMessage())
                            .log("connections of other members are not accepted");
                }
                isTold = true;
                pause();
            }
        }
    }

    /** Others give back what there is too little of. */
    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void greet(Wire wire) {
        strangers.add(wire);
        try {
            if (isClosed || strangers.size() > STRANGERS_MAX) {
                end(wire);
            } else {
                Thread.ofPlatform().daemon().name("metadata-inbound").start(() -> serve(wire));
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            end(wire);
            throw e;
        }
    }

    private void serve(Wire wire) {
        try {
            wire.accept(trust);
            known.add(wire);
            strangers.remove(wire);
            while (!isClosed) {
                wire.send(answer(wire.receive()));
            }
        } catch (IOException ended) {
            log.atDebug().setCause(ended).log("connection of another member ended");
        } finally {
            end(wire);
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

    private void end(Wire wire) {
        wire.close();
        strangers.remove(wire);
        known.remove(wire);
    }

    /** Lets the port go, for the next one that listens there: it is the thread that accepts which does so in the end. */
    @Override
    public void close() {
        isClosed = true;
        try {
            server.close();
            boolean _ = accepting.join(CLOSE_LIMIT);
        } catch (IOException e) {
            log.atDebug().setCause(e).log("listener did not close cleanly");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        strangers.forEach(this::end);
        known.forEach(this::end);
    }
}
