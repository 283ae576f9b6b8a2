package dfs.s3.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Hands the bytes of one reply to a client for as long as there is patience with it: one slice is on its way while the next is
 * prepared. Used by one virtual thread; sends on the connection's event loop.
 */
final class Sender {

    private final Exchange exchange;
    private final Patience patience;
    private Optional<Slice> underWay = Optional.empty();

    private record Slice(long bytes, Promise<Void> taken) {}

    /** The client closed the connection, or took too little until it was closed as idle or we lost patience. */
    static final class ClientGone extends RuntimeException {
        private static final long serialVersionUID = 1;

        ClientGone(Throwable cause) {
            super(cause);
        }
    }

    Sender(Exchange exchange, Patience patience) {
        this.exchange = exchange;
        this.patience = patience;
    }

    /** Begins to send something of so many bytes, once the client has taken what was sent before. */
    void send(long bytes, Supplier<Future<Void>> action) {
        awaitTaken();
        Promise<Void> taken = Promise.promise();
        underWay = Optional.of(new Slice(bytes, taken));
        exchange.context().runOnContext(go -> {
            if (exchange.http().response().closed()) {
                taken.fail("closed");
                return;
            }
            try {
                action.get().onComplete(taken);
            } catch (RuntimeException bug) {
                taken.fail(bug);
            }
        });
    }

    /** Returns when all that was sent is taken. */
    void awaitTaken() {
        if (underWay.isEmpty()) {
            return;
        }
        Slice slice = underWay.get();
        underWay = Optional.empty();
        long startNanos = System.nanoTime();
        try {
            slice.taken().future().await(patience.leftMillisFor(slice.bytes()), TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            throw new ClientGone(e);
        }
        patience.waited(System.nanoTime() - startNanos);
        patience.moved(slice.bytes());
    }
}
