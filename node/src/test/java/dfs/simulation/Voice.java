package dfs.simulation;

import dfs.metadata.raft.Standing;
import dfs.simulation.Ledger.Entry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A member of a replicated log (Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm", 2014), as far as the
 * metadata can tell it from the one that nodes use: terms, votes, entries that are overwritten, commits of a majority, copies of the index
 * for whoever is far behind. What is committed the real rules apply.
 */
final class Voice {

    private static final long HEARTBEAT = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(900);
    private static final long LONELY = TimeUnit.SECONDS.toNanos(4);
    private static final int SENT_MAX = 10;

    private enum Role {
        FOLLOWER,
        CANDIDATE,
        LEADER
    }

    private final World world;
    private final Post post;
    private final Life life;
    private final int self;
    private final List<Node> all;
    private final Ledger ledger;
    private final State truth;
    private final Plant plant;
    private final int keptEntries;
    private final Others others;
    private final State state;

    private Role role = Role.FOLLOWER;
    private int leader = Ledger.NOBODY;
    private int votes;
    private long commit;
    private long heardNanos;
    private long electionNanos;
    private boolean isApplying;
    private boolean isSlow;

    Voice(World world, Net net, Life life, int self, List<Node> all, Ledger ledger, State truth, Plant plant) {
        this.world = world;
        this.post = new Post(net, self, all);
        this.life = life;
        this.self = self;
        this.all = all;
        this.ledger = ledger;
        this.truth = truth;
        this.plant = plant;
        this.keptEntries = 20 + world.dice(60);
        state = new State(ledger.snapshot);
        others = new Others(world);
        commit = ledger.base();
        heardNanos = world.now() - PATIENCE;
        rest();
        tick();
    }

    // ---- what others on the node ask ----

    /** What it has applied. */
    State state() {
        return state;
    }

    long committed() {
        return commit;
    }

    int leader() {
        return role == Role.LEADER ? self : leader;
    }

    boolean isLeading() {
        return role == Role.LEADER;
    }

    boolean isVoter() {
        return ledger.isVoter;
    }

    Standing standing() {
        boolean knowsAll = role == Role.LEADER && ledger.termAt(commit) == ledger.term;
        return new Standing(ledger.term, knowsAll, commit, names(), List.of());
    }

    private List<String> names() {
        return all.stream().map(Node::name).toList();
    }

    /** Applies what comes more slowly from now on, or not. */
    void slow(boolean slow) {
        isSlow = slow;
    }

    /** Takes an entry into the log; empty where this member does not lead. The answer is its place. */
    Optional<Long> propose(byte[] command) {
        if (role != Role.LEADER) {
            return Optional.empty();
        }
        append(Entry.of(ledger.term, command));
        return Optional.of(ledger.last());
    }

    /** Whether an entry that was proposed in a term is certainly this one. */
    boolean isStill(long at, long term) {
        return ledger.has(at, term) || at < ledger.base();
    }

    long term() {
        return ledger.term;
    }

    // ---- time ----

    private void rest() {
        electionNanos = world.now() + world.between(PATIENCE, 2 * PATIENCE);
    }

    private void tick() {
        if (role == Role.LEADER) {
            lead();
        } else if (!ledger.isVoter) {
            rest();
            askToJoin();
        } else if (world.now() >= electionNanos) {
            rest();
            stand();
        }
        long next = role == Role.LEADER ? HEARTBEAT : Math.max(1_000_000, electionNanos - world.now());
        var _ = world.after(next, () -> life.execute(this::tick));
    }

    private void lead() {
        if (1 + others.heardWithin(LONELY) <= all.size() / 2) {
            follow(ledger.term);
            return;
        }
        others.numbers().forEach(this::replicate);
    }

    // ---- votes ----

    private void stand() {
        role = Role.CANDIDATE;
        leader = Ledger.NOBODY;
        ledger.term++;
        ledger.votedFor = self;
        votes = 1;
        long term = ledger.term;
        long last = ledger.last();
        long lastTerm = ledger.termAt(last);
        post.toAll(voice -> voice.askedForVote(self, term, last, lastTerm));
        elect();
    }

    private void askedForVote(int candidate, long term, long last, long lastTerm) {
        if (role == Role.LEADER || world.now() - heardNanos < PATIENCE) {
            return; // it has a leader, and lets nobody disturb it
        }
        if (term > ledger.term) {
            follow(term);
        }
        long own = ledger.last();
        long ownTerm = ledger.termAt(own);
        boolean isBehind = ownTerm > lastTerm || (ownTerm == lastTerm && own > last);
        boolean isFree = ledger.votedFor == Ledger.NOBODY || ledger.votedFor == candidate;
        if (term == ledger.term && isFree && !isBehind && ledger.isVoter && role == Role.FOLLOWER) {
            ledger.votedFor = candidate;
            rest();
            post.to(candidate, voice -> voice.voted(term));
        }
    }

    private void voted(long term) {
        if (role == Role.CANDIDATE && term == ledger.term) {
            votes++;
            elect();
        }
    }

    private void elect() {
        if (votes <= all.size() / 2) {
            return;
        }
        role = Role.LEADER;
        others.begin(
                all.stream().map(Node::number).filter(number -> number != self).toList(), ledger.last() + 1);
        append(Entry.of(ledger.term, new byte[0]));
    }

    private void follow(long term) {
        if (term > ledger.term) {
            ledger.term = term;
            ledger.votedFor = Ledger.NOBODY;
        }
        role = Role.FOLLOWER;
        leader = Ledger.NOBODY;
        rest();
    }

    private void askToJoin() {
        int incarnation = ledger.incarnation;
        post.toAll(voice -> voice.askedToJoin(self, incarnation));
    }

    /** Who lost its disk votes again once a majority of the others has that in its log, behind all that it can have acknowledged before. */
    private void askedToJoin(int who, int incarnation) {
        if (role == Role.LEADER && others.isNews(who, incarnation)) {
            append(new Entry(ledger.term, new byte[0], who, incarnation));
        }
    }

    // ---- the log ----

    private void append(Entry entry) {
        ledger.add(entry);
        sync(() -> {});
        others.numbers().forEach(this::replicate);
    }

    /** Syncs what is in the log now, and then goes on. */
    private void sync(Runnable then) {
        long upTo = ledger.last();
        long term = ledger.termAt(upTo);
        if (plant == Plant.LOG_ACKNOWLEDGED_BEFORE_SYNC) {
            then.run();
        }
        long nanos = TimeUnit.MICROSECONDS.toNanos(
                plant == Plant.LOG_ACKNOWLEDGED_BEFORE_SYNC ? 400_000 : world.between(100, 4_000));
        var _ = world.after(
                nanos,
                () -> life.execute(() -> {
                    if (ledger.has(upTo, term)) {
                        ledger.synced = Math.max(ledger.synced, upTo);
                        advance();
                        if (plant != Plant.LOG_ACKNOWLEDGED_BEFORE_SYNC) {
                            then.run();
                        }
                    }
                }));
    }

    private void replicate(int to) {
        Others.Other other = others.of(to);
        long term = ledger.term;
        if (other.next <= ledger.base()) {
            Ledger.Snapshot copy = ledger.snapshot;
            post.to(to, voice -> voice.sentCopy(self, term, copy));
            return;
        }
        long before = other.next - 1;
        long beforeTerm = ledger.termAt(before);
        List<Entry> entries = ledger.from(other.next, SENT_MAX);
        long known = commit;
        post.to(to, voice -> voice.sentEntries(self, term, before, beforeTerm, entries, known));
    }

    private boolean heardFromLeader(int from, long term) {
        if (term < ledger.term) {
            long newer = ledger.term;
            post.to(from, voice -> voice.acknowledged(self, newer, false, 0, ledger.isVoter, ledger.incarnation));
            return false;
        }
        if (term > ledger.term || role == Role.CANDIDATE) {
            follow(term);
        }
        leader = from;
        heardNanos = world.now();
        rest();
        return true;
    }

    private void sentEntries(int from, long term, long before, long beforeTerm, List<Entry> entries, long known) {
        if (!heardFromLeader(from, term)) {
            return;
        }
        if (before > ledger.last() || (before >= ledger.base() && ledger.termAt(before) != beforeTerm)) {
            acknowledge(from, term, false, Math.min(ledger.last(), before - 1));
            return;
        }
        long at = before;
        for (Entry entry : entries) {
            at++;
            if (at <= ledger.base() || ledger.has(at, entry.term())) {
                continue;
            }
            if (at <= ledger.last()) {
                ledger.cutAfter(at - 1);
            }
            ledger.add(entry);
        }
        long matched = Math.max(ledger.base(), at);
        commit = Math.max(commit, Math.min(known, matched));
        sync(() -> acknowledge(from, term, true, matched));
        apply();
    }

    private void sentCopy(int from, long term, Ledger.Snapshot copy) {
        if (!heardFromLeader(from, term)) {
            return;
        }
        if (copy.last() > state.applied()) {
            ledger.adopt(copy);
            state.adopt(copy);
            commit = Math.max(commit, copy.last());
        }
        acknowledge(from, term, true, Math.min(copy.last(), ledger.last()));
    }

    private void acknowledge(int to, long term, boolean fits, long match) {
        boolean isVoter = ledger.isVoter;
        int incarnation = ledger.incarnation;
        post.to(to, voice -> voice.acknowledged(self, term, fits, match, isVoter, incarnation));
    }

    private void acknowledged(int from, long term, boolean fits, long match, boolean isVoter, int incarnation) {
        if (term > ledger.term) {
            follow(term);
        }
        if (role != Role.LEADER || term != ledger.term || !others.isNews(from, incarnation)) {
            return;
        }
        Others.Other other = others.of(from);
        other.heardNanos = world.now();
        other.isVoter = isVoter;
        if (fits) {
            other.match = Math.max(other.match, match);
            other.next = Math.max(other.next, match + 1);
            advance();
        } else {
            other.next = Math.max(1, Math.min(other.next - 1, match + 1));
        }
        if (!fits || other.next <= ledger.last()) {
            replicate(from);
        }
    }

    /** Commits what a majority has synced, if it is of this term. */
    private void advance() {
        if (role != Role.LEADER) {
            return;
        }
        for (long at = ledger.last(); at > commit && ledger.termAt(at) == ledger.term; at--) {
            long own = plant == Plant.LOG_ACKNOWLEDGED_BEFORE_SYNC ? ledger.last() : ledger.synced;
            if (others.have(at) + (own >= at ? 1 : 0) > all.size() / 2) {
                commit = at;
                break;
            }
        }
        apply();
    }

    // ---- the index ----

    private void apply() {
        if (isApplying || state.applied() >= commit) {
            return;
        }
        isApplying = true;
        long micros = isSlow ? world.between(20_000, 300_000) : world.between(20, 1_500);
        var _ = world.after(
                TimeUnit.MICROSECONDS.toNanos(micros),
                () -> life.execute(() -> {
                    isApplying = false;
                    if (state.applied() < commit) {
                        applyNext();
                        apply();
                    }
                }));
    }

    private void applyNext() {
        Entry entry = ledger.at(state.applied() + 1);
        if (entry.joined() == self && entry.incarnation() == ledger.incarnation) {
            ledger.isVoter = true;
        }
        if (truth.applied() == state.applied()) {
            truth.apply(entry); // nobody did before
        }
        state.apply(entry);
        if (state.applied() - ledger.base() >= keptEntries && ledger.synced >= state.applied()) {
            ledger.shorten(state.copy(ledger.termAt(state.applied())));
        }
    }

    @Override
    public String toString() {
        return role + " " + self + " in term " + ledger.term + (ledger.isVoter ? "" : ", no voter,") + " at "
                + state.applied() + " of " + commit + " of " + ledger.last() + " from " + ledger.base() + " by "
                + leader;
    }
}
