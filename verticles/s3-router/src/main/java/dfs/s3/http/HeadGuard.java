package dfs.s3.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Stands on both sides of the decoder of an HTTP/1 connection. A head whose first byte came must come whole within a time,
 * however steadily its bytes drip; and a head of another version of HTTP, or without just one Host where HTTP/1.1 wants it,
 * is handed on as one that could not be decoded. On the connection's event loop.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-3.2">RFC 9112, 3.2: a request with no Host, or several</a>
 */
final class HeadGuard {

    private static final String DECODER = "httpDecoder";
    private static final String ENCODER = "httpEncoder";

    private final long limitMillis;
    private final Supplier<ByteBuf> refusal;
    private int unanswered;
    private boolean isBetweenMessages = true;
    private boolean hasMoved;
    private Optional<Future<?>> deadline = Optional.empty();

    private HeadGuard(Duration limit, Supplier<ByteBuf> refusal) {
        this.limitMillis = limit.toMillis();
        this.refusal = refusal;
    }

    /** A head that is not what HTTP asks for, though it could be parsed. */
    static final class UnfitHead extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        UnfitHead(String message) {
            super(message);
        }
    }

    /**
     * Guards a connection; does nothing where it is not of HTTP/1.
     *
     * @param limit how long a head may take
     * @param refusal the whole reply to a head that takes longer
     */
    static void guard(ChannelPipeline pipeline, Duration limit, Supplier<ByteBuf> refusal) {
        if (pipeline.get(DECODER) == null || pipeline.get(ENCODER) == null) {
            return;
        }
        HeadGuard guard = new HeadGuard(limit, refusal);
        pipeline.addBefore(DECODER, "headBytes", guard.new BytesSide());
        pipeline.addAfter(ENCODER, "heads", guard.new MessageSide());
    }

    /** Sees bytes before they are decoded. */
    private final class BytesSide extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            hasMoved = false;
            context.fireChannelRead(bytes);
            // Bytes that completed nothing belong to a head, or to the line before one.
            if (isBetweenMessages && !hasMoved && deadline.isEmpty()) {
                deadline = Optional.of(schedule(context));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            moved();
            context.fireChannelInactive();
        }

        private Future<?> schedule(ChannelHandlerContext context) {
            return context.executor().schedule(() -> expire(context), limitMillis, TimeUnit.MILLISECONDS);
        }

        private void expire(ChannelHandlerContext context) {
            if (unanswered > 0) {
                deadline =
                        Optional.of(schedule(context)); // its reply goes first, and it may be what the client waits for
                return;
            }
            context.writeAndFlush(refusal.get()).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** Sees what was decoded, and replies before they are encoded. */
    private final class MessageSide extends ChannelDuplexHandler {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest request) {
                moved();
                isBetweenMessages = false;
                unanswered++;
                check(request);
            }
            if (message instanceof LastHttpContent) {
                moved();
                isBetweenMessages = true;
            }
            context.fireChannelRead(message);
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (message instanceof LastHttpContent
                    && !(message instanceof HttpResponse response
                            && response.status().codeClass() == HttpStatusClass.INFORMATIONAL)) {
                unanswered--;
            }
            context.write(message, promise);
        }
    }

    private void moved() {
        hasMoved = true;
        deadline.ifPresent(task -> task.cancel(false));
        deadline = Optional.empty();
    }

    private static void check(HttpRequest request) {
        if (!request.decoderResult().isSuccess()) {
            return;
        }
        HttpVersion version = request.protocolVersion();
        int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            refuse(request, "This port speaks HTTP/1.1 and HTTP/1.0.");
        } else if (hosts > 1 || (hosts == 0 && version.equals(HttpVersion.HTTP_1_1))) {
            refuse(request, "A request has one Host header.");
        }
    }

    private static void refuse(HttpRequest request, String message) {
        request.setDecoderResult(DecoderResult.failure(new UnfitHead(message)));
    }
}
