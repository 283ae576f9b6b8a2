package dfs.metadata.raft;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;

/**
 * Asks members where they stand, to learn up to which index the log must be applied for a read to see every commit that was
 * acknowledged before the round began.
 *
 * <p>It is known as soon as one says that it leads in a term, and a majority, it included, that it has heard of no later one. For a commit
 * of a later term a majority had heard of it when it was acknowledged, and one of those would have said so; all of earlier terms, and of
 * this one, are below the commit index of who leads. This is Raft's ReadIndex (Ongaro, section 6.4) with the reader in the leader's place.
 *
 * <p>At first only as many are asked as can be enough, of them who is thought to lead: among three, one. The others are asked when that
 * was not enough, or {@linkplain #widen takes long}. Safe for any number of threads.
 */
final class Round implements Rounds.Running {

    /**
     * Where a majority has answered and nobody of it leads, who leads is waited for so long: it may be the one that does not answer, or have
     * been elected since the others were asked.
     */
    private static final long LEADERLESS_MILLIS = 300;

    private final Ask ask;
    private final Map<String, Standing> standings = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final CompletableFuture<Long> index = new CompletableFuture<>();

    /** Who is asked if those that were are not enough, the last one first. */
    private final Deque<RaftPeer> unasked = new ArrayDeque<>();

    private int missing;
    private boolean isEnding;

    private Round(Ask ask) {
        this.ask = ask;
    }

    /** Asks one member. */
    interface Ask {
        CompletableFuture<Standing> standing(RaftPeer peer);
    }

    /**
     * Begins one.
     *
     * @param own where this member stands
     * @param leader who leads, as far as it knows
     * @param others all but this member
     */
    static Round begin(RaftPeerId self, Standing own, Optional<RaftPeerId> leader, List<RaftPeer> others, Ask ask) {
        Round round = new Round(ask);
        round.standings.put(self.toString(), own);
        others.forEach(peer -> {
            if (leader.filter(peer.getId()::equals).isPresent()) {
                round.unasked.addFirst(peer);
            } else {
                round.unasked.addLast(peer);
            }
        });
        round.missing = others.size();
        round.ask(round.take(leader.isPresent() ? round.enough(own) : others.size()));
        if (others.isEmpty()) {
            boolean _ = round.isEnded();
        }
        return round;
    }

    /** How many of those not asked make a majority, with this member. */
    private int enough(Standing own) {
        Set<String> names = new HashSet<>(standings.keySet());
        int count = 0;
        for (RaftPeer peer : unasked) {
            if (own.isMajority(names::contains)) {
                break;
            }
            names.add(peer.getId().toString());
            count++;
        }
        return Math.max(1, count);
    }

    @Override
    public CompletableFuture<Long> index() {
        return index;
    }

    @Override
    public void widen() {
        ask(take(Integer.MAX_VALUE));
    }

    private List<RaftPeer> take(int count) {
        List<RaftPeer> taken = new ArrayList<>();
        lock.lock();
        try {
            while (taken.size() < count && !unasked.isEmpty()) {
                taken.add(unasked.removeFirst());
            }
        } finally {
            lock.unlock();
        }
        return taken;
    }

    private void ask(List<RaftPeer> peers) {
        for (RaftPeer peer : peers) {
            var _ = ask.standing(peer)
                    .whenComplete(
                            (standing, failure) -> answered(peer.getId().toString(), Optional.ofNullable(standing)));
        }
    }

    private void answered(String name, Optional<Standing> answer) {
        boolean isNotEnough;
        lock.lock();
        try {
            missing--;
            answer.ifPresent(standing -> standings.put(name, standing));
            isNotEnough = !isEnded() && missing == unasked.size();
        } finally {
            lock.unlock();
        }
        if (isNotEnough) {
            widen();
        }
    }

    /** Ends the round where the index is known by now, or nobody is left who could tell it. */
    private boolean isEnded() {
        OptionalLong confirmed = Standing.confirmed(standings);
        if (confirmed.isPresent()) {
            index.complete(confirmed.getAsLong());
        } else if (missing == 0) {
            fail();
        } else if (unasked.isEmpty() && !isEnding && standings.size() > missing) {
            isEnding = true;
            CompletableFuture.delayedExecutor(LEADERLESS_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(this::fail);
        }
        return index.isDone();
    }

    private void fail() {
        lock.lock();
        try {
            index.completeExceptionally(new NoMajority(standings.toString()));
        } finally {
            lock.unlock();
        }
    }

    /** No leader was found that a majority knows of. */
    static final class NoMajority extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoMajority(String standings) {
            super(standings, null, false, false);
        }
    }
}
