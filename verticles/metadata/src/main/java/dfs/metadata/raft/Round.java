package dfs.metadata.raft;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;

/**
 * Asks all members at once where they stand, to learn up to which index the log must be applied for a read to see every commit that was
 * acknowledged before the round began.
 *
 * <p>It is known as soon as one says that it leads in a term, and a majority, it included, that it has heard of no later one. For a commit
 * of a later term a majority had heard of it when it was acknowledged, and one of those would have said so; all of earlier terms, and of
 * this one, are below the commit index of who leads. This is Raft's ReadIndex (Ongaro, section 6.4) with the reader in the leader's place.
 */
final class Round {

    /**
     * Where a majority has answered and nobody of it leads, who leads is waited for so long: it may be the one that does not answer, or have
     * been elected since the others were asked.
     */
    private static final long LEADERLESS_MILLIS = 300;

    private final Map<String, Standing> standings = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final CompletableFuture<Long> index = new CompletableFuture<>();
    private int missing;
    private boolean isEnding;

    private Round(int asked) {
        missing = asked;
    }

    /** Asks one member. */
    interface Ask {
        CompletableFuture<Standing> standing(RaftPeer peer);
    }

    /** Where no majority answers so, the future fails. */
    static CompletableFuture<Long> begin(RaftPeerId self, Standing own, List<RaftPeer> peers, Ask ask) {
        List<RaftPeer> others =
                peers.stream().filter(peer -> !peer.getId().equals(self)).toList();
        Round round = new Round(1 + others.size());
        round.answered(self.toString(), Optional.of(own));
        for (RaftPeer peer : others) {
            var _ = ask.standing(peer)
                    .whenComplete((standing, failure) ->
                            round.answered(peer.getId().toString(), Optional.ofNullable(standing)));
        }
        return round.index;
    }

    private void answered(String name, Optional<Standing> answer) {
        lock.lock();
        try {
            missing--;
            answer.ifPresent(standing -> standings.put(name, standing));
            OptionalLong confirmed = Standing.confirmed(standings);
            if (confirmed.isPresent()) {
                index.complete(confirmed.getAsLong());
            } else if (missing == 0) {
                fail();
            } else if (!isEnding && standings.size() > missing) {
                isEnding = true;
                CompletableFuture.delayedExecutor(LEADERLESS_MILLIS, TimeUnit.MILLISECONDS)
                        .execute(this::fail);
            }
        } finally {
            lock.unlock();
        }
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
