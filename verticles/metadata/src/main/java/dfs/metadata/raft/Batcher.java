package dfs.metadata.raft;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.metadata.form.Command;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Packs mutations that wait into one command. While a command is on its way to the disk the next one fills, so that the
 * busier the node is, the more share the cost of a command.
 */
final class Batcher implements AutoCloseable {

    /** Commits that may wait; the next one is told to slow down. */
    private static final int WAITING_MAX = 16_384;

    /** Mutations in one command: beyond this a command's own cost is shared well enough. */
    private static final int MUTATIONS_MAX = 512;

    /** Bytes in one command. */
    private static final int BYTES_MAX = 1 << 20;

    /** Bytes of one commit: the log takes no entry above 4 MiB. Ten thousand named parts take about one. */
    private static final int COMMIT_BYTES_MAX = 3 << 20;

    /** Commands on their way at a time: few full ones cost less, and are done sooner, than more that overlap. */
    private static final int IN_FLIGHT_MAX = 1;

    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(WAITING_MAX);
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT_MAX);
    private final Submit submit;
    private final long timeoutMillis;
    private final Thread packer;

    private volatile boolean isClosed;

    /** Sends one packed command on its way. */
    interface Submit {
        /** {@code bodies} hold {@code mutations} mutations as {@link Command#body} writes them. */
        CompletableFuture<List<Outcome<?>>> send(int mutations, List<byte[]> bodies);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared, and handed on as it is
    private record Waiting(int mutations, byte[] body, CompletableFuture<List<Outcome<?>>> answer) {}

    /** Hands each packed command to {@code submit}; a commit waits for {@code timeoutMillis} at most. */
    Batcher(Submit submit, long timeoutMillis) {
        this.submit = submit;
        this.timeoutMillis = timeoutMillis;
        this.packer = Thread.ofVirtual().name("metadata-batcher").start(this::pack);
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
        Waiting waiting = new Waiting(mutations.size(), body, new CompletableFuture<>());
        if (isClosed) {
            throw stopping();
        }
        if (!queue.offer(waiting)) {
            throw new S3Failure(ErrorCode.SLOW_DOWN);
        }
        if (isClosed) {
            refuseWaiting(); // nobody else may look at the queue any more
        }
        try {
            return waiting.answer().get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw unknown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof S3Failure failure ? failure : unknown();
        }
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
                batch.add(queue.take());
                inFlight.acquire();
                int size = batch.getFirst().mutations();
                int bytes = batch.getFirst().body().length;
                Waiting next = queue.peek();
                while (next != null
                        && size + next.mutations() <= MUTATIONS_MAX
                        && bytes + next.body().length <= BYTES_MAX) {
                    batch.add(queue.take());
                    size += next.mutations();
                    bytes += next.body().length;
                    next = queue.peek();
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

    private void send(List<Waiting> batch) {
        int mutations = batch.stream().mapToInt(Waiting::mutations).sum();
        List<byte[]> bodies = batch.stream().map(Waiting::body).toList();
        CompletableFuture<List<Outcome<?>>> sent;
        try {
            sent = submit.send(mutations, bodies);
        } catch (RuntimeException e) {
            sent = CompletableFuture.failedFuture(e);
        }
        var _ = sent.whenComplete((outcomes, failure) -> {
            inFlight.release();
            int at = 0;
            for (Waiting waiting : batch) {
                if (failure != null) {
                    waiting.answer().completeExceptionally(failure);
                } else {
                    int end = at + waiting.mutations();
                    waiting.answer().complete(List.copyOf(outcomes.subList(at, end)));
                    at = end;
                }
            }
        });
    }

    /** Refuses at once what was not sent on its way yet; what was is answered by whoever carries it. */
    @Override
    public void close() {
        isClosed = true;
        packer.interrupt();
    }
}
