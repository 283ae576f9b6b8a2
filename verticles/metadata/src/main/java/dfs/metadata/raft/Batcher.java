package dfs.metadata.raft;

import dfs.core.ByteBudget;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.metadata.form.Command;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packs mutations that wait into one command. While a command is on its way to the disk the next one fills, so that the
 * busier the node is, the more share the cost of a command.
 */
final class Batcher implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Batcher.class);

    /** Commits that may wait; the next one is told to slow down. */
    private static final int WAITING_MAX = 16_384;

    /** Bytes of all that wait or are on their way: the heap holds them a few times over while they are packed and sent. */
    static final long WAITING_BYTES_MAX = 24L << 20;

    /** Mutations in one command: beyond this a command's own cost is shared well enough. */
    private static final int MUTATIONS_MAX = 512;

    /** Bytes in one command. */
    private static final int BYTES_MAX = 1 << 20;

    /** Bytes of one commit: the log takes no entry above 4 MiB. Ten thousand named parts take about one. */
    private static final int COMMIT_BYTES_MAX = 3 << 20;

    /**
     * Commands on their way at a time: few full ones cost less, and are done sooner, than more that overlap. {@link dfs.metadata.rules.Rules} rely on
     * there being no more than one.
     */
    private static final int IN_FLIGHT_MAX = 1;

    /** It is looked so often for commits that waited too long; a timer for each would cost more than its share of the command. */
    private static final long LOOK_MILLIS = 500;

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);
    private static final Duration CLOSE_LOOK = Duration.ofMillis(5);

    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(WAITING_MAX);
    private final ByteBudget waitingBytes;
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT_MAX);
    private final Submit submit;
    private final Supplier<Optional<S3Failure>> hopeless;
    private final long timeoutNanos;
    private final Thread packer;

    private volatile List<Waiting> underWay = List.of();
    private volatile boolean isClosed;

    /** Sends one packed command on its way. */
    interface Submit {
        /** May block until it is done. {@code bodies} hold {@code mutations} mutations as {@link Command#body} writes them. */
        CompletableFuture<List<Outcome<?>>> send(int mutations, List<byte[]> bodies);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared, and handed on as it is
    private record Waiting(int mutations, byte[] body, long sinceNanos, CompletableFuture<List<Outcome<?>>> answer) {}

    /** Hands each packed command to {@code submit}; a commit waits for {@code timeoutMillis} at most. */
    Batcher(Submit submit, long timeoutMillis) {
        this(submit, Optional::empty, timeoutMillis, budget());
    }

    /** What the commits of a node that wait or are on their way may hold together. */
    static ByteBudget budget() {
        return new ByteBudget(WAITING_BYTES_MAX);
    }

    /**
     * As above; a commit that was not sent on its way waits no longer than {@code hopeless} says nothing, and takes its bytes out of
     * {@code waitingBytes} meanwhile.
     */
    Batcher(Submit submit, Supplier<Optional<S3Failure>> hopeless, long timeoutMillis, ByteBudget waitingBytes) {
        this.waitingBytes = waitingBytes;
        this.submit = submit;
        this.hopeless = hopeless;
        this.timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        this.packer = Thread.ofVirtual().name("metadata-batcher").start(this::pack);
        Thread.ofPlatform().daemon().name("metadata-batcher-watch").start(this::watch);
    }

    /** How many commits wait to be packed. */
    int waiting() {
        return queue.size();
    }

    List<Outcome<?>> commit(List<Mutation<?>> mutations) {
        byte[] body = Command.body(mutations);
        if (body.length > COMMIT_BYTES_MAX) {
            throw new S3Failure(
                    ErrorCode.INVALID_REQUEST,
                    "A change of " + body.length + " bytes is more than the metadata takes at once; the limit is "
                            + COMMIT_BYTES_MAX + ".");
        }
        if (isClosed) {
            throw stopping();
        }
        Waiting waiting = new Waiting(mutations.size(), body, System.nanoTime(), new CompletableFuture<>());
        if (!waitingBytes.tryTake(body.length)) {
            throw new S3Failure(ErrorCode.SLOW_DOWN);
        }
        // Whoever gives up waiting leaves the bytes where they are.
        var _ = waiting.answer().whenComplete((outcomes, failure) -> waitingBytes.give(body.length));
        if (!queue.offer(waiting)) {
            S3Failure full = new S3Failure(ErrorCode.SLOW_DOWN);
            waiting.answer().completeExceptionally(full);
            throw full;
        }
        if (isClosed) {
            refuseWaiting(); // nobody else may look at the queue any more
        }
        try {
            return waiting.answer().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof S3Failure failure ? failure : unknown();
        }
    }

    /** Tells those who need not wait any longer. */
    private void watch() {
        try {
            while (!isClosed
                    || underWay.stream().anyMatch(waiting -> !waiting.answer().isDone())) {
                Thread.sleep(LOOK_MILLIS);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        queue.stream().filter(this::isOverdue).forEach(waiting -> giveBack(waiting, tooLong()));
        underWay.stream()
                .filter(this::isOverdue)
                .forEach(waiting -> waiting.answer().completeExceptionally(unknown()));
        try {
            hopeless.get().ifPresent(told -> queue.forEach(waiting -> giveBack(waiting, told)));
        } catch (RuntimeException e) { // the next look may tell
            log.atWarn().setCause(e).log("whether commits are hopeless cannot be told");
        }
    }

    /** Where it was not sent on its way meanwhile. */
    private void giveBack(Waiting waiting, S3Failure told) {
        if (queue.remove(waiting)) {
            waiting.answer().completeExceptionally(told);
        }
    }

    private boolean isOverdue(Waiting waiting) {
        return System.nanoTime() - waiting.sinceNanos() > timeoutNanos;
    }

    private static S3Failure tooLong() {
        return new S3Failure(
                ErrorCode.SERVICE_UNAVAILABLE,
                "The commit waited too long for those before it; nothing was changed. Retry later.");
    }

    private static S3Failure unknown() {
        return new S3Failure(
                ErrorCode.SERVICE_UNAVAILABLE,
                "The commit was not confirmed; whether it took effect is not known. Retry.");
    }

    private static S3Failure stopping() {
        return new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, "The node is stopping; nothing was changed. Retry later.");
    }

    private void pack() {
        List<Waiting> batch = new ArrayList<>();
        try {
            while (true) {
                inFlight.acquire();
                batch.add(queue.take()); // not before: what waits is in the queue or under way
                if (isClosed) {
                    throw new InterruptedException();
                }
                send(batch);
                batch = new ArrayList<>();
            }
        } catch (InterruptedException stopped) {
            batch.forEach(waiting -> waiting.answer().completeExceptionally(stopping()));
            refuseWaiting();
        }
    }

    private void refuseWaiting() {
        for (Waiting waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
            waiting.answer().completeExceptionally(stopping());
        }
    }

    /** Fills the batch up with what waits, and sends it. Whatever happens, those in it are answered and the next batch can go. */
    private void send(List<Waiting> batch) {
        CompletableFuture<List<Outcome<?>>> sent;
        try {
            int mutations = fill(batch);
            underWay = batch;
            sent = submit.send(mutations, batch.stream().map(Waiting::body).toList());
        } catch (RuntimeException | Error e) {
            sent = CompletableFuture.failedFuture(e);
        }
        var _ = sent.whenComplete((outcomes, failure) -> {
            underWay = List.of(); // before the next one is sent
            inFlight.release();
            try {
                if (failure == null) {
                    answer(batch, outcomes);
                } else {
                    batch.forEach(waiting -> waiting.answer().completeExceptionally(failure));
                }
            } catch (RuntimeException | Error e) {
                log.atError().setCause(e).log("outcomes of commits do not fit them");
                batch.forEach(waiting -> waiting.answer().completeExceptionally(e));
            }
        });
    }

    /** Adds what waits and finds room in the batch, and tells how many mutations are in it. */
    private int fill(List<Waiting> batch) {
        int size = batch.getFirst().mutations();
        int bytes = batch.getFirst().body().length;
        Waiting next = queue.peek();
        while (next != null && size + next.mutations() <= MUTATIONS_MAX && bytes + next.body().length <= BYTES_MAX) {
            if (queue.remove(next)) { // else it was given back
                batch.add(next);
                size += next.mutations();
                bytes += next.body().length;
            }
            next = queue.peek();
        }
        return size;
    }

    private static void answer(List<Waiting> batch, List<Outcome<?>> outcomes) {
        int at = 0;
        for (Waiting waiting : batch) {
            int end = at + waiting.mutations();
            waiting.answer().complete(List.copyOf(outcomes.subList(at, end)));
            at = end;
        }
    }

    /** Refuses what was not sent on its way yet. What was is waited for, for a moment: it is answered by whoever carries it. */
    @Override
    public void close() {
        isClosed = true;
        long deadline = System.nanoTime() + CLOSE_LIMIT.toNanos();
        try {
            while (!underWay.isEmpty() && System.nanoTime() < deadline) {
                Thread.sleep(CLOSE_LOOK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        packer.interrupt();
    }
}
