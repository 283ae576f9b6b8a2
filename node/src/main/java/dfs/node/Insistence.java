package dfs.node;

import dfs.core.error.S3Failure;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Something that must be done once, and that others may not let happen yet: it is tried until it is done, or the node stops. */
final class Insistence implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Insistence.class);
    private static final Duration PAUSE = Duration.ofMillis(250);

    /** A start waits so long, then goes on without it. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String name;
    private final Runnable work;
    private final Thread thread;

    private Insistence(String name, Runnable work) {
        this.name = name;
        this.work = work;
        this.thread = Thread.ofVirtual().name("dfs-insistence").unstarted(this::insist);
    }

    /**
     * Does {@code work}, and waits for it; where others keep it from being done for long, it goes on beside.
     *
     * @param name what the log calls it
     */
    static Insistence on(String name, Runnable work) {
        Insistence insistence = beside(name, work);
        try {
            boolean _ = insistence.thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return insistence;
    }

    /** Does {@code work} beside whatever else goes on. */
    static Insistence beside(String name, Runnable work) {
        Insistence insistence = new Insistence(name, work);
        insistence.thread.start();
        return insistence;
    }

    private void insist() {
        String reasonTold = "";
        while (!Thread.currentThread().isInterrupted()) {
            try {
                work.run();
                return;
            } catch (S3Failure notNow) {
                String reason = notNow.error().message();
                if (!reason.equals(reasonTold)) {
                    reasonTold = reason;
                    log.atInfo()
                            .addKeyValue("what", name)
                            .addKeyValue("reason", reason)
                            .log("not done yet; trying again");
                }
            } catch (RuntimeException bug) {
                log.atError().setCause(bug).addKeyValue("what", name).log("cannot be done");
                return;
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
