package dfs.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Where one thread waits for what others have for it. */
final class Mailbox<T> {

    private final World world;
    private final Thread owner = Thread.currentThread();
    private final Deque<T> mail = new ArrayDeque<>();

    /** Of the thread that calls. */
    Mailbox(World world) {
        this.world = world;
    }

    void put(T letter) {
        mail.add(letter);
        LockSupport.unpark(owner);
    }

    /** The next one; empty where none comes within so long. */
    Optional<T> take(long limitNanos) {
        long end = world.now() + limitNanos;
        World.Event timer = world.after(limitNanos, () -> LockSupport.unpark(owner));
        while (mail.isEmpty() && world.now() < end) {
            LockSupport.park(this);
        }
        timer.callOff();
        return Optional.ofNullable(mail.poll());
    }
}
