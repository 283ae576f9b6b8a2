package dfs.simulation;

import dfs.replication.Waits;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;

/**
 * The life of a process, from its start to its end: what its threads are scheduled by. Virtual threads are started by those that run, and are
 * of the same life; so production code runs here as it is. When a life is over its threads go no step further, and nothing of it is
 * cleaned up, as where a process is killed. One that is paused goes on later from where it was.
 */
final class Life implements Executor {

    private static final Constructor<?> BUILDER = builder();

    private final World world;
    private final List<Runnable> held = new ArrayList<>();
    private boolean isOver;
    private boolean isPaused;

    Life(World world) {
        this.world = world;
    }

    /** The JDK's own way to have a virtual thread, and those that it starts, scheduled by somebody else. */
    private static Constructor<?> builder() {
        try {
            Constructor<?> builder = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                    .getDeclaredConstructor(Executor.class);
            builder.setAccessible(true);
            return builder;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this JDK has no schedulers of virtual threads", e);
        }
    }

    boolean isOver() {
        return isOver;
    }

    boolean isPaused() {
        return isPaused;
    }

    @Override
    public void execute(Runnable step) {
        if (isOver) {
            return;
        }
        if (isPaused) {
            held.add(step);
        } else {
            world.ready(this, step);
        }
    }

    /** Makes a step that was chosen. */
    void carry(Runnable step) {
        if (isPaused) {
            held.add(step);
        } else {
            step.run();
        }
    }

    /** Does something on a thread of its own. */
    void start(Runnable work) {
        try {
            Thread.Builder.OfVirtual builder = (Thread.Builder.OfVirtual) BUILDER.newInstance(this);
            builder.inheritInheritableThreadLocals(false).start(() -> {
                try {
                    work.run();
                } catch (RuntimeException | Error bug) {
                    world.bug(bug);
                }
            });
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    void end() {
        isOver = true;
        held.clear();
    }

    void pause() {
        isPaused = true;
    }

    void resume() {
        isPaused = false;
        List<Runnable> all = new ArrayList<>(held);
        held.clear();
        all.forEach(this::execute);
    }

    /** The thread that calls does nothing for so long. */
    void sleep(long nanos) {
        boolean[] isAwake = {false};
        Thread me = Thread.currentThread();
        var _ = world.after(nanos, () -> {
            isAwake[0] = true;
            LockSupport.unpark(me);
        });
        while (!isAwake[0]) {
            LockSupport.park(this);
        }
    }

    /** How the threads of this life wait: by the time of the world. */
    Waits waits() {
        return new Waits() {
            @Override
            public long nanoTime() {
                return world.now();
            }

            @Override
            public long await(Condition condition, long nanos) throws InterruptedException {
                return Life.this.await(condition, nanos);
            }
        };
    }

    @SuppressWarnings("WaitNotInLoop") // whoever calls does it in one
    private long await(Condition condition, long nanos) throws InterruptedException {
        long end = world.now() + nanos;
        boolean[] isLate = {false};
        Thread me = Thread.currentThread();
        World.Event timer = world.after(nanos, () -> {
            isLate[0] = true;
            me.interrupt();
        });
        try {
            condition.await();
        } catch (InterruptedException e) {
            if (!isLate[0]) {
                throw e;
            }
        } finally {
            timer.callOff();
        }
        if (isLate[0]) {
            boolean _ = Thread.interrupted();
        }
        return end - world.now();
    }
}
