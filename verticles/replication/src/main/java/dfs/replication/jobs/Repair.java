package dfs.replication.jobs;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobStore.Verdict;
import dfs.protocol.metadata.Query;
import dfs.replication.Clocks;
import dfs.replication.copies.Replica;
import dfs.replication.copies.Replicas;
import dfs.replication.copies.Wants;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives this node the blobs that it should keep and has not, or has damaged. It gets what others ask for at once; it walks over what was
 * named lately at every run, and over everything at its first one, when nodes came or went, when it could not work for a while, and now and then.
 */
final class Repair implements Work {

    private static final Logger log = LoggerFactory.getLogger(Repair.class);

    /** How often it runs. */
    static final Duration INTERVAL = Duration.ofSeconds(15);

    /** How soon after the start. */
    static final Duration FIRST = Duration.ofSeconds(2);

    /** What is younger than this is looked at in every run. */
    private static final long YOUNG_MILLIS = Duration.ofMinutes(2).toMillis();

    /** And what is younger than this in every so manieth: an upload may take long between its blob's beginning and its name. */
    private static final long YOUNGER_MILLIS = Duration.ofMinutes(30).toMillis();

    private static final int YOUNGER_EVERY = 20;

    /** A node that did nothing for so long has been away: nobody knows what it missed. */
    private static final long AWAY_MILLIS = 4 * INTERVAL.toMillis();

    private static final long ALL_EVERY_MILLIS = Duration.ofHours(6).toMillis();

    /** What is wanted and has no name yet is wanted for so long: the longest that an upload may take. */
    private static final long NAMELESS_MILLIS = Duration.ofHours(24).toMillis();

    private static final int AT_ONCE = 4;

    private final Replicas replicas;
    private final Wants wants;
    private final MetadataSide metadata;
    private final Fetch fetch;
    private final Clocks clocks;
    private final JobMeters meters;

    private boolean isAllOwed = true;
    private List<String> seenNodes = List.of();
    private long endedMillis;
    private long walkedAllMillis;
    private int runs;

    Repair(Replicas replicas, Wants wants, MetadataSide metadata, Clocks clocks, JobMeters meters) {
        this.replicas = replicas;
        this.wants = wants;
        this.metadata = metadata;
        this.fetch = new Fetch(replicas, metadata);
        this.clocks = clocks;
        this.meters = meters;
        this.endedMillis = clocks.steady().millis();
    }

    @Override
    public void run(Run run) {
        List<String> nodes = replicas.all().stream().map(Replica::nodeId).toList();
        if (nodes.size() < 2 || !nodes.contains(replicas.selfId())) {
            return;
        }
        long now = clocks.steady().millis();
        isAllOwed |= run.isOrdered()
                || !nodes.equals(seenNodes)
                || now - endedMillis > AWAY_MILLIS
                || now - walkedAllMillis > ALL_EVERY_MILLIS;
        seenNodes = nodes;
        boolean isDone = false;
        try {
            mendWanted(run);
            walk(isAllOwed ? Optional.empty() : Optional.of(younger()), run);
            isDone = true;
        } finally {
            endedMillis = clocks.steady().millis();
            if (isDone && isAllOwed) {
                walkedAllMillis = endedMillis;
            }
            isAllOwed = !isDone;
            runs++;
        }
    }

    /** Before the first blob of those that were begun lately. */
    private BlobId younger() {
        long window = runs % YOUNGER_EVERY == 0 ? YOUNGER_MILLIS : YOUNG_MILLIS;
        return BlobId.of(Math.max(0, clocks.wall().millis() - window), 0, 0);
    }

    /** What somebody found bad here is checked byte by byte: that it is there, and as long as it should be, says nothing. */
    private void mendWanted(Run run) {
        List<BlobId> wanted = wants.takeAll().stream().sorted().toList();
        for (int from = 0; from < wanted.size(); from += MetadataSide.PAGE) {
            List<BlobId> page = wanted.subList(from, Math.min(from + MetadataSide.PAGE, wanted.size()));
            Set<BlobId> named = metadata.named(page);
            List<BlobId> bad = new ArrayList<>();
            for (BlobId id : page) {
                run.goOn();
                if (named.contains(id)) {
                    if (replicas.isHolder(id) && !(replicas.local().verify(id) instanceof Verdict.Sound)) {
                        bad.add(id);
                    }
                } else if (clocks.wall().millis() - id.beganMillis() < NAMELESS_MILLIS) {
                    wants.add(id);
                }
            }
            // Those that were verified and found bad asked for themselves again.
            fetchAll(bad, run);
        }
    }

    private void walk(Optional<BlobId> from, Run run) {
        Optional<BlobId> after = from;
        Query.Page<BlobId> page;
        do {
            run.goOn();
            page = metadata.listNamed(after);
            if (!page.entries().isEmpty()) {
                BlobId last = page.entries().getLast();
                Set<BlobId> listed =
                        Missing.listed(replicas.local(), after, last).keySet();
                List<BlobId> missing = page.entries().stream()
                        .filter(id -> !listed.contains(id) && replicas.isHolder(id))
                        .toList();
                fetchAll(missing, run);
                run.look(page.entries().size() - missing.size(), 0);
                after = Optional.of(last);
            }
        } while (page.hasMore());
    }

    /** Gets several at a time; the first failure of the own store ends the run, which is tried again later. */
    private void fetchAll(List<BlobId> ids, Run run) {
        Semaphore turns = new Semaphore(AT_ONCE);
        ConcurrentLinkedQueue<S3Failure> failures = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<RuntimeException> bugs = new ConcurrentLinkedQueue<>();
        try {
            for (BlobId id : ids) {
                run.goOn();
                turns.acquireUninterruptibly();
                if (!failures.isEmpty() || !bugs.isEmpty()) {
                    turns.release();
                    break;
                }
                Thread.ofVirtual().name("dfs-repair").start(() -> {
                    try {
                        tell(id, fetch.fetch(id), run);
                    } catch (S3Failure failure) {
                        failures.add(failure);
                    } catch (RuntimeException bug) {
                        bugs.add(bug);
                    } finally {
                        turns.release();
                    }
                });
            }
        } finally {
            turns.acquireUninterruptibly(AT_ONCE);
        }
        if (!bugs.isEmpty()) {
            throw bugs.remove();
        }
        if (!failures.isEmpty()) {
            throw paused(failures.remove());
        }
    }

    private static S3Failure paused(S3Failure failure) {
        return failure.code() == ErrorCode.INSUFFICIENT_STORAGE
                ? new S3Failure(ErrorCode.INSUFFICIENT_STORAGE, "the disk is full; the repair goes on when it has room")
                : failure;
    }

    private void tell(BlobId id, Fetch.Result result, Run run) {
        switch (result) {
            case Fetch.Result.Done(long sizeBytes) -> {
                meters.repaired();
                run.look(1, sizeBytes);
                run.find("blob " + id + " was missing or damaged here, and is made anew");
            }
            case Fetch.Result.Nowhere(String why) -> {
                meters.found();
                log.atError().addKeyValue("blob", id).addKeyValue("why", why).log("blob cannot be repaired");
                run.find("blob " + id + " is missing or damaged here, and no node gives it: " + why);
                wants.add(id);
            }
            case Fetch.Result.Unnamed(), Fetch.Result.UnderWay() -> run.look(1, 0);
        }
    }
}
