package dfs.s3.http;

import dfs.core.ByteBudget;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.s3.Meters;
import dfs.s3.S3Settings;
import dfs.s3.access.Authenticator;
import dfs.s3.call.S3Reply;
import dfs.s3.call.Services;
import dfs.s3.contract.S3Contract;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.VertxConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes requests off the wire: gives each an id, keeps the limits of connections, and hands it to a virtual thread. Its
 * handlers run on event loops and never block; it may serve several of them.
 */
public final class S3Server {

    private static final Logger log = LoggerFactory.getLogger(S3Server.class);

    /** Connections beyond the most that there may be: so many are told, the next ones are closed at once. */
    private static final int TOLD_MAX = 64;

    private final S3Settings settings;
    private final Shell shell;
    private final ReplyWriter writer;
    private final LongSupplier random;
    private final Optional<Handler<HttpServerRequest>> management;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<HttpConnection> tooMany = ConcurrentHashMap.newKeySet();
    private final AtomicInteger active = new AtomicInteger();
    private final ByteBudget heldBudget = new ByteBudget(BodyBridge.ALL_HELD_BYTES_MAX);

    /**
     * A server of operations.
     *
     * @param contract finds a request's operation
     * @param authenticator proves who asks
     * @param random makes request ids
     * @param management answers the paths that are not S3's; absent where nothing does
     */
    public S3Server(
            S3Settings settings,
            S3Contract contract,
            Authenticator authenticator,
            Services services,
            MeterRegistry meters,
            LongSupplier random,
            Optional<Handler<HttpServerRequest>> management) {
        this.settings = settings;
        HeadReader heads = new HeadReader(new Addressing(settings.domains()));
        this.shell = new Shell(contract, heads, authenticator, new SeedPaths(services.bus(), heads), services);
        this.writer = new ReplyWriter(hostId(settings.nodeId()), services.clock(), settings.connection(), meters);
        this.random = random;
        this.management = management;
        meters.gauge(Meters.CONNECTIONS, connections);
        meters.gauge(Meters.REQUESTS_ACTIVE, active);
    }

    /** Counts a connection, and sets its limits of time. */
    public void onConnection(HttpConnection connection) {
        int open = connections.incrementAndGet();
        ConnectionGuard.guard(
                ((VertxConnection) connection).channelHandlerContext().pipeline(),
                settings.connection(),
                this::headTimeout);
        connection.closeHandler(closed -> {
            connections.decrementAndGet();
            tooMany.remove(connection);
        });
        connection.exceptionHandler(gone -> log.atDebug().setCause(gone).log("connection broke"));
        if (open > settings.connection().connectionsMax() + TOLD_MAX) {
            connection.close();
        } else if (open > settings.connection().connectionsMax()) {
            tooMany.add(connection);
        }
    }

    /** Whether no request is under way. */
    public boolean isIdle() {
        return active.get() == 0;
    }

    /** Takes a request whose head was read. */
    public void onRequest(HttpServerRequest http) {
        long startNanos = System.nanoTime();
        Context context = context();
        String path = HeadReader.rawPath(http.uri());
        if (management.isPresent() && SeedPaths.isManagement(path) && !SeedPaths.isSigned(http)) {
            offerToManagement(http, context, path, startNanos);
            return;
        }
        takeOn(http, context, startNanos);
    }

    /** The event loop that calls; handlers of a server are called on no other thread. */
    private static Context context() {
        return Objects.requireNonNull(Vertx.currentContext(), "called beside the event loop");
    }

    /** Takes a request that the HTTP decoder could not understand. */
    public void onInvalidRequest(HttpServerRequest http) {
        Throwable cause = http.decoderResult().cause();
        S3Error error;
        if (cause instanceof TooLongHttpLineException) {
            error = S3Error.of(
                    ErrorCode.REQUEST_HEADER_SECTION_TOO_LARGE,
                    "The request line is longer than " + settings.connection().requestLineBytesMax() + " bytes.");
        } else if (cause instanceof TooLongHttpHeaderException) {
            error = S3Error.of(
                    ErrorCode.REQUEST_HEADER_SECTION_TOO_LARGE,
                    "The request's headers are longer than "
                            + settings.connection().headerBytesMax() + " bytes.");
        } else if (cause instanceof ConnectionGuard.UnfitHead unfit) {
            error = S3Error.of(ErrorCode.INVALID_REQUEST, String.valueOf(unfit.getMessage()));
        } else {
            error = S3Error.of(ErrorCode.INVALID_REQUEST, "The request is not valid HTTP.");
        }
        Context context = context();
        Exchange exchange = exchange(http, context, System.nanoTime(), 0, Optional.empty());
        http.response().putHeader("Connection", "close");
        writer.write(exchange, S3Reply.error(error));
        http.response().endHandler(sent -> http.connection().close());
    }

    /** The reply to a head that does not come to its end. */
    private ByteBuf headTimeout() {
        S3Error error = S3Error.of(
                ErrorCode.REQUEST_TIMEOUT,
                "The head of the request did not come whole within "
                        + settings.connection().head().toSeconds() + " seconds.");
        String requestId = requestId();
        byte[] body = ErrorBodies.xml(error, "", requestId, hostId(settings.nodeId()));
        String head = "HTTP/1.1 400 Bad Request\r\nx-amz-request-id: " + requestId + "\r\nx-amz-id-2: "
                + hostId(settings.nodeId()) + "\r\nContent-Type: " + S3Reply.XML + "\r\nContent-Length: "
                + body.length + "\r\nConnection: close\r\n\r\n";
        return Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.ISO_8859_1), body);
    }

    private void takeOn(HttpServerRequest http, Context context, long startNanos) {
        long contentLength = contentLength(http);
        boolean hasBody = contentLength > 0
                || (contentLength < 0 && http.headers().contains("Transfer-Encoding"))
                || (contentLength < 0 && http.version() == HttpVersion.HTTP_2 && !http.isEnded());
        Optional<BodyBridge> bridge = Optional.empty();
        if (hasBody) {
            BodyBridge opened = new BodyBridge(
                    http,
                    context,
                    contentLength,
                    isExpectingContinue(http),
                    settings.connection(),
                    heldBudget,
                    gate(http));
            opened.open();
            bridge = Optional.of(opened);
        }
        Exchange exchange = exchange(http, context, startNanos, contentLength, bridge);
        if (active.get() > settings.connection().requestsMax()) {
            writer.write(
                    exchange,
                    tooMany("requests at a time", settings.connection().requestsMax()));
            return;
        }
        if (tooMany.contains(http.connection())) {
            http.response().putHeader("Connection", "close");
            writer.write(exchange, tooMany("connections", settings.connection().connectionsMax()));
            http.response().endHandler(sent -> http.connection().close());
            return;
        }
        Thread.ofVirtual().name("s3").start(exchange);
    }

    private static SocketGate gate(HttpServerRequest http) {
        return http.version() != HttpVersion.HTTP_2 && http.connection() instanceof VertxConnection connection
                ? ConnectionGuard.gate(connection.channelHandlerContext().pipeline())
                : SocketGate.NONE;
    }

    private Exchange exchange(
            HttpServerRequest http, Context context, long startNanos, long contentLength, Optional<BodyBridge> bridge) {
        active.incrementAndGet();
        return new Exchange(
                shell, writer, http, context, requestId(), startNanos, contentLength, bridge, active::decrementAndGet);
    }

    private static S3Reply tooMany(String what, int limit) {
        return S3Reply.error(
                S3Error.of(ErrorCode.SLOW_DOWN, "More than " + limit + " " + what + "; slow down and retry."));
    }

    private void offerToManagement(HttpServerRequest http, Context context, String path, long startNanos) {
        http.pause();
        Thread.ofVirtual().name("s3").start(() -> {
            boolean isFree = isFree(http, path);
            context.runOnContext(go -> {
                if (isFree) {
                    management.ifPresent(handler -> handler.handle(http));
                    http.resume();
                    return;
                }
                takeOn(http, context, startNanos);
                if (!isExpectingContinue(http)) {
                    http.resume();
                }
            });
        });
    }

    private boolean isFree(HttpServerRequest http, String path) {
        try {
            return shell.seedPaths().isFree(http, path);
        } catch (RuntimeException metadataIsDown) {
            return true; // who asks how the node is gets an answer from management, most of all now
        }
    }

    /** The declared length of a body; -1 where none is declared, which for most requests means that there is none. */
    private static long contentLength(HttpServerRequest http) {
        String text = http.headers().get("Content-Length");
        if (text == null) {
            return -1;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException passedByTheDecoder) {
            return -1;
        }
    }

    private static boolean isExpectingContinue(HttpServerRequest http) {
        String expect = http.headers().get("Expect");
        return expect != null && expect.equalsIgnoreCase("100-continue");
    }

    private String requestId() {
        String digits = Long.toHexString(random.getAsLong()).toUpperCase(java.util.Locale.ROOT);
        return "0000000000000000".substring(digits.length()) + digits;
    }

    private static String hostId(String nodeId) {
        return Base64.getEncoder().encodeToString(nodeId.getBytes(StandardCharsets.UTF_8));
    }
}
