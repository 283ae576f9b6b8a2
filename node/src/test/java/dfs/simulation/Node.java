package dfs.simulation;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.metadata.listing.Queries;
import dfs.node.forming.Decision;
import dfs.node.forming.Standing;
import dfs.protocol.Address;
import dfs.protocol.Bus;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.Member;
import dfs.protocol.metadata.Commit;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import dfs.replication.Clocks;
import dfs.replication.copies.ForwardingBlobs;
import dfs.replication.copies.ReplicatedBlobStore;
import dfs.replication.jobs.Bookmark;
import dfs.replication.jobs.JobPlan;
import dfs.replication.jobs.Jobs;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** A node: what stays of it when its process ends, and the process, made of the code that nodes are made of. */
final class Node {

    static final Duration GARBAGE_GRACE = JobPlan.GARBAGE_GRACE_MIN;

    private static final int REPLICAS = 3;
    private static final int QUORUM = 2;
    private static final long EPOCH_MILLIS = 1_800_000_000_000L;
    private static final SimpleMeterRegistry REGISTRY = new SimpleMeterRegistry();

    private static final JobPlan PLAN = new JobPlan(
            GARBAGE_GRACE,
            Duration.ofSeconds(10),
            Duration.ofSeconds(12),
            Duration.ofSeconds(4),
            Duration.ofSeconds(25),
            1L << 40,
            Duration.ofDays(1));

    /** An event bus that carries nothing: each node answers its own questions, on the asker's thread. */
    private static final Vertx NO_BUS = nothing(Vertx.class);

    private final World world;
    private final Net net;
    private final Plant plant;
    private final int number;
    private final List<Node> all;
    private final State truth;
    private final Ledger ledger = new Ledger();
    private final Disk disk;
    private final Bookmark scrubbed = Bookmark.inMemory();
    private Optional<Standing.Belonging> belongs = Optional.empty();
    private long offMillis;

    private Life life;
    private Optional<Voice> voice = Optional.empty();
    private Optional<ReplicatedBlobStore> store = Optional.empty();
    private Optional<LogEngine> engine = Optional.empty();
    private Optional<Jobs> jobs = Optional.empty();

    /** A node that does not run yet, among others that may be added; {@code truth} is all that is committed. */
    Node(World world, Net net, Plant plant, int number, List<Node> all, State truth) {
        this.world = world;
        this.net = net;
        this.plant = plant;
        this.number = number;
        this.all = all;
        this.truth = truth;
        this.life = new Life(world);
        life.end();
        this.disk = new Disk(world, this::life, this::wallMillis, this::deletes, plant);
    }

    @SuppressWarnings("unchecked")
    private static <T> T nothing(Class<T> type) {
        return (T) Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) ->
                        method.getReturnType() == EventBus.class ? nothing(EventBus.class) : null);
    }

    int number() {
        return number;
    }

    String name() {
        return "n" + number;
    }

    Node of(int other) {
        return all.get(other);
    }

    List<Node> others() {
        return all.stream().filter(node -> node != this).toList();
    }

    Life life() {
        return life;
    }

    boolean isUp() {
        return !life.isOver();
    }

    Ledger ledger() {
        return ledger;
    }

    Disk disk() {
        return disk;
    }

    Optional<Voice> voice() {
        return voice;
    }

    ReplicatedBlobStore store() {
        return store.orElseThrow(Node::notYet);
    }

    LogEngine engine() {
        return engine.orElseThrow(Node::notYet);
    }

    private static S3Failure notYet() {
        return new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, "the node starts");
    }

    boolean isServing() {
        return jobs.isPresent();
    }

    Jobs jobs() {
        return jobs.orElseThrow();
    }

    /** The time of day as this node has it. */
    long wallMillis() {
        return steadyMillis() + offMillis;
    }

    private long steadyMillis() {
        return EPOCH_MILLIS + TimeUnit.NANOSECONDS.toMillis(world.now()) + world.leapMillis();
    }

    /** The time of day is so far off from now on. */
    void clockOff(long millis) {
        offMillis = millis;
    }

    void start() {
        Life begun = new Life(world);
        life = begun;
        voice = Optional.empty();
        store = Optional.empty();
        engine = Optional.empty();
        jobs = Optional.empty();
        begun.start(() -> {
            while (belongs.isEmpty()) {
                form();
            }
            serve(begun);
        });
    }

    /** Asks the others for a cluster, and decides as nodes do. */
    private void form() {
        List<Optional<Standing>> answers = others().stream().map(this::ask).toList();
        Decision.Step step = Decision.decide(member(), answers, () -> "cluster " + world.number(), 1);
        if (step instanceof Decision.Step.Belong(Standing.Belonging to, Optional<Member> _)) {
            belongs = Optional.of(to);
            if (others().stream()
                    .flatMap(other -> other.belongs.stream())
                    .anyMatch(other -> !other.cluster().equals(to.cluster()))) {
                world.bug(new AssertionError(name() + " belongs to another cluster than others"));
            }
        } else {
            life.sleep(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private Optional<Standing> ask(Node other) {
        try {
            return Optional.of(net.call(
                    number, other, TimeUnit.SECONDS.toNanos(1), () -> new Standing(other.member(), other.belongs)));
        } catch (S3Failure noAnswer) {
            return Optional.empty();
        }
    }

    private void serve(Life begun) {
        Voice heard = new Voice(world, net, begun, number, all, ledger, truth, plant);
        voice = Optional.of(heard);
        long offAtStart = offMillis;
        Clocks clocks = new Clocks(clock(this::wallMillis), clock(() -> steadyMillis() + offAtStart), begun.waits());
        List<Member> members = all.stream().map(Node::member).toList();
        store = Optional.of(new ReplicatedBlobStore(
                own(),
                () -> members,
                name(),
                REPLICAS,
                plant == Plant.QUORUM_OFF_BY_ONE ? QUORUM - 1 : QUORUM,
                member -> new RemoteDisk(
                        world, net, number, of(Integer.parseInt(member.nodeId().substring(1)))),
                clocks.waits()));
        LogEngine made = new LogEngine(world, net, this, begun, heard, plant);
        engine = Optional.of(made);
        Bus bus = new Bus(NO_BUS, name());
        bus.serve(Address.METADATA_READ, Read.class, read -> made.read((Read<?>) read));
        bus.serve(Address.METADATA_COMMIT, Commit.class, commit -> commit(made, commit));
        Jobs work = new Jobs(bus, store(), PLAN, scrubbed, hasty(clocks), heard::isLeading, REGISTRY);
        jobs = Optional.of(work);
        work.start();
    }

    private List<Outcome<?>> commit(LogEngine made, Commit commit) {
        boolean asksNobody = plant == Plant.GARBAGE_IGNORES_UPLOADS;
        return asksNobody && commit.mutations().getFirst() instanceof Mutation.CondemnBlobs(List<BlobId> unnamed)
                ? List.of(new Outcome.Done<>(unnamed, 0))
                : made.commit(commit.mutations());
    }

    private Member member() {
        Endpoint nowhere = new Endpoint("127.0.0.1", 1);
        return new Member(name(), Integer.toString(ledger.incarnation), nowhere, nowhere);
    }

    private static InstantSource clock(java.util.function.LongSupplier millis) {
        return () -> Instant.ofEpochMilli(millis.getAsLong());
    }

    private BlobStore own() {
        return plant != Plant.REPAIR_TRUSTS_SIZE
                ? disk
                : new ForwardingBlobs(disk) {
                    @Override
                    public Verdict verify(BlobId id, LongConsumer readBytes) {
                        Verdict verdict = super.verify(id, readBytes);
                        return verdict instanceof Verdict.Damaged ? new Verdict.Sound(1) : verdict;
                    }
                };
    }

    private Clocks hasty(Clocks clocks) {
        long ahead = plant == Plant.GARBAGE_IGNORES_UPLOADS ? GARBAGE_GRACE.toMillis() + 1_000 : 0;
        return new Clocks(
                clock(() -> clocks.wall().millis() + ahead),
                clock(() -> clocks.steady().millis() + ahead),
                clocks.waits());
    }

    /** The process ends at once, and what was not synced is lost. */
    void crash() {
        life.end();
        ledger.crash();
        disk.crash();
    }

    /** The folder is lost as well. */
    void wipe() {
        crash();
        ledger.wipe();
        belongs = Optional.empty();
        disk.wipe();
    }

    /** What is deleted must not be named by what is committed. */
    private void deletes(BlobId id) {
        if (!new Queries(truth.index())
                .answer(new Query.FindNamedBlobs(List.of(id)))
                .isEmpty()) {
            world.bug(new AssertionError("blob " + id + " is deleted on " + name() + ", and something names it"));
        }
    }
}
