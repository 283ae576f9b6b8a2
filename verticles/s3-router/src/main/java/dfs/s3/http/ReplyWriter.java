package dfs.s3.http;

import dfs.core.CanIgnoreReturnValue;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.protocol.Consistency;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.health.RequestMeters;
import dfs.s3.Meters;
import dfs.s3.S3Settings.ConnectionLimits;
import dfs.s3.call.ObjectStream;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.headers.Accepted;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.impl.VertxConnection;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes replies. A body in memory leaves with its head in one write; the bytes of a file go from the file to the socket
 * where the connection allows it. Called on the exchange's virtual thread, writes on the connection's event loop.
 */
final class ReplyWriter {

    private static final Logger log = LoggerFactory.getLogger(ReplyWriter.class);

    /** Bytes of a body that are buffered at a time where a file cannot go straight to the socket. */
    private static final int BUFFER_BYTES = 256 << 10;

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final String hostId;
    private final InstantSource clock;
    private final ConnectionLimits limits;
    private final MeterRegistry meters;
    private final Counter bytesOut;
    private final Counter repliesCut;
    private final Map<TimerKey, Timer> timers = new ConcurrentHashMap<>();
    private volatile DateText date = new DateText(-1, "");

    private record TimerKey(String operation, int status) {}

    private record DateText(long second, String text) {}

    ReplyWriter(String hostId, InstantSource clock, ConnectionLimits limits, MeterRegistry meters) {
        this.hostId = hostId;
        this.clock = clock;
        this.limits = limits;
        this.meters = meters;
        this.bytesOut = meters.counter(Meters.BYTES_OUT);
        this.repliesCut = meters.counter(Meters.REPLIES_CUT);
    }

    /**
     * Writes the reply, and returns when its last byte was handed to the connection or nobody is there to read it.
     *
     * @throws S3Failure where an object's first bytes cannot be read; nothing was written then
     */
    void write(Exchange exchange, S3Reply reply) {
        switch (reply.body()) {
            case S3Reply.Body.None none -> end(exchange, reply, -1, Optional.empty());
            case S3Reply.Body.Unsent unsent -> end(exchange, reply, unsent.sizeBytes(), Optional.empty());
            case S3Reply.Body.Whole whole ->
                end(
                        exchange,
                        reply,
                        whole.bytes().remaining(),
                        isHead(exchange) ? Optional.empty() : Optional.of(buffer(whole.bytes())));
            case S3Reply.Body.Failure failure -> writeError(exchange, reply, failure.error());
            case S3Reply.Body.Stream stream -> writeStream(exchange, reply, stream.object());
        }
    }

    /** Gives up on a reply that cannot be written: the client sees the connection end. */
    void abandon(Exchange exchange, S3Reply reply) {
        if (reply.body() instanceof S3Reply.Body.Stream stream) {
            stream.object().close();
        }
        repliesCut.increment();
        cut(exchange);
        exchange.context().runOnContext(go -> {
            reply.taken();
            finish(exchange, reply);
        });
    }

    private void writeError(Exchange exchange, S3Reply reply, S3Error error) {
        if (error.code() == ErrorCode.SLOW_DOWN || error.code() == ErrorCode.SERVICE_UNAVAILABLE) {
            reply.header("Retry-After", "1");
        }
        HttpServerRequest http = exchange.http();
        if (isHead(exchange) || reply.status() == 304) {
            end(exchange, reply, -1, Optional.empty());
            return;
        }
        String resource = HeadReader.rawPath(http.uri());
        boolean isJson = Accepted.isJson(Optional.ofNullable(http.headers().get("Accept")));
        byte[] body = isJson
                ? ErrorBodies.json(error, resource, exchange.requestId(), clock.millis())
                : ErrorBodies.xml(error, resource, exchange.requestId(), hostId);
        reply.header("Content-Type", isJson ? "application/json" : S3Reply.XML);
        end(exchange, reply, body.length, Optional.of(buffer(ByteBuffer.wrap(body))));
    }

    private void end(Exchange exchange, S3Reply reply, long length, Optional<Buffer> body) {
        exchange.context().runOnContext(go -> {
            HttpServerResponse response = exchange.http().response();
            if (response.closed() || response.ended()) {
                reply.taken();
                finish(exchange, reply);
                return;
            }
            try {
                boolean isLingering = writeHead(exchange, reply, length);
                Future<Void> end = body.isPresent() ? response.end(body.get()) : response.end();
                body.ifPresent(bytes -> bytesOut.increment(bytes.length()));
                end.onComplete(done -> reply.taken());
                if (isLingering) {
                    end.onComplete(done -> linger(exchange));
                }
            } catch (RuntimeException bug) {
                log.atError()
                        .setCause(bug)
                        .addKeyValue("operation", exchange.operationId())
                        .log("reply cannot be written");
                reply.taken();
                cut(exchange);
            }
            finish(exchange, reply);
        });
    }

    private void writeStream(Exchange exchange, S3Reply reply, ObjectStream object) {
        Sender sender = new Sender(exchange, new Patience(limits.patience(), limits.bytesPerSecondMin()));
        boolean canSendFiles = canSendFiles(exchange.http());
        long prepared = 0;
        try (object) {
            while (prepared < object.sizeBytes()) {
                boolean isFirst = prepared == 0;
                Slice slice = next(object, canSendFiles);
                prepared += slice.length();
                boolean isLast = prepared == object.sizeBytes();
                sender.send(slice.length(), () -> {
                    if (isFirst) {
                        writeHead(exchange, reply, object.sizeBytes());
                    }
                    return send(exchange.http(), slice, isFirst, isLast);
                });
            }
            sender.awaitTaken();
            bytesOut.increment((double) prepared);
        } catch (S3Failure damage) {
            if (prepared == 0) {
                throw damage;
            }
            repliesCut.increment();
            log.atError()
                    .addKeyValue("operation", exchange.operationId())
                    .addKeyValue("reason", damage.getMessage())
                    .log("reply cut off: the object's bytes cannot be read");
            cut(exchange);
        } catch (Sender.ClientGone gone) {
            log.atDebug().addKeyValue("operation", exchange.operationId()).log("client left before the reply ended");
            cut(exchange);
        } catch (RuntimeException
                | Error bug) { // bytes that went meanwhile among them: half a reply must not look whole
            repliesCut.increment();
            log.atError()
                    .setCause(bug)
                    .addKeyValue("operation", exchange.operationId())
                    .log("reply cut off");
            cut(exchange);
        }
        exchange.context().runOnContext(go -> finish(exchange, reply));
    }

    /** Verified bytes of an object, in a file or in memory. */
    private sealed interface Slice {

        long length();

        record InFile(BlobReader.Region region) implements Slice {
            @Override
            public long length() {
                return region.length();
            }
        }

        record InMemory(Buffer bytes) implements Slice {
            @Override
            public long length() {
                return bytes.length();
            }
        }
    }

    private static Slice next(ObjectStream object, boolean canSendFiles) {
        Optional<BlobReader.Region> region =
                canSendFiles ? object.nextRegion(ObjectStream.SLICE_BYTES_MAX) : Optional.empty();
        return region.<Slice>map(Slice.InFile::new)
                .orElseGet(() -> new Slice.InMemory(buffer(object.nextBytes(BUFFER_BYTES)
                        .orElseThrow(() -> new IllegalStateException("the object ended early")))));
    }

    private static boolean canSendFiles(HttpServerRequest http) {
        return http.version() != HttpVersion.HTTP_2 && !http.isSSL() && http.connection() instanceof VertxConnection;
    }

    private static Future<Void> send(HttpServerRequest http, Slice slice, boolean isFirst, boolean isLast) {
        HttpServerResponse response = http.response();
        return switch (slice) {
            case Slice.InMemory(Buffer bytes) -> isLast ? response.end(bytes) : response.write(bytes);
            case Slice.InFile(BlobReader.Region region) -> {
                if (isFirst) {
                    var _ = response.writeHead();
                }
                Future<Void> sent = sendRegion(http, region);
                yield isLast ? sent.compose(done -> response.end()) : sent;
            }
        };
    }

    private static Future<Void> sendRegion(HttpServerRequest http, BlobReader.Region region) {
        Promise<Void> sent = Promise.promise();
        ChannelFuture future =
                ((VertxConnection) http.connection()).sendFile(region.channel(), region.position(), region.length());
        future.addListener(done -> {
            if (done.isSuccess()) {
                sent.complete();
            } else {
                sent.fail(done.cause());
            }
        });
        return sent.future();
    }

    private static void cut(Exchange exchange) {
        exchange.context().runOnContext(go -> {
            if (exchange.http().version() == HttpVersion.HTTP_2) {
                exchange.http().response().reset();
            } else {
                exchange.http().connection().close();
            }
        });
    }

    /** Sets status and headers. Returns whether the connection has to be closed because of a body that was not read. */
    @CanIgnoreReturnValue
    private boolean writeHead(Exchange exchange, S3Reply reply, long length) {
        HttpServerResponse response = exchange.http().response();
        response.setStatusCode(reply.status());
        response.putHeader("x-amz-request-id", exchange.requestId());
        response.putHeader("x-amz-id-2", hostId);
        response.putHeader("Date", dateText());
        response.putHeader("Server", "DFS");
        exchange.call().ifPresent(call -> writeState(response, call));
        reply.forEachHeader((name, value) -> response.headers().add(name, value));
        if (length >= 0) {
            response.putHeader("Content-Length", Long.toString(length));
        }
        Optional<BodyBridge> bridge = exchange.bridge();
        if (bridge.isEmpty() || bridge.get().hasEnded()) {
            return false;
        }
        if (bridge.get().isAwaitingContinue() || bridge.get().missingBytes() > Linger.DRAINED_BYTES_MAX) {
            if (exchange.http().version() != HttpVersion.HTTP_2) {
                response.putHeader("Connection", "close");
            }
            return true;
        }
        bridge.get().discard();
        Linger.limit(exchange.http(), exchange.context(), bridge.get(), limits.patience());
        return false;
    }

    private static void writeState(HttpServerResponse response, S3Call call) {
        call.consistencyGiven().map(Consistency::text).ifPresent(text -> response.putHeader("X-DFS-Consistency", text));
        if (call.revision() > 0) {
            response.putHeader("X-DFS-Revision", Long.toString(call.revision()));
            response.putHeader(S3Request.SESSION, call.session().text());
        }
        if (call.consistencyGiven()
                .filter(given -> given.level() != Consistency.Level.STRONG)
                .isPresent()) {
            call.stalenessMillis().ifPresent(millis -> response.putHeader("X-DFS-Staleness-Ms", Long.toString(millis)));
        }
    }

    private static void linger(Exchange exchange) {
        exchange.bridge().ifPresent(bridge -> Linger.close(exchange.http(), exchange.context(), bridge));
    }

    private void finish(Exchange exchange, S3Reply reply) {
        timers.computeIfAbsent(
                        new TimerKey(exchange.operationId(), reply.status()),
                        key -> Timer.builder(RequestMeters.S3_REQUESTS)
                                .tag(RequestMeters.OPERATION, key.operation())
                                .tag(RequestMeters.STATUS, Integer.toString(key.status()))
                                .register(meters))
                .record(System.nanoTime() - exchange.startNanos(), TimeUnit.NANOSECONDS);
        if (log.isDebugEnabled()) {
            logRequest(exchange, reply);
        }
        exchange.onFinished();
    }

    private static void logRequest(Exchange exchange, S3Reply reply) {
        log.atDebug()
                .addKeyValue("requestId", exchange.requestId())
                .addKeyValue("operation", exchange.operationId())
                .addKeyValue("method", exchange.http().method())
                .addKeyValue("path", HeadReader.rawPath(exchange.http().uri()))
                .addKeyValue("status", reply.status())
                .addKeyValue("user", exchange.call().map(call -> call.ownerId()).orElse(""))
                .addKeyValue("millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - exchange.startNanos()))
                .log("request answered");
    }

    private String dateText() {
        long second = clock.millis() / 1000;
        DateText current = date;
        if (current.second() != second) {
            current = new DateText(second, HTTP_DATE.format(Instant.ofEpochSecond(second)));
            date = current;
        }
        return current.text();
    }

    private static boolean isHead(Exchange exchange) {
        return exchange.http().method().equals(HttpMethod.HEAD);
    }

    private static Buffer buffer(ByteBuffer bytes) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
    }
}
