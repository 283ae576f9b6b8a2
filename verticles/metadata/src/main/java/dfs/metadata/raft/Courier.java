package dfs.metadata.raft;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.metadata.form.OutcomeForm;
import dfs.protocol.metadata.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one command to whoever leads, and again to whoever leads then while its outcome is not known. It is the same command each time:
 * who has applied it already answers as before.
 */
final class Courier {

    private static final Logger log = LoggerFactory.getLogger(Courier.class);

    /** Where nobody leads for so long, a command that was not sent to anybody is given back. */
    private static final Duration LEADERLESS_LIMIT = Duration.ofMillis(1_800);

    /** A command of which it is not known whether it was committed is sent again for so long. */
    private static final Duration UNKNOWN_LIMIT = Duration.ofSeconds(10);

    /** An attempt that takes longer is made again: who leads may have changed. */
    private static final Duration ATTEMPT_LIMIT = Duration.ofSeconds(3);

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final long beganNanos = System.nanoTime();
    private final Supplier<Optional<CompletableFuture<RaftClientReply>>> attempts;
    private final CompletableFuture<List<Outcome<?>>> applied;
    private Optional<Throwable> trouble = Optional.empty();
    private boolean isSent;

    /**
     * A courier of one command.
     *
     * @param attempts sends it to whoever leads; empty while nobody is known to
     * @param applied done when this member has applied it itself
     */
    Courier(
            Supplier<Optional<CompletableFuture<RaftClientReply>>> attempts,
            CompletableFuture<List<Outcome<?>>> applied) {
        this.attempts = attempts;
        this.applied = applied;
    }

    /** Blocks until the outcomes are known, or will not be. */
    List<Outcome<?>> carry() throws InterruptedException {
        while (true) {
            Duration waited = Duration.ofNanos(System.nanoTime() - beganNanos);
            if (!isSent && waited.compareTo(LEADERLESS_LIMIT) > 0) {
                throw new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, Voice.NO_LEADER + " Nothing was changed.");
            }
            if (waited.compareTo(UNKNOWN_LIMIT) > 0) {
                throw unknown("nobody who leads the metadata answered while it was under way");
            }
            Optional<CompletableFuture<RaftClientReply>> attempt = attempts.get();
            isSent |= attempt.isPresent();
            Optional<List<Outcome<?>>> known =
                    outcomes(attempt.orElseGet(CompletableFuture::new), attempt.isPresent() ? ATTEMPT_LIMIT : PAUSE);
            if (known.isPresent()) {
                return known.get();
            }
        }
    }

    private S3Failure unknown(String why) {
        log.atDebug().setCause(trouble.orElse(null)).log("commit not confirmed");
        return new S3Failure(
                ErrorCode.SERVICE_UNAVAILABLE,
                "The commit was not confirmed: " + why + ". Whether it takes effect is not known; read, then retry.");
    }

    /** What this member applied or the leader answered, whichever is first; empty where the attempt failed. */
    private Optional<List<Outcome<?>>> outcomes(CompletableFuture<RaftClientReply> reply, Duration limit)
            throws InterruptedException {
        try {
            return answer(CompletableFuture.anyOf(applied, reply).get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof S3Failure told) {
                throw told;
            }
            return failed(e);
        }
    }

    @SuppressWarnings("unchecked")
    private Optional<List<Outcome<?>>> answer(Object answer) throws InterruptedException {
        if (!(answer instanceof RaftClientReply reply)) {
            return Optional.of((List<Outcome<?>>) answer);
        }
        if (!reply.isSuccess()) {
            return failed(reply.getException());
        }
        Message message = reply.getMessage();
        if (message == null || message.getContent().isEmpty()) { // it was applied once, and what it did is forgotten
            throw unknown("its outcome is not kept any more");
        }
        return Optional.of(OutcomeForm.read(message.getContent().toByteArray()));
    }

    private Optional<List<Outcome<?>>> failed(@Nullable Throwable why) throws InterruptedException {
        trouble = Optional.ofNullable(why);
        Thread.sleep(PAUSE);
        return Optional.empty();
    }
}
