package dfs.metadata.raft;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.metadata.Engine;
import dfs.protocol.Consistency;
import dfs.protocol.cluster.Member;
import dfs.protocol.cluster.Membership;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Query;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * All members: those that keep metadata, as Raft's configuration has them, and the others, of whom the metadata itself holds the record.
 *
 * <p>That record is looked at anew once a second, in this node's own index: who came or went elsewhere is known that much later.
 */
final class Roster implements Membership {

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** What a majority confirmed this long ago is confirmed still. */
    private static final long CONFIRMED_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final Duration CONFIRMATION = Duration.ofMillis(500);

    /** A change waits so long for somebody to lead. */
    private static final Duration LEADERLESS_LIMIT = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(100);

    /** The order in which the index has them. */
    private static final Comparator<Member> BY_NAME = Comparator.comparing(Member::nodeId);

    private final Membership voices;
    private final Engine engine;
    private final AtomicReference<Optional<Seen>> seen = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<CompletableFuture<Seen>>> confirming =
            new AtomicReference<>(Optional.empty());
    private volatile Optional<Seen> confirmed = Optional.empty();

    /** What was seen, and the list that was made of it. */
    private record Seen(long atNanos, List<Member> voices, List<Member> all) {

        boolean isWithin(long nanos) {
            return System.nanoTime() - atNanos < nanos;
        }
    }

    /** Of these voices and those that {@code engine} names beside them. */
    Roster(Membership voices, Engine engine) {
        this.voices = voices;
        this.engine = engine;
    }

    @Override
    public Member self() {
        return voices.self();
    }

    @Override
    public Optional<Member> leader() {
        return voices.leader();
    }

    @Override
    public boolean isSettled() {
        return voices.isSettled();
    }

    /** Nobody, until the record could be read once. */
    @Override
    public List<Member> members() {
        List<Member> now = voices.members();
        Optional<Seen> known = seen.get();
        if (known.filter(last -> last.isWithin(FRESH_NANOS) && last.voices().equals(now))
                .isPresent()) {
            return known.get().all();
        }
        try {
            Seen made = look(Consistency.EVENTUAL);
            seen.compareAndSet(known, Optional.of(made)); // a change made meanwhile knows better
            return made.all();
        } catch (S3Failure notNow) {
            return known.map(Seen::all).orElse(List.of()); // who they were is the best guess
        }
    }

    @Override
    public List<Member> confirmed() {
        if (confirmed.filter(last -> last.isWithin(FRESH_NANOS)).isEmpty()) {
            confirm();
        }
        return confirmed
                .filter(last -> last.isWithin(CONFIRMED_NANOS))
                .map(Seen::all)
                .orElse(List.of());
    }

    /** Has a majority confirm who the members are, once for all who want to know, and waits for it a little. */
    private void confirm() {
        CompletableFuture<Seen> mine = new CompletableFuture<>();
        Optional<CompletableFuture<Seen>> underWay = confirming.get();
        if (underWay.isEmpty() && confirming.compareAndSet(underWay, Optional.of(mine))) {
            Thread.ofVirtual().name("metadata-members").start(() -> {
                try {
                    Seen made = look(Consistency.STRONG);
                    confirmed = Optional.of(made);
                    mine.complete(made);
                } catch (RuntimeException notNow) {
                    mine.completeExceptionally(notNow);
                } finally {
                    confirming.set(Optional.empty());
                }
            });
            underWay = Optional.of(mine);
        }
        try {
            if (underWay.isPresent()) {
                Seen _ = underWay.get().get(CONFIRMATION.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException | TimeoutException notNow) {
            // then what was confirmed before has to do
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Seen look(Consistency consistency) {
        long began = System.nanoTime();
        List<Member> record = record(consistency);
        List<Member> now = voices.members();
        return new Seen(began, now, all(now, record));
    }

    private static List<Member> all(List<Member> voices, List<Member> record) {
        List<Member> all = new ArrayList<>(voices);
        record.stream()
                .filter(member ->
                        voices.stream().noneMatch(voice -> voice.nodeId().equals(member.nodeId())))
                .forEach(all::add);
        all.sort(BY_NAME);
        return List.copyOf(all);
    }

    /**
     * Changes the voices first: a node that gets one is a member without until it has it. The record is read anew before, and written as a
     * whole: one that a change which was cut off left behind is mended by the next.
     */
    @Override
    public void change(List<Member> from, List<Member> to) {
        List<Member> record = recordOnceLed();
        List<Member> now = all(voices.members(), record);
        if (!isSame(now, from) && !Set.copyOf(now).equals(Set.copyOf(to))) {
            throw becameOthers();
        }
        List<Member> voicesTo = only(to, Member::hasVoice);
        if (!only(from, Member::hasVoice).equals(voicesTo)) {
            voices.change(only(from, Member::hasVoice), voicesTo);
        }
        List<Member> recordTo = only(to, member -> !member.hasVoice());
        if (!record.equals(recordTo)) {
            Outcome<?> outcome = engine.commit(List.of(new Mutation.SetVoiceless(record, recordTo)))
                    .getFirst();
            if (outcome instanceof Outcome.Refused<?>) {
                throw becameOthers();
            }
        }
        seen.set(Optional.of(look(Consistency.STRONG)));
    }

    private List<Member> record(Consistency consistency) {
        return engine.read(new Query.ListVoiceless(), consistency).value();
    }

    /** The record as it is now; waits until somebody leads. */
    private List<Member> recordOnceLed() {
        long deadline = System.nanoTime() + LEADERLESS_LIMIT.toNanos();
        while (true) {
            try {
                return record(Consistency.STRONG);
            } catch (S3Failure notNow) {
                if (System.nanoTime() > deadline) {
                    throw notNow;
                }
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new S3Failure(
                        ErrorCode.SERVICE_UNAVAILABLE, "The node is stopping; the members were not changed.");
            }
        }
    }

    private static S3Failure becameOthers() {
        return new S3Failure(
                ErrorCode.SERVICE_UNAVAILABLE,
                "The members were not changed: they have become others meanwhile. Look at them, and retry.");
    }

    /** Whether they are the same ones, wherever they listen and whatever they keep. */
    private static boolean isSame(List<Member> some, List<Member> others) {
        return ids(some).equals(ids(others));
    }

    private static Set<String> ids(List<Member> members) {
        return members.stream().map(Member::peerId).collect(Collectors.toSet());
    }

    private static List<Member> only(List<Member> members, Predicate<Member> which) {
        return members.stream().filter(which).sorted(BY_NAME).toList();
    }
}
