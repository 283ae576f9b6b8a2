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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * All members: those that keep metadata, as Raft's configuration has them, and the others, of whom the metadata itself holds the record.
 *
 * <p>That record is looked at anew once a second, in this node's own index: who came or went elsewhere is known that much later.
 */
final class Roster implements Membership {

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Comparator<Member> BY_NAME = Comparator.comparing(Member::peerId);

    private final Membership voices;
    private final Engine engine;
    private volatile Seen seen = new Seen(System.nanoTime() - FRESH_NANOS, List.of(), List.of(), List.of());

    /** What was seen, and the list that was made of it. */
    private record Seen(long atNanos, List<Member> voices, List<Member> voiceless, List<Member> all) {

        boolean isFresh(List<Member> voicesNow) {
            return System.nanoTime() - atNanos < FRESH_NANOS && voices.equals(voicesNow);
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

    @Override
    public List<Member> members() {
        List<Member> now = voices.members();
        Seen known = seen;
        return known.isFresh(now) ? known.all() : look(now, known, Consistency.EVENTUAL);
    }

    private List<Member> look(List<Member> now, Seen known, Consistency consistency) {
        List<Member> voiceless = known.voiceless();
        try {
            voiceless = engine.read(new Query.ListVoiceless(), consistency).value();
        } catch (S3Failure notNow) {
            // who they were is the best guess
        }
        List<Member> all = new ArrayList<>(now);
        voiceless.stream()
                .filter(member -> now.stream().noneMatch(voice -> voice.nodeId().equals(member.nodeId())))
                .forEach(all::add);
        all.sort(BY_NAME);
        seen = new Seen(System.nanoTime(), now, voiceless, List.copyOf(all));
        return seen.all();
    }

    /** Changes the voices first: a node that gets one is a member without until it has it. */
    @Override
    public void change(List<Member> from, List<Member> to) {
        List<Member> voicesTo = only(to, Member::hasVoice);
        if (!only(from, Member::hasVoice).equals(voicesTo)) {
            voices.change(only(from, Member::hasVoice), voicesTo);
        }
        List<Member> voicelessTo = only(to, member -> !member.hasVoice());
        if (!only(from, member -> !member.hasVoice()).equals(voicelessTo)) {
            set(only(from, member -> !member.hasVoice()), voicelessTo);
        }
        List<Member> _ = look(voices.members(), seen, Consistency.STRONG);
    }

    private void set(List<Member> from, List<Member> to) {
        Outcome<?> outcome =
                engine.commit(List.of(new Mutation.SetVoiceless(from, to))).getFirst();
        if (outcome instanceof Outcome.Refused<?>) {
            throw new S3Failure(
                    ErrorCode.SERVICE_UNAVAILABLE,
                    "The members were not changed: they have become others meanwhile. Look at them, and retry.");
        }
    }

    private static List<Member> only(List<Member> members, Predicate<Member> which) {
        return members.stream().filter(which).sorted(BY_NAME).toList();
    }
}
