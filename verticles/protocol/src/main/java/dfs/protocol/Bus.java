package dfs.protocol;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Carries questions to where they are answered. The only class that touches the event bus.
 *
 * <p>A question whose address is served by this very bus is answered on the asker's own thread, without a hop; any other
 * one rides the event bus and is answered on a virtual thread there. Either way no more than {@link Address#inFlightMax}
 * are answered at a time: the next one fails with {@code SlowDown}.
 *
 * <p>Askers are virtual threads, or other threads that may block; never event loops. Errors travel as values and come out
 * as {@link S3Failure}; a bug in an answerer is logged once, here, and comes out as {@code InternalError}. The request id
 * in the logging context travels along.
 */
public final class Bus {

    /** The key of the logging context that holds the request's id. */
    public static final String REQUEST_ID = "requestId";

    private static final Logger log = LoggerFactory.getLogger(Bus.class);

    private final EventBus eventBus;
    private final Map<Class<?>, Function<Object, ?>> answerers = new ConcurrentHashMap<>();
    private final Map<Address, Semaphore> served = new ConcurrentHashMap<>();
    private final EnumMap<Address, DeliveryOptions> deliveries = new EnumMap<>(Address.class);

    /** A bus over the event bus of {@code vertx}; several may share one. */
    public Bus(Vertx vertx) {
        this.eventBus = vertx.eventBus();
        ByReference.register(eventBus);
        for (Address address : Address.values()) {
            deliveries.put(
                    address,
                    new DeliveryOptions()
                            .setCodecName(ByReference.NAME)
                            .setSendTimeout(address.timeout().toMillis()));
        }
    }

    /**
     * Answers questions of one type from now on. The answerer runs on many threads at once and may block; it throws
     * {@link S3Failure} for an error that is the answer.
     */
    public <Q extends Ask<?>> void serve(Address address, Class<Q> type, Function<? super Q, ?> answerer) {
        if (answerers.putIfAbsent(type, question -> answerer.apply(type.cast(question))) != null) {
            throw new IllegalStateException(type.getSimpleName() + " is answered already");
        }
        served.computeIfAbsent(address, this::consume);
    }

    /**
     * Asks, and waits for the answer.
     *
     * @throws S3Failure with the error that is the answer; {@code ServiceUnavailable} where nobody answers in time or at
     *     all, which leaves open whether a change was made
     */
    @SuppressWarnings("unchecked") // an answerer answers with its question's own answer type
    public <A> A ask(Ask<A> question) {
        Semaphore permits = served.get(question.address());
        if (permits != null && answerers.containsKey(question.getClass())) {
            return (A) answer(question, permits);
        }
        return (A) send(question);
    }

    private Semaphore consume(Address address) {
        Semaphore permits = new Semaphore(address.inFlightMax());
        eventBus.<Envelope>localConsumer(
                address.text(),
                message -> Thread.ofVirtual().name(address.text()).start(() -> reply(message, permits)));
        return permits;
    }

    private Object send(Ask<?> question) {
        Envelope envelope = new Envelope(question, MDC.get(REQUEST_ID));
        Reply reply;
        try {
            reply = eventBus.<Reply>request(question.address().text(), envelope, deliveries.get(question.address()))
                    .await()
                    .body();
        } catch (ReplyException e) {
            String why = e.failureType() == ReplyFailure.TIMEOUT
                    ? "No answer in time; whether a change was made is not known. Retry."
                    : "The part that answers this is not running; retry later.";
            throw new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, why);
        }
        if (reply.error().isPresent()) {
            throw reply.error().get().failure();
        }
        return reply.value();
    }

    private void reply(Message<Envelope> message, Semaphore permits) {
        Envelope envelope = message.body();
        if (envelope.requestId() != null) {
            MDC.put(REQUEST_ID, envelope.requestId());
        }
        Reply reply;
        try {
            reply = new Reply(Optional.empty(), answer(envelope.question(), permits));
        } catch (S3Failure failure) {
            reply = new Reply(Optional.of(failure.error()), Mute.MUTE);
        }
        message.reply(reply, deliveries.get(envelope.question().address()));
    }

    private Object answer(Ask<?> question, Semaphore permits) {
        Function<Object, ?> answerer = answerers.get(question.getClass());
        if (answerer == null) {
            throw new S3Failure(
                    ErrorCode.SERVICE_UNAVAILABLE, "The part that answers this is not running; retry later.");
        }
        if (!permits.tryAcquire()) {
            throw new S3Failure(ErrorCode.SLOW_DOWN);
        }
        try {
            return answerer.apply(question);
        } catch (S3Failure failure) {
            throw failure;
        } catch (RuntimeException bug) {
            log.atError()
                    .setCause(bug)
                    .addKeyValue("question", question.getClass().getSimpleName())
                    .log("answer failed");
            throw new S3Failure(ErrorCode.INTERNAL_ERROR);
        } finally {
            permits.release();
        }
    }

    /** A question on its way. */
    record Envelope(Ask<?> question, @Nullable String requestId) {}

    /** An answer on its way: an error, or a value. */
    record Reply(Optional<S3Error> error, Object value) {}

    private enum Mute {
        MUTE
    }
}
