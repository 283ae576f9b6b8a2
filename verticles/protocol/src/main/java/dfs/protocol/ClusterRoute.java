package dfs.protocol;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.protocol.cluster.Presence;
import dfs.protocol.wire.WireException;
import dfs.protocol.wire.WireForm;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Questions to other nodes, over a clustered event bus, in their {@link WireForm}. They are written and read on the threads of those
 * who ask and answer, never on an event loop.
 *
 * <p>Each question goes to one node that is known by its name, so that it is known too whom to stop waiting for: where that node is
 * no longer seen, or is silent for too long, whether it did what was asked is not known. A read is then asked once more, of another
 * node; anything else is not. A node that does not answer this address says so, which costs nothing, and the next one is asked.
 * Who was silent, is not able to, or does not answer this address is asked last for a while: it may be seen for longer than it does anything.
 * A read that one node is not able to answer is asked of another one.
 */
final class ClusterRoute implements Route {

    private static final Logger log = LoggerFactory.getLogger(ClusterRoute.class);

    /** How many nodes a read may have been asked of in vain, for want of an answer. */
    private static final int READ_ATTEMPTS = 2;

    /** So long who could not answer is asked last. */
    private static final long AVOIDED_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** What a node says that did not put the question to anybody. No other failure is ever said. */
    private static final int NOT_SERVED = 1;

    private final EventBus eventBus;
    private final String self;
    private final Presence presence;
    private final WireForm form;
    private final AtomicInteger turn = new AtomicInteger();
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();

    /** Since when nodes, and addresses of nodes, are avoided, by {@link System#nanoTime}. */
    private final Map<String, Long> avoidedSinceNanos = new ConcurrentHashMap<>();

    ClusterRoute(Vertx vertx, String self, Presence presence, WireForm form) {
        this.eventBus = vertx.eventBus();
        this.self = self;
        this.presence = presence;
        this.form = form;
        // As long as the process: a bus is not closed, its Vert.x is.
        Presence.Watch _ = presence.watch(this::giveUp);
    }

    /** A question that was sent to a node. */
    private record Waiting(String nodeId, CompletableFuture<Message<Buffer>> reply) {}

    private enum Silence {
        /** It was not put to anybody. */
        NOT_SERVED,
        /** It may have been answered, or may yet be. */
        NOT_KNOWN
    }

    /** What came back: an answer (or the error that is the answer), or nothing. */
    private sealed interface Outcome {
        record Answered(Object value) implements Outcome {}

        record Refused(S3Error error) implements Outcome {}

        record Silent(Silence why) implements Outcome {}
    }

    @Override
    public void serve(Address address, Answerer answerer) {
        String at = at(address, self);
        eventBus.<Buffer>consumer(at, message -> Thread.ofVirtual().name(at).start(() -> reply(message, answerer)))
                .completion()
                .onFailure(failure -> log.atError()
                        .setCause(failure)
                        .addKeyValue("address", at)
                        .log("address not announced; other nodes do not ask here"));
    }

    @Override
    public Object ask(Ask<?> question) {
        byte[] written = write(question);
        int attempts = question.isRead() ? READ_ATTEMPTS : 1;
        Set<String> silent = new HashSet<>();
        Optional<S3Error> unable = Optional.empty();
        Deque<String> nodes = others(question.address(), silent);
        while (!nodes.isEmpty() && silent.size() < attempts) {
            String node = nodes.pop();
            switch (attempt(node, question, written, attempts)) {
                case Outcome.Answered answered -> {
                    avoidedSinceNanos.keySet().removeAll(List.of(node, at(question.address(), node)));
                    return answered.value();
                }
                case Outcome.Refused refused -> {
                    if (refused.error().code() != ErrorCode.SERVICE_UNAVAILABLE) {
                        throw refused.error().failure();
                    }
                    unable = Optional.of(refused.error()); // another one may be able
                    avoid(node);
                    silent.add(node);
                    nodes = others(question.address(), silent);
                }
                case Outcome.Silent silence -> {
                    if (silence.why() == Silence.NOT_KNOWN) {
                        silent.add(node);
                        // Time went by: who did not answer this address before may do now.
                        nodes = others(question.address(), silent);
                    } else {
                        avoid(at(question.address(), node));
                    }
                }
            }
        }
        if (unable.isPresent()) {
            throw unable.get().failure();
        }
        throw new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, silent.isEmpty() ? Bus.NOT_RUNNING : Bus.NOT_KNOWN);
    }

    @Override
    public Object askNode(String nodeId, Ask<?> question) {
        if (presence.find(nodeId).isEmpty()) {
            throw new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, Bus.NO_SUCH_NODE);
        }
        return switch (attempt(nodeId, question, write(question), 1)) {
            case Outcome.Answered answered -> answered.value();
            case Outcome.Refused refused -> throw refused.error().failure();
            case Outcome.Silent silent ->
                throw new S3Failure(
                        ErrorCode.SERVICE_UNAVAILABLE,
                        silent.why() == Silence.NOT_SERVED ? Bus.NOT_RUNNING : Bus.NOT_KNOWN);
        };
    }

    /**
     * The nodes seen beside this one and those that were silent, beginning with another one each time, unless answers are about the node that
     * gives them; who is avoided comes last.
     */
    private Deque<String> others(Address address, Set<String> silent) {
        List<String> liked = new ArrayList<>();
        List<String> disliked = new ArrayList<>();
        presence.seen().stream()
                .map(Presence.Seen::nodeId)
                .filter(node -> !node.equals(self) && !silent.contains(node))
                .sorted()
                .forEach(node -> (isAvoided(node) || isAvoided(at(address, node)) ? disliked : liked).add(node));
        int first = address.isAboutItsNode() ? 0 : turn.getAndIncrement();
        for (List<String> each : List.of(liked, disliked)) {
            if (!each.isEmpty()) {
                Collections.rotate(each, -Math.floorMod(first, each.size()));
            }
        }
        Deque<String> nodes = new ArrayDeque<>(liked);
        nodes.addAll(disliked);
        return nodes;
    }

    /** Asks a node last for a while, or one address of it. */
    private void avoid(String nodeOrAddress) {
        avoidedSinceNanos.put(nodeOrAddress, System.nanoTime());
    }

    private boolean isAvoided(String nodeOrAddress) {
        Long sinceNanos = avoidedSinceNanos.get(nodeOrAddress);
        return sinceNanos != null && System.nanoTime() - sinceNanos < AVOIDED_NANOS;
    }

    private Outcome attempt(String node, Ask<?> question, byte[] written, int attempts) {
        long timeoutMillis = question.address().timeout().toMillis() / attempts;
        Waiting sent = new Waiting(node, new CompletableFuture<>());
        waiting.add(sent);
        try {
            if (presence.find(node).isEmpty()) {
                return new Outcome.Silent(Silence.NOT_SERVED);
            }
            eventBus.<Buffer>request(
                            at(question.address(), node),
                            Buffer.buffer(written),
                            new DeliveryOptions().setSendTimeout(timeoutMillis))
                    .onSuccess(sent.reply()::complete)
                    .onFailure(sent.reply()::completeExceptionally);
            return read(question, sent.reply().get().body().getBytes());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ReplyException failure && failure.failureType() != ReplyFailure.TIMEOUT) {
                return new Outcome.Silent(Silence.NOT_SERVED);
            }
            avoid(node);
            return new Outcome.Silent(Silence.NOT_KNOWN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Silent(Silence.NOT_KNOWN);
        } finally {
            waiting.remove(sent);
        }
    }

    private void giveUp(Presence.Change change) {
        if (change instanceof Presence.Change.Gone gone) {
            String node = gone.node().nodeId();
            for (Waiting sent : waiting) {
                if (sent.nodeId().equals(node)) {
                    boolean _ = sent.reply().completeExceptionally(new IllegalStateException(node + " is gone"));
                }
            }
        }
    }

    private byte[] write(Ask<?> question) {
        try {
            return form.write(List.of(Optional.ofNullable(MDC.get(Bus.REQUEST_ID)), question));
        } catch (WireException e) {
            throw bug("question not sent", question, e);
        }
    }

    /** The answer, an error that is the answer, or silence where the other node speaks in a way that this one does not know. */
    private Outcome read(Ask<?> question, byte[] reply) {
        try {
            Object read = form.read(Object.class, reply);
            if (read instanceof S3Error error) {
                return new Outcome.Refused(error);
            }
            Type expected = form.answerType(question.getClass()).orElse(Object.class);
            if (read instanceof List<?> list && list.size() == 1 && form.isOf(expected, list.getFirst())) {
                return new Outcome.Answered(list.getFirst());
            }
            throw new WireException("neither an answer nor an error");
        } catch (WireException e) {
            log.atError()
                    .setCause(e)
                    .addKeyValue("question", question.getClass().getSimpleName())
                    .log("answer not understood");
            return new Outcome.Silent(Silence.NOT_KNOWN);
        }
    }

    private void reply(Message<Buffer> message, Answerer answerer) {
        Ask<?> question;
        try {
            List<?> envelope = (List<?>) form.read(List.class, message.body().getBytes());
            if (envelope.size() != 2
                    || !(envelope.get(0) instanceof Optional<?> requestId)
                    || !(envelope.get(1) instanceof Ask<?> asked)) {
                throw new WireException("no question");
            }
            requestId.ifPresent(id -> MDC.put(Bus.REQUEST_ID, id.toString()));
            question = asked;
        } catch (WireException e) {
            log.atError().setCause(e).log("question not understood");
            message.fail(NOT_SERVED, "not understood");
            return;
        }
        if (answerer.isServed(question)) {
            message.reply(Buffer.buffer(answer(question, answerer)));
        } else {
            message.fail(NOT_SERVED, "not served");
        }
    }

    private byte[] answer(Ask<?> question, Answerer answerer) {
        try {
            return form.write(List.of(answerer.answer(question)));
        } catch (S3Failure failure) {
            return form.write(failure.error());
        } catch (WireException e) {
            return form.write(bug("answer not sent", question, e).error());
        }
    }

    private static S3Failure bug(String event, Ask<?> question, WireException e) {
        log.atError()
                .setCause(e)
                .addKeyValue("question", question.getClass().getSimpleName())
                .log(event);
        return new S3Failure(ErrorCode.INTERNAL_ERROR);
    }

    private static String at(Address address, String node) {
        return address.text() + "@" + node;
    }
}
