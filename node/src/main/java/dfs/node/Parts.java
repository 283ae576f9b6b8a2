package dfs.node;

import dfs.config.Verticle;
import dfs.protocol.Bus;
import dfs.protocol.health.ComponentState;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The verticles of a node that serve on the bus alone, each started anew where it fails: where it does not start, and where something is
 * thrown on its context that nobody catches. What one of them served on the bus ends with it. To be used by the thread that starts the
 * node; states may be asked for by any.
 */
final class Parts {

    private static final Logger log = LoggerFactory.getLogger(Parts.class);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final Bus bus;
    private final Running running;
    private final Set<Verticle> chosen;
    private final boolean isAlone;
    private final InstantSource clock;
    private final Backoff backoff;
    private final Map<Verticle, Supervised<Deployed>> kept = new ConcurrentHashMap<>();

    /**
     * None yet.
     *
     * @param chosen which of them the node has
     * @param isAlone whether there are no others: then the node does not start where one of its parts does not
     */
    Parts(
            Vertx vertx,
            Bus bus,
            Running running,
            Set<Verticle> chosen,
            boolean isAlone,
            InstantSource clock,
            RandomGenerator random) {
        this.vertx = vertx;
        this.bus = bus;
        this.running = running;
        this.chosen = chosen;
        this.isAlone = isAlone;
        this.clock = clock;
        this.backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, random);
    }

    /** One that was started, and what it serves by. */
    private record Deployed(String id, Bus bus) {}

    /**
     * Starts a part, where the node has it, and waits for its first attempt.
     *
     * @param name for people: {@code The storage}
     * @param make makes a new one, to serve by the bus given
     * @throws StartFailure where it does not start, and the node is alone
     */
    void keep(Verticle which, String name, Function<Bus, ? extends Deployable> make) {
        if (!chosen.contains(which)) {
            return;
        }
        Part part = new Part(make);
        Supervised<Deployed> supervised = new Supervised<>(name, part, backoff, Supervised.Pause.REAL, clock);
        part.supervisor.complete(supervised);
        kept.put(which, supervised);
        running.addWaiting(name, supervised::close);
        try {
            Deployed _ = supervised.awaitFirst();
        } catch (Exception e) {
            if (isAlone) {
                throw Running.failure(name, e);
            }
        }
    }

    /** What is said of something that goes on without a part, by itself or by those of other nodes, only not in full. */
    ComponentState degradedWithout(Verticle which, Supplier<ComponentState> said) {
        ComponentState known = said.get();
        Optional<ComponentState> own = Optional.ofNullable(kept.get(which)).map(Supervised::state);
        return known.status() == ComponentState.Status.OPERATIONAL
                        && own.isPresent()
                        && own.get().status() != ComponentState.Status.OPERATIONAL
                ? new ComponentState(ComponentState.Status.DEGRADED, own.get().detail())
                : known;
    }

    /** As {@code verticle}, and tells what is thrown on its context and not caught. */
    private static Deployable watched(Deployable verticle, Handler<Throwable> thrown) {
        return new Deployable() {
            @Override
            public Future<?> deploy(Context context) throws Exception {
                context.exceptionHandler(thrown);
                return verticle.deploy(context);
            }

            @Override
            public Future<?> undeploy(Context context) throws Exception {
                return verticle.undeploy(context);
            }
        };
    }

    private final class Part implements Supervised.Part<Deployed> {

        private final Function<Bus, ? extends Deployable> make;
        private final CompletableFuture<Supervised<Deployed>> supervisor = new CompletableFuture<>();

        Part(Function<Bus, ? extends Deployable> make) {
            this.make = make;
        }

        @Override
        public Deployed start() {
            Bus own = bus.forPart();
            try {
                CompletableFuture<Deployed> deployed = new CompletableFuture<>();
                Deployable watched = watched(make.apply(own), why -> fail(deployed, why));
                deployed.complete(new Deployed(vertx.deployVerticle(watched).await(), own));
                return deployed.join();
            } catch (RuntimeException failed) {
                own.withdraw();
                throw failed;
            }
        }

        private void fail(CompletableFuture<Deployed> deployed, Throwable why) {
            log.atError().setCause(why).log("part failed");
            CompletableFuture<Void> _ =
                    supervisor.thenAcceptBoth(deployed, (supervised, which) -> supervised.fail(which, why.toString()));
        }

        @Override
        public void stop(Deployed started) throws TimeoutException {
            started.bus().withdraw();
            vertx.undeploy(started.id()).await(running.stopLimit().toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
