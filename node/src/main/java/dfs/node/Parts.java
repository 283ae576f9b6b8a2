package dfs.node;

import dfs.config.Verticle;
import dfs.protocol.Bus;
import dfs.protocol.health.ComponentState;
import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The verticles of a node that can be left out, each started anew where it fails. What one of them served on the bus ends with it. To
 * be used by the thread that starts the node; states may be asked for by any.
 */
final class Parts {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final Bus bus;
    private final Running running;
    private final Set<Verticle> chosen;
    private final boolean isAlone;
    private final InstantSource clock;
    private final Backoff backoff;
    private final Duration stopLimit;
    private final Map<Verticle, Supervised<Deployed>> kept = new EnumMap<>(Verticle.class);

    /**
     * None yet.
     *
     * @param chosen which of them the node has
     * @param isAlone whether there are no others: then the node does not start where one of its parts does not
     * @param stopLimit what one of them may take to stop
     */
    Parts(
            Vertx vertx,
            Bus bus,
            Running running,
            Set<Verticle> chosen,
            boolean isAlone,
            InstantSource clock,
            RandomGenerator random,
            Duration stopLimit) {
        this.vertx = vertx;
        this.bus = bus;
        this.running = running;
        this.chosen = chosen;
        this.isAlone = isAlone;
        this.clock = clock;
        this.backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, random);
        this.stopLimit = stopLimit;
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
        Supervised<Deployed> supervised = new Supervised<>(name, new Part(make), backoff, Supervised.Pause.REAL, clock);
        kept.put(which, running.add(name, supervised));
        try {
            Deployed _ = supervised.awaitFirst();
        } catch (Exception e) {
            if (isAlone) {
                throw Running.failure(name, e);
            }
        }
    }

    /** What a part says of itself; while it does not run, why. */
    ComponentState state(Verticle which, Supplier<ComponentState> said) {
        return Optional.ofNullable(kept.get(which))
                .map(supervised -> supervised.stateOr(said))
                .orElseGet(said);
    }

    /** What is said of something that goes on without a part, only not in full. */
    ComponentState degradedWithout(Verticle which, Supplier<ComponentState> said) {
        ComponentState known = said.get();
        Optional<ComponentState> own = Optional.ofNullable(kept.get(which)).map(Supervised::state);
        return known.status() == ComponentState.Status.OPERATIONAL
                        && own.isPresent()
                        && own.get().status() != ComponentState.Status.OPERATIONAL
                ? new ComponentState(ComponentState.Status.DEGRADED, own.get().detail())
                : known;
    }

    private final class Part implements Supervised.Part<Deployed> {

        private final Function<Bus, ? extends Deployable> make;

        Part(Function<Bus, ? extends Deployable> make) {
            this.make = make;
        }

        @Override
        public Deployed start() {
            Bus own = bus.forPart();
            try {
                return new Deployed(vertx.deployVerticle(make.apply(own)).await(), own);
            } catch (RuntimeException failed) {
                own.withdraw();
                throw failed;
            }
        }

        @Override
        public void stop(Deployed started) throws TimeoutException {
            started.bus().withdraw();
            vertx.undeploy(started.id()).await(stopLimit.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
