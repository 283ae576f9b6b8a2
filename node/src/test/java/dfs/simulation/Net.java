package dfs.simulation;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The network between nodes, and to them from outside: it delays, reorders and loses, and may be cut in one direction alone. */
final class Net {

    /** Whoever is outside of all nodes. */
    static final int OUTSIDE = -1;

    private final World world;
    private final boolean[][] cuts;
    private int lossOneIn = 400;
    private boolean isSlow;

    Net(World world, int nodes) {
        this.world = world;
        this.cuts = new boolean[nodes][nodes];
    }

    void cut(int from, int to) {
        cuts[from][to] = true;
    }

    void heal() {
        for (boolean[] row : cuts) {
            java.util.Arrays.fill(row, false);
        }
        isSlow = false;
    }

    /** All that was sent arrives from now on. */
    void loseNothing() {
        lossOneIn = Integer.MAX_VALUE;
    }

    void slow(boolean slow) {
        isSlow = slow;
    }

    private long delay() {
        long micros = world.once(30) ? world.between(1_000, 400_000) : world.between(50, 2_000);
        return TimeUnit.MICROSECONDS.toNanos(isSlow ? micros * 20 : micros);
    }

    /** Sends something that may arrive. */
    void send(int from, int to, Runnable arrives) {
        boolean isCut = from != OUTSIDE && to != OUTSIDE && cuts[from][to];
        if (isCut || world.once(lossOneIn)) {
            return;
        }
        var _ = world.after(delay(), arrives);
    }

    private sealed interface Reply<T> {
        record Done<T>(T value) implements Reply<T> {}

        record Failed<T>(S3Failure failure) implements Reply<T> {}
    }

    /**
     * Has something done on another node, on a thread of that one, and waits for it.
     *
     * @throws S3Failure what it failed with, or {@code ServiceUnavailable} where no answer came
     */
    <T> T call(int from, Node to, long limitNanos, Supplier<T> work) {
        Mailbox<Reply<T>> box = new Mailbox<>(world);
        send(from, to.number(), () -> {
            Life there = to.life();
            if (there.isOver()) {
                send(to.number(), from, () -> box.put(new Reply.Failed<>(unreachable())));
                return;
            }
            there.start(() -> {
                Reply<T> reply = done(work);
                send(to.number(), from, () -> box.put(reply));
            });
        });
        return switch (box.take(limitNanos).orElseThrow(Net::unreachable)) {
            case Reply.Done<T>(T value) -> value;
            case Reply.Failed<T>(S3Failure failure) -> throw failure;
        };
    }

    private <T> Reply<T> done(Supplier<T> work) {
        try {
            return new Reply.Done<>(work.get());
        } catch (S3Failure failure) {
            return new Reply.Failed<>(failure);
        } catch (RuntimeException bug) {
            world.bug(bug);
            return new Reply.Failed<>(new S3Failure(ErrorCode.INTERNAL_ERROR));
        }
    }

    private static S3Failure unreachable() {
        return new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, "no answer");
    }
}
