package dfs.metadata.raft;

import dfs.core.error.S3Failure;
import dfs.protocol.cluster.Member;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.ratis.protocol.RaftClientReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the groups. Where a group's members are not those of group 0, because a change of members was cut off between two groups, who leads
 * either of the two has them made so: who leads a group may be no member of group 0 any more, and not know what that has come to. And who leads a group
 * hands it over to the member whose turn it is: the groups are dealt out in order of the members' names, so that each leads as many as
 * another, but for one.
 */
final class Caretaker implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Caretaker.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration QUESTION_LIMIT = Duration.ofSeconds(2);

    /** Whose turn it is must lack no more entries than this. */
    private static final long LACKING_MAX = 100;

    private final List<Seat> seats;
    private final Pauses pauses;
    private final Map<Integer, Long> strayNanos = new HashMap<>();
    private final Map<Integer, Long> ledNanos = new HashMap<>();
    private final Map<Integer, Long> movedNanos = new HashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("metadata-caretaker").factory());

    /**
     * How long it waits.
     *
     * @param stray before it changes the members of a group: whoever changed those of group 0 is about to
     * @param led before it hands over a group that it has come to lead
     * @param moved before it hands over the same group again
     */
    record Pauses(Duration stray, Duration led, Duration moved) {

        private static final int STRAY = 8;
        private static final int LED = 2;
        private static final int MOVED = 30;

        /** In proportion to how soon a leader is missed: by default 16, 4 and 60 seconds. */
        static Pauses of(RaftSettings.Pace pace) {
            return new Pauses(
                    pace.electionMax().multipliedBy(STRAY),
                    pace.electionMax().multipliedBy(LED),
                    pace.electionMax().multipliedBy(MOVED));
        }
    }

    private Caretaker(List<Seat> seats, Pauses pauses) {
        this.seats = List.copyOf(seats);
        this.pauses = pauses;
    }

    /** Begins to look after these. */
    static Caretaker of(List<Seat> seats, Pauses pauses) {
        Caretaker caretaker = new Caretaker(seats, pauses);
        var _ = caretaker.thread.scheduleWithFixedDelay(
                caretaker::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        return caretaker;
    }

    private void look() {
        for (Seat seat : seats) {
            int group = seat.group().number();
            try {
                boolean isLeadingFirst = isLeading(seats.getFirst().voice());
                Optional<Voice> voice = seat.voice().filter(Voice::isAlive);
                boolean isLeading = isLeading(voice);
                if (!isLeading) {
                    ledNanos.remove(group);
                }
                if (voice.isEmpty() || !(isLeading || isLeadingFirst)) {
                    strayNanos.remove(group);
                } else if (!isStray(group, voice.get()) && isLeading) {
                    deal(group, voice.get());
                }
            } catch (ExecutionException | TimeoutException | IOException | S3Failure notNow) {
                log.atDebug().setCause(notNow).addKeyValue("group", group).log("not looked after now");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException bug) {
                log.atError().setCause(bug).log("groups of the metadata are not looked after");
            }
        }
    }

    private static boolean isLeading(Optional<Voice> voice) {
        return voice.filter(each -> each.isAlive() && each.isLeaderReady()).isPresent();
    }

    /** Whether the members are not those of group 0; when they have not been for a while, they are made so. */
    private boolean isStray(int group, Voice voice) throws InterruptedException, ExecutionException, TimeoutException {
        Peers now = voice.peers(); // before group 0 is looked at: a change made after that is not undone
        Optional<Voice> first = seats.getFirst().voice();
        if (group == 0 || first.isEmpty() || now.isJust(first.get().peers().members())) {
            strayNanos.remove(group);
            return false;
        }
        if (hasPassed(strayNanos.computeIfAbsent(group, since -> System.nanoTime()), pauses.stray())
                && seats.getFirst().catchUpNow()) {
            Optional<Peers> wanted =
                    first.get().settledPeers().filter(peers -> peers.previous().isEmpty());
            if (wanted.isPresent()
                    && !now.isJust(wanted.get().members())
                    && now.previous().isEmpty()) {
                boolean isDone =
                        Members.follow(voice, now.members(), wanted.get().members());
                log.atInfo()
                        .addKeyValue("group", group)
                        .addKeyValue("done", isDone)
                        .log("members of a group follow those of the first");
            }
        }
        return true;
    }

    private void deal(int group, Voice leading)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        List<Member> members = leading.peers().members();
        Member next = members.get(group % members.size());
        boolean isOwn = next.peerId().equals(leading.id().toString());
        long led = ledNanos.computeIfAbsent(group, since -> System.nanoTime());
        boolean wasMoved = movedNanos.containsKey(group) && !hasPassed(movedNanos.get(group), pauses.moved());
        if (isOwn || wasMoved || !hasPassed(led, pauses.led())) {
            return;
        }
        Standing standing = leading.standing(Peers.peer(next)).get(QUESTION_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        Standing own = Standing.of(leading.division());
        if (standing.term() == own.term() && standing.commitIndex() + LACKING_MAX >= own.commitIndex()) {
            movedNanos.put(group, System.nanoTime());
            RaftClientReply reply = leading.handOver(Peers.peer(next).getId(), QUESTION_LIMIT);
            log.atInfo()
                    .addKeyValue("group", group)
                    .addKeyValue("to", next.peerId())
                    .addKeyValue("done", reply.isSuccess())
                    .log("lead of a group handed over");
        }
    }

    private static boolean hasPassed(long sinceNanos, Duration pause) {
        return System.nanoTime() - sinceNanos >= pause.toNanos();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
