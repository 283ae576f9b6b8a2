package dfs.s3.http;

import dfs.s3.S3Settings.ConnectionLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Keeps the limits of time of a connection. It is closed when nothing moved on it for a while, unless it is we who owe the
 * client something. Of HTTP/1, a head whose first byte came must come whole within a time, however steadily its bytes drip;
 * and a head of another version, or without just one Host where HTTP/1.1 wants it, is handed on as one that could not be
 * decoded. On the connection's event loop.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-3.2">RFC 9112, 3.2: a request with no Host, or several</a>
 */
final class ConnectionGuard {

    private static final String DECODER = "httpDecoder";
    private static final String ENCODER = "httpEncoder";

    private static final String IDLE = "idle";

    private final ConnectionLimits limits;
    private final Supplier<ByteBuf> refusal;
    private int unanswered;
    private boolean isBetweenMessages = true;
    private boolean hasMoved;
    private boolean isShut;
    private Optional<Future<?>> deadline = Optional.empty();

    private ConnectionGuard(ConnectionLimits limits, Supplier<ByteBuf> refusal) {
        this.limits = limits;
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
     * Guards a connection.
     *
     * @param refusal the whole reply to a head that takes too long
     */
    static void guard(ChannelPipeline pipeline, ConnectionLimits limits, Supplier<ByteBuf> refusal) {
        ConnectionGuard guard = new ConnectionGuard(limits, refusal);
        if (pipeline.get(DECODER) != null && pipeline.get(ENCODER) != null) {
            pipeline.addBefore(DECODER, "headBytes", guard.new BytesSide());
            pipeline.addAfter(ENCODER, "heads", guard.new MessageSide());
        }
        if (pipeline.get(IDLE) != null) {
            pipeline.replace(IDLE, IDLE, guard.new Idleness());
        }
    }

    /** Takes a long write that the client takes slowly for movement, and our own work for no idleness of the client's. */
    private final class Idleness extends IdleStateHandler {
        Idleness() {
            super(true, 0, 0, limits.idle().toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        protected void channelIdle(ChannelHandlerContext context, IdleStateEvent idle) throws Exception {
            ChannelOutboundBuffer unsent = context.channel().unsafe().outboundBuffer();
            boolean isAllSent = unsent == null || unsent.isEmpty();
            boolean isClientsTurn =
                    !isBetweenMessages && context.channel().config().isAutoRead();
            if (unanswered == 0 || isClientsTurn || !isAllSent) {
                super.channelIdle(context, idle);
            }
        }
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
            return context.executor()
                    .schedule(() -> expire(context), limits.head().toMillis(), TimeUnit.MILLISECONDS);
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

    /** The gate of a guarded connection. */
    static SocketGate gate(ChannelPipeline pipeline) {
        MessageSide heads = pipeline.get(MessageSide.class);
        return heads == null ? SocketGate.NONE : heads.gate(pipeline.channel().config());
    }

    /** Sees what was decoded, and replies before they are encoded. */
    private final class MessageSide extends ChannelDuplexHandler {

        /** While a later request waits behind the one that is answered, the body of that one has come: Vert.x reads no more. */
        private SocketGate gate(ChannelConfig socket) {
            return new SocketGate() {
                @Override
                public void shut() {
                    if (unanswered <= 1) {
                        isShut = true;
                        socket.setAutoRead(false);
                    }
                }

                @Override
                public void open() {
                    if (isShut && unanswered <= 1) {
                        isShut = false;
                        socket.setAutoRead(true);
                    }
                }
            };
        }

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
            context.fireChannelRead(message instanceof HttpContent content ? unpooled(content) : message);
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (message instanceof LastHttpContent
                    && !(message instanceof HttpResponse response
                            && response.status().codeClass() == HttpStatusClass.INFORMATIONAL)) {
                unanswered--;
                if (isShut && unanswered > 0) { // who asks for more in the middle of a body asks again
                    promise.addListener(sent -> {
                        var _ = context.close();
                    });
                }
            }
            var _ = context.write(message, promise);
        }
    }

    /**
     * The same bytes in memory that nobody has to release. Vert.x would copy them as well, but later: what it keeps of a
     * request that is paused, it forgets when the client leaves, and pooled memory would be lost for good.
     */
    private static HttpContent unpooled(HttpContent content) {
        if (!content.content().isReadable()) {
            return content;
        }
        try {
            return content.replace(Unpooled.wrappedBuffer(ByteBufUtil.getBytes(content.content())));
        } finally {
            content.release();
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
            request.setProtocolVersion(HttpVersion.HTTP_1_1); // the reply says the same
            refuse(request, "This port speaks HTTP/1.1 and HTTP/1.0.");
        } else if (hosts > 1 || (hosts == 0 && version.equals(HttpVersion.HTTP_1_1))) {
            refuse(request, "A request has one Host header.");
        }
    }

    private static void refuse(HttpRequest request, String message) {
        request.setDecoderResult(DecoderResult.failure(new UnfitHead(message)));
    }
}
