package dfs.peer.call;

import dfs.protocol.cluster.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.TimeUnit;

/** Stands between a client and a server, and records what the client sends, as somebody on the network may. */
final class Recorder implements AutoCloseable {

    private final Endpoint server;

    /** Held as long as its connections are needed: Vert.x closes those of a client that nobody refers to. */
    private final NetClient onwards;

    private final NetServer listener;
    private final Buffer recorded = Buffer.buffer();

    Recorder(Vertx vertx, Endpoint server) {
        this.server = server;
        this.onwards = vertx.createNetClient();
        this.listener = vertx.createNetServer()
                .connectHandler(client -> {
                    client.pause();
                    connect().onSuccess(onward -> {
                        onward.handler(client::write);
                        onward.closeHandler(closed -> client.close());
                        client.closeHandler(closed -> onward.close());
                        client.handler(bytes -> {
                            recorded.appendBuffer(bytes);
                            onward.write(bytes);
                        });
                        client.resume();
                    });
                })
                .listen(0, "127.0.0.1")
                .await();
    }

    Endpoint endpoint() {
        return new Endpoint("127.0.0.1", listener.actualPort());
    }

    /** Sends all of it again on a connection of its own; returns when the server has closed that. */
    void replay() {
        NetSocket socket = connect().await();
        Promise<Void> closed = Promise.promise();
        socket.closeHandler(closed::complete);
        socket.handler(answer -> {});
        socket.write(recorded.copy());
        try {
            closed.future().await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the server did not close the connection", e);
        }
    }

    private Future<NetSocket> connect() {
        return onwards.connect(server.port(), server.host());
    }

    @Override
    public void close() {
        listener.close().await();
        onwards.close().await();
    }
}
