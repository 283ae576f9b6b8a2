package dfs.simulation;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.record.Revisions;
import dfs.metadata.Engine;
import dfs.metadata.form.Command;
import dfs.metadata.listing.Queries;
import dfs.metadata.raft.Standing;
import dfs.protocol.Consistency;
import dfs.protocol.health.ComponentState;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The metadata of a node over its {@link Voice}: commits go to whoever leads, again and again until their outcome is known or was waited for
 * long enough; strong reads ask a majority where it stands, as nodes do.
 */
final class LogEngine implements Engine {

    private static final long LEADERLESS = TimeUnit.MILLISECONDS.toNanos(1_800);
    private static final long UNKNOWN = TimeUnit.SECONDS.toNanos(10);
    private static final long ATTEMPT = TimeUnit.SECONDS.toNanos(3);
    private static final long READ = TimeUnit.MILLISECONDS.toNanos(1_900);
    private static final long ROUND = TimeUnit.SECONDS.toNanos(1);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

    private final World world;
    private final Net net;
    private final Node node;
    private final Life life;
    private final Voice voice;
    private final Plant plant;
    private final ReentrantLock packing = new ReentrantLock();
    private final long packer;
    private long calls;

    LogEngine(World world, Net net, Node node, Life life, Voice voice, Plant plant) {
        this.world = world;
        this.net = net;
        this.node = node;
        this.life = life;
        this.voice = voice;
        this.plant = plant;
        this.packer = world.number();
    }

    /** What may become of an attempt. */
    private sealed interface News {
        record Applied(List<Outcome<?>> outcomes) implements News {}

        record Failed(String why) implements News {}

        /** It was applied before, and what it did is forgotten. */
        record Forgotten() implements News {}
    }

    @Override
    public List<Outcome<?>> commit(List<Mutation<?>> mutations) {
        packing.lock();
        try {
            long id = world.number();
            Command.Origin origin = new Command.Origin(packer, ++calls);
            byte[] command = new Command(id, Optional.of(origin), node.wallMillis(), mutations).write();
            Mailbox<News> box = new Mailbox<>(world);
            voice.state().await(id, outcomes -> box.put(new News.Applied(outcomes)));
            try {
                return carry(id, command, box);
            } finally {
                voice.state().forget(id);
            }
        } finally {
            packing.unlock();
        }
    }

    private List<Outcome<?>> carry(long id, byte[] command, Mailbox<News> box) {
        long began = world.now();
        boolean isSent = false;
        while (true) {
            long waited = world.now() - began;
            if (waited > (isSent ? UNKNOWN : LEADERLESS)) {
                throw unavailable(isSent ? "whether it took effect is not known" : "nobody leads");
            }
            int leader = voice.leader();
            if (leader != Ledger.NOBODY) {
                isSent = true;
                life.start(() -> box.put(attempt(leader, id, command)));
            }
            Optional<News> news = box.take(leader == Ledger.NOBODY ? PAUSE : ATTEMPT);
            if (news.isEmpty()) {
                continue;
            }
            switch (news.get()) {
                case News.Applied(List<Outcome<?>> outcomes) -> {
                    return outcomes;
                }
                case News.Forgotten _ -> throw unavailable("whether it took effect is not known");
                case News.Failed _ -> life.sleep(PAUSE);
            }
        }
    }

    private News attempt(int leader, long id, byte[] command) {
        try {
            Node there = node.of(leader);
            return leader == node.number()
                    ? propose(Optional.empty(), command)
                    : net.call(
                            node.number(), there, ATTEMPT, () -> there.engine().propose(Optional.of(id), command));
        } catch (S3Failure failure) {
            return new News.Failed(failure.error().message());
        }
    }

    /** Has a command of another member, or of this one, applied. */
    private News propose(Optional<Long> ofAnother, byte[] command) {
        Mailbox<News> box = new Mailbox<>(world);
        Optional<Long> place = voice.propose(command);
        if (place.isEmpty()) {
            throw unavailable("it does not lead");
        }
        long term = voice.term();
        ofAnother.ifPresent(id -> voice.state().await(id, outcomes -> box.put(new News.Applied(outcomes))));
        Runnable watcher = () -> {
            if (voice.state().applied() >= place.get()) {
                box.put(voice.isStill(place.get(), term) ? new News.Forgotten() : new News.Failed("overwritten"));
            }
        };
        voice.state().watch(watcher);
        try {
            return box.take(ATTEMPT).orElseGet(() -> new News.Failed("not committed in time"));
        } finally {
            voice.state().unwatch(watcher);
        }
    }

    @Override
    public <A> Read.Answer<A> read(Read<A> read) {
        boolean isTrusted = plant == Plant.LEADER_READS_ALONE && voice.isLeading();
        if (read.consistency().level() == Consistency.Level.STRONG && !isTrusted) {
            confirm();
        }
        Queries queries = new Queries(voice.state().index());
        return new Read.Answer<>(
                queries.answer(read.query()),
                Revisions.of(0, queries.answer(new Query.FindProgress()).revision()),
                read.consistency());
    }

    private void confirm() {
        long end = world.now() + READ;
        while (world.now() < end) {
            OptionalLong index = round();
            if (index.isPresent()) {
                boolean isHasty = plant == Plant.LEADER_READS_BEFORE_APPLIED && voice.isLeading();
                if (isHasty || isApplied(index.getAsLong(), end)) {
                    return;
                }
            }
            life.sleep(PAUSE);
        }
        throw unavailable("this node cannot tell whether what it knows is up to date");
    }

    private record Told(String name, Optional<Standing> standing) {}

    private OptionalLong round() {
        Map<String, Standing> answered = new HashMap<>();
        if (voice.isVoter()) {
            answered.put(node.name(), voice.standing());
        }
        Mailbox<Told> box = new Mailbox<>(world);
        List<Node> others = node.others();
        others.forEach(other -> life.start(() -> box.put(new Told(other.name(), ask(other)))));
        long end = world.now() + ROUND;
        OptionalLong confirmed = Standing.confirmed(answered);
        for (int i = 0; i < others.size() && confirmed.isEmpty(); i++) {
            Optional<Told> told = box.take(end - world.now());
            if (told.isEmpty()) {
                return OptionalLong.empty();
            }
            told.get().standing().ifPresent(standing -> answered.put(told.get().name(), standing));
            confirmed = Standing.confirmed(answered);
        }
        return confirmed;
    }

    private Optional<Standing> ask(Node other) {
        try {
            return Optional.of(net.call(
                    node.number(),
                    other,
                    ROUND,
                    () -> other.voice()
                            .filter(Voice::isVoter)
                            .orElseThrow(() -> unavailable("no voter"))
                            .standing()));
        } catch (S3Failure noAnswer) {
            return Optional.empty();
        }
    }

    private boolean isApplied(long index, long endNanos) {
        Mailbox<Boolean> box = new Mailbox<>(world);
        Runnable watcher = () -> box.put(true);
        voice.state().watch(watcher);
        try {
            while (voice.state().applied() < index && world.now() < endNanos) {
                Optional<Boolean> _ = box.take(endNanos - world.now());
            }
            return voice.state().applied() >= index;
        } finally {
            voice.state().unwatch(watcher);
        }
    }

    private static S3Failure unavailable(String why) {
        return new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, why);
    }

    @Override
    public ComponentState state() {
        return ComponentState.OPERATIONAL;
    }

    @Override
    public void close() {}
}
