package dfs.metadata.raft;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.protocol.cluster.Member;
import dfs.protocol.cluster.Membership;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.protocol.exceptions.RaftException;
import org.apache.ratis.protocol.exceptions.ServerNotReadyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The members as Raft's configuration has them. */
final class Members implements Membership {

    private static final Logger log = LoggerFactory.getLogger(Members.class);

    /** Where nobody leads for so long, a change is given up. */
    private static final Duration LEADERLESS_LIMIT = Duration.ofSeconds(10);

    private static final Duration CATCH_UP_LIMIT = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Member self;
    private final Driver driver;
    private final List<Seat> seats;

    /** The members, {@code self} being this one where the configuration does not know better. */
    Members(Member self, Driver driver, List<Seat> seats) {
        this.self = self;
        this.driver = driver;
        this.seats = List.copyOf(seats);
    }

    private Optional<Voice> voice() {
        return seats.getFirst().voice();
    }

    @Override
    public Member self() {
        return self;
    }

    @Override
    public List<Member> members() {
        return voice().map(voice -> voice.peers().members()).orElse(List.of());
    }

    @Override
    public boolean isSettled() {
        return voice().flatMap(Voice::settledPeers)
                .filter(peers -> peers.previous().isEmpty())
                .isPresent();
    }

    @Override
    public Optional<Member> leader() {
        return voice().flatMap(Voice::leader).map(Peers::member);
    }

    /**
     * Changes group 0, whose members are the record, and then the others after it. Where that is cut off between two of them, whoever leads
     * the rest does it, see {@link Caretaker}.
     */
    @Override
    public void change(List<Member> from, List<Member> to) {
        if (to.isEmpty() || to.stream().map(Member::nodeId).distinct().count() < to.size()) {
            throw new S3Failure(ErrorCode.INVALID_REQUEST, "There must be a member, and none twice: " + to + ".");
        }
        try {
            requireFollowed(from, to);
            change(seats.getFirst(), Optional.of(from), to);
            for (Seat seat : seats.subList(1, seats.size())) {
                change(seat, Optional.empty(), to);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new S3Failure(
                    ErrorCode.SERVICE_UNAVAILABLE, "The node is stopping; whether members changed is not known.");
        }
    }

    /** One change at a time: a group that has not followed the last one would be left behind by two, and might lose its majority. */
    private void requireFollowed(List<Member> from, List<Member> to) {
        for (Seat seat : seats.subList(1, seats.size())) {
            boolean hasFollowed = seat.voice()
                    .map(Voice::peers)
                    .filter(peers -> peers.isJust(from) || peers.isJust(to))
                    .isPresent();
            if (!hasFollowed) {
                throw new S3Failure(
                        ErrorCode.SERVICE_UNAVAILABLE,
                        "Group " + seat.group().number()
                                + " of the metadata has not followed the last change of members yet, or this node cannot tell. Retry later.");
            }
        }
    }

    /** Changes the members of one group: from {@code from}, or else from whoever they are. */
    private void change(Seat seat, Optional<List<Member>> from, List<Member> to) throws InterruptedException {
        if (isMade(seat, to)) {
            return;
        }
        long deadline = System.nanoTime() + LEADERLESS_LIMIT.toNanos();
        do {
            Optional<Voice> voice = seat.voice();
            Optional<RaftPeer> leader = voice.flatMap(Voice::leader);
            if (leader.isPresent() && isChanged(voice.orElseThrow(), leader.get(), from, to)) {
                break;
            }
            if (System.nanoTime() > deadline) {
                throw new S3Failure(
                        ErrorCode.SERVICE_UNAVAILABLE,
                        from.isPresent()
                                ? "The members were not changed, or it is not known whether they were. "
                                        + Voice.NO_LEADER
                                : "The members were changed, and group "
                                        + seat.group().number()
                                        + " of the metadata has not followed yet; it will.");
            }
            Thread.sleep(PAUSE);
        } while (!isMade(seat, to)); // by a try whose answer was lost
        awaitAll(seat.voice().orElseThrow(), to);
    }

    /** Waits until each has what all have, so that it may be the one that is asked next; one that went away meanwhile is not waited for. */
    private static void awaitAll(Voice voice, List<Member> members) throws InterruptedException {
        long deadline = System.nanoTime() + CATCH_UP_LIMIT.toNanos();
        for (Member member : members) {
            while (System.nanoTime() < deadline && !hasHeard(voice, member, members.size())) {
                Thread.sleep(PAUSE);
            }
        }
    }

    /** Whether a member knows who the members are, and of all that was committed before they were. */
    private static boolean hasHeard(Voice voice, Member member, int voters) throws InterruptedException {
        try {
            long index = voice.rounds().join().get().index();
            Standing standing = voice.standing(Peers.peer(member)).get();
            return standing.formerVoters().isEmpty()
                    && standing.voters().size() == voters
                    && standing.commitIndex() >= index;
        } catch (ExecutionException notNow) {
            return false;
        }
    }

    private boolean isMade(Seat seat, List<Member> wanted) {
        Optional<Peers> peers = seat.voice().map(Voice::peers);
        return driver.isReady() && peers.isPresent() && peers.get().isJust(wanted);
    }

    /** Whether whoever leads has made the change; not where somebody else leads by now, or it cannot be reached. */
    private static boolean isChanged(Voice voice, RaftPeer leader, Optional<List<Member>> from, List<Member> to) {
        try {
            Peers now = voice.peers();
            RaftClientReply reply = voice.change(
                    leader,
                    from.orElseGet(now::members).stream().map(Peers::peer).toList(),
                    wanted(now, to));
            if (!reply.isSuccess()) {
                throw reply.getException();
            }
            log.atInfo().addKeyValue("members", to).log("members of the metadata changed");
            return true;
        } catch (NotLeaderException | LeaderSteppingDownException | ServerNotReadyException e) {
            return false;
        } catch (RaftException e) {
            if (from.isEmpty()) { // somebody else may be doing the same
                log.atWarn().addKeyValue("reason", e.getMessage()).log("members of a group are not changed yet");
                return false;
            }
            throw new S3Failure(
                    ErrorCode.SERVICE_UNAVAILABLE,
                    "The members were not changed: " + e.getMessage()
                            + ". Look whether all of them run and are reached, and retry.");
        } catch (IOException e) { // where it was made nevertheless it is found so, or made once more
            log.atDebug().setCause(e).addKeyValue("leader", leader).log("change of members is asked for again");
            return false;
        }
    }

    /** Has whoever leads a group make other members of those that are, where they are still {@code from}. */
    static boolean follow(Voice voice, List<Member> from, List<Member> to) {
        return voice.leader()
                .filter(leader -> isChanged(voice, leader, Optional.of(from), to))
                .isPresent();
    }

    /** Ratis takes a change of addresses alone for none; another priority, which all have, makes it one. */
    private static List<RaftPeer> wanted(Peers current, List<Member> members) {
        List<RaftPeer> wanted = members.stream().map(Peers::peer).toList();
        Map<String, RaftPeer> known = new HashMap<>();
        current.current().forEach(peer -> known.put(peer.getId().toString(), peer));
        boolean isOfAddresses = known.size() == wanted.size()
                && wanted.stream()
                        .allMatch(peer -> known.containsKey(peer.getId().toString()));
        boolean isRaised = current.current().stream().anyMatch(peer -> peer.getPriority() > 0);
        int priority = isOfAddresses != isRaised ? 1 : 0;
        return wanted.stream()
                .map(peer -> RaftPeer.newBuilder(peer).setPriority(priority).build())
                .toList();
    }
}
