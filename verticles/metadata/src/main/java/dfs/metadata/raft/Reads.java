package dfs.metadata.raft;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.record.Revisions;
import dfs.metadata.index.Keys;
import dfs.metadata.index.Table;
import dfs.metadata.listing.Queries;
import dfs.protocol.Consistency;
import dfs.protocol.metadata.Read;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads of the index at each level of consistency. A member that is alone has all there is, and reads at once. Among others a strong read
 * waits for a round, see {@link Rounds}, and until what it found is applied here. Safe for any number of threads.
 */
final class Reads {

    /** After this long a level that cannot be given is refused. */
    private static final Duration LIMIT = Duration.ofMillis(1_900);

    /** Who leads tells all what is committed when it is asked by a round. Who had not written it to disk by then asks once more after this. */
    private static final Duration HURRY = Duration.ofMillis(25);

    /** A revision that is on its way is here by then; else a round finds out whether there is one. */
    private static final Duration SESSION_LIMIT = Duration.ofMillis(30);

    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final byte[] REVISION = Keys.text("revision");

    private final Driver driver;
    private final Seat seat;
    private final int group;

    /** When the last round began whose finding was applied here, by {@link System#nanoTime}; what was acknowledged then is here. */
    private final AtomicLong freshNanos;

    private final long neverNanos = System.nanoTime() - Duration.ofDays(1).toNanos();

    /** Reads of one group. */
    Reads(Driver driver, Seat seat) {
        this.driver = driver;
        this.seat = seat;
        this.group = seat.group().number();
        this.freshNanos = new AtomicLong(neverNanos);
    }

    /** Answers a query, at the level asked for or a stronger one. */
    <A> Read.Answer<A> read(Read<A> read) {
        OptionalLong healed = seat.healedNanos();
        Read.Answer<A> answer = answer(read);
        boolean isPromised = answer.consistency().level() != Consistency.Level.EVENTUAL;
        if (isPromised && !seat.healedNanos().equals(healed)) { // what was looked at before the reading is no more
            throw driver.unavailable();
        }
        return answer;
    }

    private <A> Read.Answer<A> answer(Read<A> read) {
        if (!seat.isAmongOthers()) {
            if (seat.isBehind()) {
                throw driver.unavailable();
            }
            return local(read, Consistency.STRONG);
        }
        return switch (read.consistency().level()) {
            case STRONG -> strong(read);
            case BOUNDED ->
                isFresh(read.consistency().maxStalenessMillis()) ? local(read, read.consistency()) : strong(read);
            case SESSION ->
                read.seen().at(group) > 0 && hasReached(read.seen().at(group))
                        ? local(read, read.consistency())
                        : strong(read);
            case EVENTUAL -> local(read, read.consistency());
        };
    }

    private boolean isFresh(long maxStalenessMillis) {
        OptionalLong fresh = freshNanos();
        return fresh.isPresent() && System.nanoTime() - fresh.getAsLong() <= maxStalenessMillis * NANOS_PER_MILLI;
    }

    /** When this node last made sure that it had everything; empty where it never did, or its index went back since. */
    private OptionalLong freshNanos() {
        long fresh = freshNanos.get();
        OptionalLong healed = seat.healedNanos();
        boolean isGone = healed.isPresent() && fresh - healed.getAsLong() <= 0;
        return fresh == neverNanos || isGone ? OptionalLong.empty() : OptionalLong.of(fresh);
    }

    private <A> Read.Answer<A> strong(Read<A> read) {
        confirm();
        Read.Answer<A> answer = local(read, Consistency.STRONG);
        if (answer.revisions().at(group) < read.seen().at(group)) {
            throw new S3Failure(
                    ErrorCode.SERVICE_UNAVAILABLE,
                    "Revision " + read.seen().at(group) + " that was asked for is not there; the newest is "
                            + answer.revisions().at(group) + ". Retry later.");
        }
        return answer;
    }

    private <A> Read.Answer<A> local(Read<A> read, Consistency given) {
        OptionalLong staleness = staleness(given);
        return seat.store().read(index -> {
            byte[] revision = index.get(Table.META, REVISION);
            Revisions at = Revisions.of(group, revision == null ? 0 : Keys.number(revision, 0));
            return new Read.Answer<>(new Queries(index).answer(read.query(), at), at, given, staleness);
        });
    }

    private OptionalLong staleness(Consistency given) {
        if (given.level() == Consistency.Level.STRONG) {
            return OptionalLong.of(0);
        }
        OptionalLong fresh = freshNanos();
        return fresh.isEmpty()
                ? fresh
                : OptionalLong.of((System.nanoTime() - fresh.getAsLong() + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
    }

    /** Waits until all that was acknowledged when this was called is applied here. */
    private void confirm() {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try {
            boolean isFirst = true;
            do {
                Optional<Voice> voice = seat.voice();
                if (voice.isPresent() && isConfirmed(voice.get(), isFirst, deadline)) {
                    return;
                }
                isFirst = false;
                Thread.sleep(PAUSE);
            } while (System.nanoTime() < deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new S3Failure(
                ErrorCode.SERVICE_UNAVAILABLE,
                "This node cannot tell whether what it knows is up to date. " + Voice.NO_LEADER
                        + " Reads with X-Consistency-Level: eventual are served.");
    }

    /** Waits for the first round without a timer, which would cost each read more than its share of the round. */
    private boolean isConfirmed(Voice voice, boolean isFirst, long deadline) throws InterruptedException {
        try {
            CompletableFuture<Rounds.Known> round = voice.rounds().join();
            Rounds.Known known = isFirst ? round.get() : round.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            while (!isApplied(voice, known.index(), Math.min(deadline, System.nanoTime() + HURRY.toNanos()))) {
                if (System.nanoTime() >= deadline) {
                    return false;
                }
                voice.hurry(known.index());
            }
            long _ = freshNanos.accumulateAndGet(known.beganNanos(), (a, b) -> b - a > 0 ? b : a);
            seat.caughtUp();
            return true;
        } catch (ExecutionException | TimeoutException notNow) {
            return false;
        }
    }

    private boolean isApplied(Voice voice, long index, long deadline) throws InterruptedException {
        return seat.progress().await(() -> voice.appliedIndex() >= index, deadline);
    }

    private boolean hasReached(long revision) {
        try {
            return seat.progress().await(() -> revision() >= revision, System.nanoTime() + SESSION_LIMIT.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private long revision() {
        return seat.store().read(index -> {
            byte[] row = index.get(Table.META, REVISION);
            return row == null ? 0 : Keys.number(row, 0);
        });
    }
}
