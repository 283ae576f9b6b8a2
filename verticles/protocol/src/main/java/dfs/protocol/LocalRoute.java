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
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Questions within one process, handed over as they are. */
final class LocalRoute implements Route {

    private final EventBus eventBus;
    private final EnumMap<Address, DeliveryOptions> deliveries = new EnumMap<>(Address.class);

    LocalRoute(Vertx vertx) {
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

    @Override
    public void serve(Address address, Answerer answerer) {
        eventBus.<Envelope>localConsumer(
                address.text(),
                message -> Thread.ofVirtual().name(address.text()).start(() -> reply(message, answerer)));
    }

    @Override
    public Object ask(Ask<?> question) {
        Envelope envelope = new Envelope(question, MDC.get(Bus.REQUEST_ID));
        Reply reply;
        try {
            reply = eventBus.<Reply>request(question.address().text(), envelope, deliveries.get(question.address()))
                    .await()
                    .body();
        } catch (ReplyException e) {
            throw new S3Failure(
                    ErrorCode.SERVICE_UNAVAILABLE,
                    e.failureType() == ReplyFailure.TIMEOUT ? Bus.NOT_KNOWN : Bus.NOT_RUNNING);
        }
        if (reply.error().isPresent()) {
            throw reply.error().get().failure();
        }
        return reply.value();
    }

    @Override
    public Object askNode(String nodeId, Ask<?> question) {
        throw new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, Bus.NO_SUCH_NODE);
    }

    private void reply(Message<Envelope> message, Answerer answerer) {
        Envelope envelope = message.body();
        if (envelope.requestId() != null) {
            MDC.put(Bus.REQUEST_ID, envelope.requestId());
        }
        Reply reply;
        try {
            reply = new Reply(Optional.empty(), answerer.answer(envelope.question()));
        } catch (S3Failure failure) {
            reply = new Reply(Optional.of(failure.error()), Mute.MUTE);
        }
        message.reply(reply, deliveries.get(envelope.question().address()));
    }

    /** A question on its way. */
    record Envelope(Ask<?> question, @Nullable String requestId) {}

    /** An answer on its way: an error, or a value. */
    record Reply(Optional<S3Error> error, Object value) {}

    private enum Mute {
        MUTE
    }
}
