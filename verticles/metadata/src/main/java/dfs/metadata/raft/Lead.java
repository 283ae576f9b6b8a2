package dfs.metadata.raft;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.RaftServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives this member's lead away where it should not keep it: before it stops, which spares the others the time in which they would miss it, and where
 * its disk is slow, since who leads commits nothing that is not on its own disk. Used by one thread at a time.
 */
final class Lead {

    private static final Logger log = LoggerFactory.getLogger(Lead.class);

    /** How long one that lacks the last entries is waited for. */
    private static final Duration LIMIT = Duration.ofSeconds(1);

    /** Who has not answered for so long is not asked to lead. */
    private static final long SILENCE_MILLIS_MAX = 1_500;

    /** The next look where entries are written, or were a moment ago. */
    private static final Duration SOON = Duration.ofMillis(50);

    /** The next look where nothing is written, or this member does not lead: each look wakes a thread. */
    static final Duration LATER = Duration.ofSeconds(1);

    /** How long it stays where it is: what ails it may be the load, which would go with it. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Supplier<Optional<Voice>> voice;
    private final ClientId client = ClientId.randomId();
    private final AtomicLong calls = new AtomicLong();
    private final Lag lag = new Lag();
    private Optional<Long> givenNanos = Optional.empty();

    /** The lead of {@code voice}, where it has it. */
    Lead(Supplier<Optional<Voice>> voice) {
        this.voice = voice;
    }

    /** Looks whether the own disk holds commits up; to be called again after what is returned. */
    Duration look() {
        Optional<RaftServer.Division> leading = leading();
        if (leading.isEmpty()) {
            lag.reset();
            return LATER;
        }
        long now = System.nanoTime();
        boolean isSlow = lag.isSlow(now, leading.get().getRaftLog().getFlushIndex(), othersIndex(leading.get()));
        boolean isLately = givenNanos.filter(at -> now - at < PAUSE.toNanos()).isPresent();
        if (isSlow && !isLately) {
            givenNanos = Optional.of(now);
            log.atWarn().log("the metadata log's disk is slower than those of other nodes; another one is to lead");
            give(leading.get());
        }
        return lag.isQuiet(now) ? LATER : SOON;
    }

    /** Gives it away to whoever takes it, if it is there; blocks until that is done, or cannot be. */
    void giveAway() {
        leading().ifPresent(this::give);
    }

    private Optional<RaftServer.Division> leading() {
        return voice.get()
                .filter(open -> open.isAlive() && !open.isAlone())
                .map(Voice::division)
                .filter(division -> division.getInfo().isLeaderReady());
    }

    private void give(RaftServer.Division division) {
        List<RaftPeerId> others = division.getInfo().getRoleInfoProto().getLeaderInfo().getFollowerInfoList().stream()
                .filter(other -> other.getLastRpcElapsedTimeMs() < SILENCE_MILLIS_MAX)
                .map(other -> RaftPeerId.valueOf(other.getId().getId()))
                .toList();
        for (RaftPeerId other : others) {
            if (isGiven(division, other)) {
                log.atInfo().addKeyValue("to", other).log("lead of the metadata given away");
                return;
            }
        }
    }

    /** Ratis ends this after the limit by a timer of its own, which is not relied on: who waits here may be about to stop. */
    private boolean isGiven(RaftServer.Division division, RaftPeerId other) {
        TransferLeadershipRequest request = new TransferLeadershipRequest(
                client,
                division.getId(),
                division.getGroup().getGroupId(),
                calls.incrementAndGet(),
                other,
                LIMIT.toMillis());
        FutureTask<RaftClientReply> giving =
                new FutureTask<>(() -> division.getRaftServer().transferLeadership(request));
        Thread.ofVirtual().name("metadata-give").start(giving);
        try {
            return giving.get(2 * LIMIT.toMillis(), TimeUnit.MILLISECONDS).isSuccess();
        } catch (ExecutionException | TimeoutException notNow) {
            log.atDebug().setCause(notNow).addKeyValue("to", other).log("lead not given away");
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Up to where a majority has the log on disk without this member. */
    private static long othersIndex(RaftServer.Division division) {
        long[] others = division.getInfo().getFollowerMatchIndices();
        int needed = (others.length + 1) / 2 + 1;
        if (others.length < needed) {
            return -1;
        }
        long[] sorted = others.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length - needed];
    }

    /** How long it takes until what a majority of the others has on disk is on the own one too. */
    static final class Lag {

        /** Longer than a disk that works takes, on a busy machine too. */
        private static final long SLOW_NANOS = Duration.ofMillis(250).toNanos();

        /** So many times in a row, none longer after the one before. */
        private static final int TIMES = 3;

        private static final long APART_NANOS_MAX = Duration.ofSeconds(10).toNanos();

        /** Less than the pause between two commits of the background's work, which are the only ones of a node that nobody uses. */
        private static final long QUIET_NANOS = Duration.ofSeconds(2).toNanos();

        private long ownSeen = Long.MIN_VALUE;
        private long othersSeen = Long.MIN_VALUE;
        private long movedNanos;
        private long awaited = -1;
        private long sinceNanos;
        private int times;
        private long countedNanos;
        private boolean isCounted;

        /** Whether it was too long, lately and each time. */
        boolean isSlow(long nowNanos, long ownIndex, long othersIndex) {
            if (ownIndex != ownSeen || othersIndex != othersSeen) {
                ownSeen = ownIndex;
                othersSeen = othersIndex;
                movedNanos = nowNanos;
            }
            if (awaited >= 0 && ownIndex >= awaited) {
                times = isCounted ? times : 0;
                awaited = -1;
            }
            if (awaited < 0 && othersIndex > ownIndex) {
                awaited = othersIndex;
                sinceNanos = nowNanos;
                isCounted = false;
            }
            if (awaited >= 0 && !isCounted && nowNanos - sinceNanos > SLOW_NANOS) {
                isCounted = true;
                times = times > 0 && nowNanos - countedNanos > APART_NANOS_MAX ? 1 : times + 1;
                countedNanos = nowNanos;
            }
            return times >= TIMES && nowNanos - countedNanos <= APART_NANOS_MAX;
        }

        /**
         * Whether nothing is awaited, and nothing was written for a while. What then comes only now and then may be late by less than the next look without
         * being counted.
         */
        boolean isQuiet(long nowNanos) {
            return awaited < 0 && nowNanos - movedNanos > QUIET_NANOS;
        }

        /** Nothing is known of it. */
        void reset() {
            awaited = -1;
            times = 0;
        }
    }
}
