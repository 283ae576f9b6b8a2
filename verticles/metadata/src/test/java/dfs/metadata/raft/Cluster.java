package dfs.metadata.raft;

import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.LinkIdentity;
import dfs.protocol.cluster.Member;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** Several members in this process, on loopback ports, with their folders under one. */
final class Cluster implements AutoCloseable {

    /** Below what is wise in the field: a test must see elections, and a lost one costs it little. */
    static final RaftSettings.Pace PACE = new RaftSettings.Pace(
            Duration.ofMillis(700), Duration.ofMillis(1_400), Duration.ofMillis(150), Duration.ofMillis(500));

    private static final Endpoint NO_PEER = new Endpoint("127.0.0.1", 1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Set<Integer> HANDED_OUT = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final Map<String, RaftEngine> engines = new HashMap<>();
    private final Map<String, Meddling> meddlings = new HashMap<>();
    private final Map<String, UnaryOperator<RaftSettings>> tweaks = new HashMap<>();
    private Optional<LinkIdentity> identity = Optional.empty();

    Cluster(Path folder) {
        this.folder = folder;
    }

    /** A member of a name, at a port that is free. */
    static Member member(String name) throws IOException {
        return Member.of(name, new Endpoint("127.0.0.1", freePort()), NO_PEER);
    }

    /** Below those that the system hands out to whoever connects somewhere, and never the same: nobody takes it before it is used. */
    static int freePort() {
        return ThreadLocalRandom.current()
                .ints(20_000, 32_000)
                .filter(port -> HANDED_OUT.add(port) && isFree(port))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /** Holds a thread of a member until the latch is open. */
    static void awaitOpen(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static List<Member> members(String... names) throws IOException {
        List<Member> members = new ArrayList<>();
        for (String name : names) {
            members.add(member(name));
        }
        return members;
    }

    void identify(LinkIdentity as) {
        identify(Optional.of(as));
    }

    /** What members opened from now on show. */
    void identify(Optional<LinkIdentity> as) {
        identity = as;
    }

    void meddle(Member member, Meddling meddling) {
        meddlings.put(member.peerId(), meddling);
    }

    void tweak(Member member, UnaryOperator<RaftSettings> change) {
        tweaks.put(member.peerId(), change);
    }

    /** Opens some of the founders at once, and waits until they are open. */
    List<RaftEngine> open(List<Member> founders, List<Member> some) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<RaftEngine>> opening = new ArrayList<>();
            for (Member member : some) {
                opening.add(threads.submit(() -> opened(member, founders)));
            }
            List<RaftEngine> opened = new ArrayList<>();
            for (int i = 0; i < some.size(); i++) {
                opened.add(get(opening.get(i)));
                engines.put(some.get(i).peerId(), opened.getLast());
            }
            return opened;
        }
    }

    private static RaftEngine get(Future<RaftEngine> opening) throws Exception {
        try {
            return opening.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    List<RaftEngine> open(List<Member> founders) throws Exception {
        return open(founders, founders);
    }

    /** Opens a member that is to be added. */
    RaftEngine openEmpty(Member member) throws Exception {
        return open(List.of(), List.of(member)).getFirst();
    }

    private RaftEngine opened(Member member, List<Member> founders) throws Exception {
        RaftSettings settings = new RaftSettings(folder(member), member, founders, identity, 0).withPace(PACE);
        return RaftEngine.open(
                tweaks.getOrDefault(member.peerId(), same -> same).apply(settings),
                InstantSource.system(),
                new SimpleMeterRegistry(),
                meddlings.getOrDefault(member.peerId(), Meddling.NONE));
    }

    Path folder(Member member) {
        return folder.resolve(member.peerId());
    }

    RaftEngine at(Member member) {
        return engines.get(member.peerId());
    }

    void close(Member member) {
        engines.remove(member.peerId()).close();
    }

    /** Who leads, when all of them say the same. */
    Member leader(List<Member> of) {
        await(() -> of.stream()
                                .map(each -> at(each).membership().leader())
                                .distinct()
                                .count()
                        == 1
                && at(of.getFirst()).membership().leader().isPresent());
        String name = at(of.getFirst()).membership().leader().orElseThrow().peerId();
        return of.stream()
                .filter(each -> each.peerId().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static List<Member> without(List<Member> members, Member one) {
        return members.stream().filter(each -> !each.equals(one)).toList();
    }

    /** Waits until it is so. */
    static void await(BooleanSupplier isSo) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not become so within " + PATIENCE);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            engines.values().forEach(engine -> threads.submit(engine::close));
        }
    }
}
