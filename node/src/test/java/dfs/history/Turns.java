package dfs.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Lets threads run one at a time, and changes between them where they say that they could be interrupted: which one goes on is
 * decided by a seed, so that a run can be repeated. Time is counted in turns.
 */
final class Turns {

    private static final ScopedValue<Player> ME = ScopedValue.newInstance();

    private final Random random;
    private long now;

    /** Turns in the order that {@code random} gives. */
    Turns(Random random) {
        this.random = random;
    }

    /** How many turns there were; later for each look at it. */
    long now() {
        return ++now;
    }

    /** Whoever calls lets others go on, and goes on when it is its turn again; outside {@link #play} nothing happens. */
    void pause() {
        if (ME.isBound()) {
            ME.get().pause();
        }
    }

    /** Runs all scripts to their ends, interleaved at their pauses; {@code between} runs before each turn. */
    void play(List<Runnable> scripts, Runnable between) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Player> players = new ArrayList<>();
            List<Future<?>> ends = new ArrayList<>();
            for (Runnable script : scripts) {
                Player player = new Player();
                players.add(player);
                ends.add(threads.submit(() -> ScopedValue.where(ME, player).run(() -> player.run(script))));
            }
            while (!players.isEmpty()) {
                between.run();
                Player player = players.get(random.nextInt(players.size()));
                player.go.release();
                player.paused.acquire();
                if (player.isAtEnd) {
                    players.remove(player);
                }
            }
            for (Future<?> end : ends) {
                end.get();
            }
        }
    }

    private static final class Player {

        private final Semaphore go = new Semaphore(0);
        private final Semaphore paused = new Semaphore(0);
        private volatile boolean isAtEnd;

        void run(Runnable script) {
            go.acquireUninterruptibly();
            try {
                script.run();
            } finally {
                isAtEnd = true;
                paused.release();
            }
        }

        void pause() {
            paused.release();
            go.acquireUninterruptibly();
        }
    }
}
