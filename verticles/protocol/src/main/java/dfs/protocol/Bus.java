package dfs.protocol;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.protocol.cluster.Presence;
import dfs.protocol.wire.WireForm;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries questions to where they are answered. Only this package touches the event bus.
 *
 * <p>A question whose address is served by this very bus is answered on the asker's own thread, without a hop; any other
 * one rides the event bus, on a clustered one to another node, and is answered on a virtual thread there. Either way no more than
 * {@link Address#inFlightMax} are answered at a time: the next one fails with {@code SlowDown}.
 *
 * <p>Askers are virtual threads, or other threads that may block; never event loops. Errors travel as values and come out
 * as {@link S3Failure}; a bug in an answerer is logged once, here, and comes out as {@code InternalError}. The request id
 * in the logging context travels along.
 */
public final class Bus {

    /** The key of the logging context that holds the request's id. */
    public static final String REQUEST_ID = "requestId";

    static final String NOT_RUNNING = "The part that answers this is not running; retry later.";
    static final String NOT_KNOWN = "No answer in time; whether a change was made is not known. Retry.";
    static final String NO_SUCH_NODE = "The node asked is not seen on the bus; retry later.";

    private static final Logger log = LoggerFactory.getLogger(Bus.class);

    private final String self;
    private final Route route;
    private final Here here;
    private final Set<Class<?>> own = ConcurrentHashMap.newKeySet();

    /** A bus of one process, over the event bus of {@code vertx}; several may share one. */
    public Bus(Vertx vertx) {
        this(vertx, "");
    }

    /** As the other; {@code nodeId} is what this node is called. */
    public Bus(Vertx vertx, String nodeId) {
        this(nodeId, new LocalRoute(vertx));
    }

    /** The bus of a node among others, over the clustered event bus of {@code vertx}; one for each node. */
    public static Bus clustered(Vertx vertx, String nodeId, Presence presence) {
        return clustered(vertx, nodeId, presence, Questions.ALL);
    }

    static Bus clustered(Vertx vertx, String nodeId, Presence presence, List<Class<?>> questions) {
        if (!vertx.isClustered()) {
            throw new IllegalArgumentException("this event bus does not leave the process");
        }
        List<Class<?>> roots = new ArrayList<>(questions);
        roots.add(S3Error.class);
        return new Bus(nodeId, new ClusterRoute(vertx, nodeId, presence, WireForm.of(roots)));
    }

    private Bus(String self, Route route) {
        this(self, route, new Here());
    }

    private Bus(String self, Route route, Here here) {
        this.self = self;
        this.route = route;
        this.here = here;
    }

    /** This bus, for one part of the node: what it serves it can withdraw, so that it, or one like it, can start anew. */
    public Bus forPart() {
        return new Bus(self, route, here);
    }

    /** Ends all that was served by this very object: its questions are then nobody's here. */
    public void withdraw() {
        here.answerers.keySet().removeAll(own);
        own.clear();
    }

    /**
     * Answers questions of one type from now on. The answerer runs on many threads at once and may block; it throws
     * {@link S3Failure} for an error that is the answer.
     */
    public <Q extends Ask<?>> void serve(Address address, Class<Q> type, Function<? super Q, ?> answerer) {
        if (here.answerers.putIfAbsent(type, question -> answerer.apply(type.cast(question))) != null) {
            throw new IllegalStateException(type.getSimpleName() + " is answered already");
        }
        own.add(type);
        here.served.computeIfAbsent(address, this::consume);
    }

    /**
     * Asks, and waits for the answer.
     *
     * @throws S3Failure with the error that is the answer; {@code ServiceUnavailable} where nobody answers in time or at
     *     all, which leaves open whether a change was made
     */
    @SuppressWarnings("unchecked") // an answerer answers with its question's own answer type
    public <A> A ask(Ask<A> question) {
        return (A) (here.isServed(question) ? here.answer(question) : route.ask(question));
    }

    /**
     * Asks one node, for what is a node's own: its health, its metrics, its background work.
     *
     * @throws S3Failure as {@link #ask}; {@code ServiceUnavailable} also where that node is not seen
     */
    @SuppressWarnings("unchecked") // as above
    public <A> A askNode(String nodeId, Ask<A> question) {
        return (A) (nodeId.equals(self) ? here.answer(question) : route.askNode(nodeId, question));
    }

    private Semaphore consume(Address address) {
        Semaphore permits = new Semaphore(address.inFlightMax());
        route.serve(address, here);
        return permits;
    }

    /** What is answered on this node. */
    private static final class Here implements Route.Answerer {

        private final Map<Class<?>, Function<Object, ?>> answerers = new ConcurrentHashMap<>();
        private final Map<Address, Semaphore> served = new ConcurrentHashMap<>();

        @Override
        public boolean isServed(Ask<?> question) {
            return answerers.containsKey(question.getClass()) && served.containsKey(question.address());
        }

        @Override
        public Object answer(Ask<?> question) {
            Function<Object, ?> answerer = answerers.get(question.getClass());
            Semaphore permits = served.get(question.address());
            if (answerer == null || permits == null) {
                throw new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, NOT_RUNNING);
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
    }
}
