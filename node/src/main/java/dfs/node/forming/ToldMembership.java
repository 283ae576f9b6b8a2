package dfs.node.forming;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.Member;
import dfs.protocol.cluster.Membership;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The members as those that keep metadata tell a node that keeps none: one of them is asked every second, over the port for other nodes. Where
 * none is sure, they are who they were. Safe for any number of threads.
 */
public final class ToldMembership implements Membership, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ToldMembership.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration REMINDER = Duration.ofSeconds(10);

    private final Member self;
    private final String cluster;
    private final List<Endpoint> listed;
    private final Peers peers;
    private final CountDownLatch told = new CountDownLatch(1);
    private final Thread thread;
    private volatile List<Member> members = List.of();
    private volatile boolean isClosed;
    private Optional<Endpoint> teller = Optional.empty(); // of the thread alone

    /**
     * Begins to ask.
     *
     * @param self this node
     * @param cluster which it belongs to
     * @param listed where the nodes listen that the settings name
     */
    public ToldMembership(Member self, String cluster, List<Endpoint> listed, Peers peers) {
        this.self = self;
        this.cluster = cluster;
        this.listed = List.copyOf(listed);
        this.peers = peers;
        this.thread = Thread.ofVirtual().name("dfs-members").start(this::ask);
    }

    /**
     * Waits until the members were told once.
     *
     * @throws InterruptedException also where this is closed before
     */
    public void await() throws InterruptedException {
        told.await();
        if (isClosed) {
            throw new InterruptedException("closed");
        }
    }

    @Override
    public Member self() {
        return self;
    }

    @Override
    public List<Member> members() {
        return members;
    }

    /** Nobody, as far as this node knows: it is not among those that elect. */
    @Override
    public Optional<Member> leader() {
        return Optional.empty();
    }

    @Override
    public void change(List<Member> from, List<Member> to) {
        throw new S3Failure(
                ErrorCode.SERVICE_UNAVAILABLE,
                "This node keeps no metadata, and changes no members; ask one that does.");
    }

    @Override
    public void close() {
        isClosed = true;
        told.countDown();
        thread.interrupt();
    }

    private void ask() {
        long remindedNanos = System.nanoTime();
        try {
            while (!isClosed) {
                if (!isTold() && members.isEmpty() && System.nanoTime() - remindedNanos > REMINDER.toNanos()) {
                    remindedNanos = System.nanoTime();
                    log.atWarn()
                            .addKeyValue("asked", listed)
                            .log("waiting for a node that keeps metadata and is in touch with most of them");
                }
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isTold() {
        SequencedSet<Endpoint> places = new LinkedHashSet<>();
        teller.ifPresent(places::add);
        places.addAll(listed);
        members.stream().filter(member -> !member.isSame(self)).forEach(member -> places.add(member.peer()));
        for (Endpoint place : places) {
            Optional<List<Member>> answer = standing(place)
                    .filter(other -> other.self().hasVoice() && other.knows(other.self()) && !other.isStranger(cluster))
                    .map(Standing::members);
            if (answer.isPresent()) {
                teller = Optional.of(place);
                members = answer.get();
                told.countDown();
                return true;
            }
            if (isClosed) {
                break;
            }
        }
        return false;
    }

    private Optional<Standing> standing(Endpoint place) {
        try {
            return peers.standing(place);
        } catch (RuntimeException notUnderstood) {
            log.atError()
                    .setCause(notUnderstood)
                    .addKeyValue("address", place)
                    .log("standing of a node cannot be read; is it of another version?");
            return Optional.empty();
        }
    }
}
