package dfs.perf.limit;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/**
 * A Vert.x web server that does nothing but answer: {@code /bytes/N} from memory, {@code /file/N} by {@code sendFile} of the
 * file named N. A process of its own, so that its CPU can be told from the client's. Prints its port when it listens.
 */
public final class BareServer {

    private BareServer() {}

    /** Arguments: the folder of the files. */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        listen(vertx, folder, Runtime.getRuntime().availableProcessors())
                .onSuccess(System.out::println)
                .onFailure(failure -> {
                    failure.printStackTrace();
                    System.exit(1);
                });
    }

    /** Serves on a free port of the loopback with this many event loops; the port. */
    public static Future<Integer> listen(Vertx vertx, Path folder, int eventLoops) {
        Promise<Integer> port = Promise.promise();
        Buffer bytes = Buffer.buffer(new byte[64 * 1024]);
        vertx.createHttpServer()
                .requestHandler(request -> {})
                .listen(0, "127.0.0.1")
                .compose(probe -> probe.close().map(closed -> probe.actualPort()))
                .compose(free -> vertx.deployVerticle(
                                () -> new Loop(folder, bytes, free), new DeploymentOptions().setInstances(eventLoops))
                        .map(free))
                .onComplete(port);
        return port.future();
    }

    private static final class Loop extends AbstractVerticle {
        private final Path folder;
        private final Buffer bytes;
        private final int port;

        Loop(Path folder, Buffer bytes, int port) {
            this.folder = folder;
            this.bytes = bytes;
            this.port = port;
        }

        @Override
        public void start(Promise<Void> started) {
            vertx.createHttpServer(new HttpServerOptions().setTcpNoDelay(true))
                    .requestHandler(this::answer)
                    .listen(port, "127.0.0.1")
                    .<Void>mapEmpty()
                    .onComplete(started);
        }

        private void answer(HttpServerRequest request) {
            String[] path = Objects.requireNonNullElse(request.path(), "").split("/", -1);
            if (path.length == 3 && path[1].equals("bytes")) {
                request.response().end(bytes.slice(0, Integer.parseInt(path[2])));
            } else if (path.length == 3 && path[1].equals("file")) {
                request.response().sendFile(folder.resolve(path[2]).toString());
            } else {
                request.response().setStatusCode(404).end(Arrays.toString(path));
            }
        }
    }
}
