package dfs.replication.jobs;

import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobStore.StoredBlob;
import dfs.protocol.blob.BlobStore.Verdict;
import dfs.protocol.job.Fsck;
import dfs.protocol.metadata.Query;
import dfs.replication.Waits;
import dfs.replication.copies.Replica;
import dfs.replication.copies.Replicas;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Compares what every node keeps with what the metadata names: what is missing, of another length than elsewhere, known there to be damaged, or,
 * where asked, not what was written. It changes nothing.
 */
final class Census {

    /** A copy that is still being written when others have it is looked for again so many times, a second apart, before it is missing. */
    private static final int LOOKS_MAX = 5;

    private static final int FINDINGS_MAX = 100;

    private final Replicas replicas;
    private final MetadataSide metadata;
    private final Waits waits;
    private final boolean isDeep;
    private final BooleanSupplier isStopped;
    private final Map<String, Tally> tallies = new LinkedHashMap<>();
    private long namedBlobs;

    /** What was counted on one node; changed by one thread at a time. */
    private static final class Tally {
        private boolean isReachable = true;
        private boolean isAsked;
        private long expected;
        private long missing;
        private long damaged;
        private long surplus;
        private long unnamed;
        private long sole;
        private final List<String> findings = new ArrayList<>();

        void find(String finding) {
            if (findings.size() < FINDINGS_MAX) {
                findings.add(finding);
            }
        }
    }

    Census(Replicas replicas, MetadataSide metadata, Waits waits, boolean isDeep, BooleanSupplier isStopped) {
        this.replicas = replicas;
        this.metadata = metadata;
        this.waits = waits;
        this.isDeep = isDeep;
        this.isStopped = isStopped;
    }

    /** How many blobs the metadata names, as far as this has come. */
    long namedBlobs() {
        return namedBlobs;
    }

    /** Takes it; {@code told} hears how it stands after every page. */
    List<Fsck.NodeReport> take(Consumer<Census> told) {
        List<Replica> nodes = replicas.all();
        nodes.forEach(node -> tallies.put(node.nodeId(), new Tally()));
        Optional<BlobId> after = Optional.empty();
        boolean hasMore = true;
        while (hasMore && !isStopped.getAsBoolean()) {
            Query.Page<BlobId> page = metadata.listNamed(after);
            hasMore = page.hasMore();
            // The last page goes on to the end of what the nodes have.
            BlobId last = hasMore ? page.entries().getLast() : new BlobId(-1, -1);
            compare(nodes, page.entries(), after, last);
            namedBlobs += page.entries().size();
            after = Optional.of(last);
            told.accept(this);
        }
        return reports();
    }

    /** What was found so far, on the nodes that were asked by now. */
    List<Fsck.NodeReport> reports() {
        return tallies.entrySet().stream()
                .filter(each -> each.getValue().isAsked)
                .map(each -> new Fsck.NodeReport(
                        each.getKey(),
                        each.getValue().isReachable,
                        each.getValue().expected,
                        each.getValue().missing,
                        each.getValue().damaged,
                        each.getValue().surplus,
                        each.getValue().unnamed,
                        each.getValue().sole,
                        each.getValue().findings))
                .toList();
    }

    /** Whether all nodes answered and have all that they should. */
    boolean isHealthy() {
        return !tallies.isEmpty()
                && tallies.values().stream()
                        .allMatch(tally ->
                                tally.isAsked && tally.isReachable && tally.missing == 0 && tally.damaged == 0);
    }

    private void compare(List<Replica> nodes, List<BlobId> named, Optional<BlobId> after, BlobId last) {
        Map<String, Map<BlobId, StoredBlob>> listed = new ConcurrentHashMap<>();
        onEach(nodes, node -> listed.put(node.nodeId(), Missing.listed(node.store(), after, last)));
        Map<BlobId, Set<String>> holders = new HashMap<>();
        for (BlobId id : named) {
            Set<String> of = new HashSet<>();
            replicas.holders(id).forEach(holder -> of.add(holder.nodeId()));
            holders.put(id, of);
        }
        Map<BlobId, Long> lengths = lengths(named, listed);
        countSole(named, listed, lengths);
        onEach(nodes, node -> {
            Map<BlobId, StoredBlob> there = listed.get(node.nodeId());
            if (there != null) {
                compareNode(node, there, holders, lengths);
            }
        });
    }

    /** Counts what is on one node alone, in the length that it should have and with no damage known; whoever does not answer may have what is on none. */
    private void countSole(List<BlobId> named, Map<String, Map<BlobId, StoredBlob>> listed, Map<BlobId, Long> lengths) {
        for (BlobId id : named) {
            List<String> having = listed.entrySet().stream()
                    .filter(node -> Optional.ofNullable(node.getValue().get(id))
                            .filter(copy -> lengths.getOrDefault(id, -1L) == copy.sizeBytes() && !copy.isKnownDamaged())
                            .isPresent())
                    .map(Map.Entry::getKey)
                    .toList();
            tallies.forEach((node, tally) -> {
                boolean isOnlyHere = having.size() == 1 && having.contains(node);
                boolean isPerhapsHere = having.isEmpty() && !tally.isReachable;
                tally.sole += isOnlyHere || isPerhapsHere ? 1 : 0;
            });
        }
    }

    /** The length that most copies have. */
    private static Map<BlobId, Long> lengths(List<BlobId> named, Map<String, Map<BlobId, StoredBlob>> listed) {
        Map<BlobId, Long> lengths = new HashMap<>();
        for (BlobId id : named) {
            Map<Long, Integer> votes = new HashMap<>();
            for (Map<BlobId, StoredBlob> there : listed.values()) {
                StoredBlob blob = there.get(id);
                if (blob != null) {
                    votes.merge(blob.sizeBytes(), 1, Integer::sum);
                }
            }
            votes.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .ifPresent(most -> lengths.put(id, most.getKey()));
        }
        return lengths;
    }

    private void compareNode(
            Replica node, Map<BlobId, StoredBlob> there, Map<BlobId, Set<String>> holders, Map<BlobId, Long> lengths) {
        Tally tally = tally(node);
        List<BlobId> missing = new ArrayList<>();
        for (Map.Entry<BlobId, Set<String>> each : holders.entrySet()) {
            BlobId id = each.getKey();
            StoredBlob blob = there.get(id);
            if (!each.getValue().contains(node.nodeId())) {
                tally.surplus += blob == null ? 0 : 1;
                continue;
            }
            tally.expected++;
            if (blob == null) {
                missing.add(id);
            } else if (isBad(node, blob, lengths.getOrDefault(id, blob.sizeBytes()))) {
                damaged(node, tally, id);
            }
        }
        List<BlobId> strangers = there.keySet().stream()
                .filter(id -> !holders.containsKey(id))
                .sorted()
                .toList();
        tally.unnamed += strangers.size() - namedOf(strangers).size();
        confirmMissing(node, tally, missing);
    }

    private boolean isBad(Replica node, StoredBlob blob, long length) {
        return blob.sizeBytes() != length
                || blob.isKnownDamaged()
                || (isDeep && !(node.store().verify(blob.id()) instanceof Verdict.Sound));
    }

    private void damaged(Replica node, Tally tally, BlobId id) {
        // What was deleted meanwhile, with the list of what was there, is not damaged.
        if (!metadata.named(List.of(id)).isEmpty()) {
            tally.damaged++;
            tally.find("blob " + id + " is damaged on node " + node.nodeId() + "; it would be made anew from "
                    + others(id, node));
        }
    }

    /** What was deleted meanwhile is not missing, nor what is still being written to a node after a quorum had it. */
    private void confirmMissing(Replica node, Tally tally, List<BlobId> suspected) {
        List<BlobId> missing = suspected;
        for (int look = 0; look < LOOKS_MAX && !missing.isEmpty(); look++) {
            if (look > 0) {
                pause();
            }
            missing = namedOf(missing).stream()
                    .filter(id -> isAbsent(node, id))
                    .sorted()
                    .toList();
        }
        for (BlobId id : missing) {
            tally.missing++;
            tally.find("blob " + id + " is missing on node " + node.nodeId() + "; it would be made anew from "
                    + others(id, node));
        }
    }

    private void pause() {
        try {
            waits.sleep(TimeUnit.SECONDS.toNanos(1));
        } catch (InterruptedException e) {
            throw new Run.Stopped();
        }
    }

    private static boolean isAbsent(Replica node, BlobId id) {
        Optional<BlobReader> reader = node.store().open(id);
        reader.ifPresent(BlobReader::close);
        return reader.isEmpty();
    }

    private Set<BlobId> namedOf(List<BlobId> ids) {
        Set<BlobId> named = new HashSet<>();
        for (int from = 0; from < ids.size(); from += MetadataSide.PAGE) {
            named.addAll(metadata.named(ids.subList(from, Math.min(from + MetadataSide.PAGE, ids.size()))));
        }
        return named;
    }

    private String others(BlobId id, Replica but) {
        List<String> others = replicas.holders(id).stream()
                .map(Replica::nodeId)
                .filter(node -> !node.equals(but.nodeId()))
                .toList();
        return others.isEmpty() ? "nowhere" : String.join(" or ", others);
    }

    private Tally tally(Replica node) {
        Tally tally = tallies.get(node.nodeId());
        if (tally == null) {
            throw new IllegalStateException("node " + node.nodeId());
        }
        return tally;
    }

    /** Does something with all nodes at once; one that does not answer is noted as such, and left alone from then on. */
    private void onEach(List<Replica> nodes, Consumer<Replica> step) {
        Map<String, RuntimeException> bugs = new ConcurrentHashMap<>();
        List<Thread> threads = new ArrayList<>();
        for (Replica node : nodes) {
            if (!tally(node).isReachable) {
                continue;
            }
            tally(node).isAsked = true;
            threads.add(Thread.ofVirtual().name("dfs-fsck").start(() -> {
                try {
                    step.accept(node);
                } catch (S3Failure failure) {
                    tally(node).isReachable = false;
                    tally(node)
                            .find("node " + node.nodeId() + " does not answer: "
                                    + failure.error().message());
                } catch (RuntimeException bug) {
                    bugs.put(node.nodeId(), bug);
                }
            }));
        }
        for (Thread thread : threads) {
            boolean isJoined = false;
            while (!isJoined) {
                try {
                    thread.join();
                    isJoined = true;
                } catch (InterruptedException e) {
                    throw new Run.Stopped();
                }
            }
        }
        if (!bugs.isEmpty()) {
            throw bugs.values().iterator().next();
        }
    }
}
