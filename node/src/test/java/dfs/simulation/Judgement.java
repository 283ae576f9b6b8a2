package dfs.simulation;

import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.core.name.BucketName;
import dfs.core.placement.Placement;
import dfs.core.record.ObjectRecord;
import dfs.core.record.Usage;
import dfs.metadata.listing.Queries;
import dfs.protocol.job.Fsck;
import dfs.protocol.job.Job;
import dfs.protocol.metadata.Query;
import dfs.simulation.Simulation.Acknowledged;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Looks at what is left of a run when all is well again: whether it comes to rest, and whether all is there that should be, and nothing else. */
final class Judgement {

    private static final int ROUNDS_MAX = 4;
    private static final int ATTEMPTS_MAX = 5;
    private static final int REPLICAS = 3;

    /** After so long no replica is written any more by a write that was acknowledged without it, or given up. */
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** What was stamped by clocks that were off, or since, looks young for so long. */
    private static final long CLOCKS_OFF_NANOS = TimeUnit.HOURS.toNanos(60);

    private static final List<Job.Name> JOBS = List.of(Job.Name.SCRUB, Job.Name.REPAIR, Job.Name.GARBAGE);

    private final World world;
    private final List<Node> nodes;
    private final State truth;
    private final List<Acknowledged> acknowledged;

    Judgement(World world, List<Node> nodes, State truth, List<Acknowledged> acknowledged) {
        this.world = world;
        this.nodes = nodes;
        this.truth = truth;
        this.acknowledged = acknowledged;
    }

    /** What is wrong, if anything is. */
    Optional<String> violation(BooleanSupplier areClientsDone) {
        if (!isReached(areClientsDone, 120)) {
            return bug().or(() -> Optional.of("clients wait in vain when all is well again"));
        }
        if (!isReached(this::isWhole, 60)) {
            return bug().or(() -> Optional.of("the members do not come to agree when all is well again: " + voices()));
        }
        return bug().or(this::unmended)
                .or(this::unsound)
                .or(this::miscounted)
                .or(this::unreadable)
                .or(this::bug);
    }

    private Optional<String> bug() {
        return world.bugs().stream().findFirst().map(bug -> {
            StringBuilder text = new StringBuilder(bug.toString());
            for (StackTraceElement at : bug.getStackTrace()) {
                text.append("\n    at ").append(at);
            }
            return text.toString();
        });
    }

    private boolean isReached(BooleanSupplier goal, long seconds) {
        return world.run(() -> goal.getAsBoolean() || !world.bugs().isEmpty(), TimeUnit.SECONDS.toNanos(seconds))
                && world.bugs().isEmpty();
    }

    private List<Voice> voices() {
        return nodes.stream().flatMap(node -> node.voice().stream()).toList();
    }

    private boolean isWhole() {
        if (!nodes.stream().allMatch(Node::isServing)) {
            return false;
        }
        List<Voice> voices = voices();
        long leaders = voices.stream().filter(Voice::isLeading).count();
        int digest = Ledger.digest(truth.index());
        return leaders == 1
                && voices.stream()
                        .allMatch(voice -> voice.isVoter()
                                && voice.committed() == truth.applied()
                                && voice.state().applied() == truth.applied()
                                && Ledger.digest(voice.state().index()) == digest);
    }

    /** Lets the jobs work until a census finds all well, and no garbage. */
    private Optional<String> unmended() {
        world.run(REST_NANOS);
        String found = "";
        for (int round = 0; round < ROUNDS_MAX; round++) {
            world.leap(CLOCKS_OFF_NANOS);
            for (Job.Name job : JOBS) {
                nodes.forEach(node -> node.life().start(() -> {
                    var _ = node.jobs().control(job, Job.Order.START);
                }));
                world.run(TimeUnit.MILLISECONDS.toNanos(500));
                if (!isReached(() -> nodes.stream().allMatch(node -> isIdle(node, job)), 60)) {
                    return bug().or(() -> Optional.of("job " + job + " does not end"));
                }
            }
            Fsck.Report report = census(nodes.get(world.dice(nodes.size())));
            boolean isClean =
                    report.nodes().stream().allMatch(node -> node.unnamedBlobs() == 0 && node.surplusBlobs() == 0);
            if (report.isHealthy() && isClean) {
                return Optional.empty();
            }
            found = report.toString();
        }
        return Optional.of("not mended after " + ROUNDS_MAX + " rounds of all jobs: " + found);
    }

    private static boolean isIdle(Node node, Job.Name job) {
        return node.jobs().statuses().stream()
                .allMatch(status -> status.name() != job || status.state() == Job.State.IDLE);
    }

    private Fsck.Report census(Node node) {
        node.life().start(() -> {
            var _ = node.jobs().startCensus(true);
        });
        world.run(TimeUnit.MILLISECONDS.toNanos(1));
        boolean _ = isReached(() -> node.jobs().census().state() != Fsck.State.RUNNING, 120);
        return node.jobs().census();
    }

    /** A census is believed nothing: what is on the disks is held against what is named. */
    private Optional<String> unsound() {
        Set<BlobId> named = new TreeSet<>(new Queries(truth.index())
                .answer(new Query.ListNamedBlobs(Optional.empty(), 10_000))
                .entries());
        Placement placement = Placement.of(nodes.stream().map(Node::name).toList(), REPLICAS);
        for (Node node : nodes) {
            Set<BlobId> due = new TreeSet<>(named);
            due.removeIf(id -> !placement.isHolder(node.name(), id));
            Set<BlobId> there = new TreeSet<>(node.disk().ids());
            if (!due.equals(there)) {
                return Optional.of("on the disk of " + node.name() + " is " + there + " instead of " + due);
            }
            for (BlobId id : due) {
                if (!node.disk().hasSound(id)) {
                    return Optional.of("blob " + id + " is damaged on the disk of " + node.name());
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> miscounted() {
        for (BucketName bucket : List.of(Requests.PLAIN, Requests.VERSIONED)) {
            List<Query.ListedVersion> all = new Queries(truth.index())
                    .answer(new Query.ListVersions(bucket, "", "", "", Optional.empty(), 1000))
                    .entries();
            Usage counted = Usage.NONE;
            for (Query.ListedVersion version : all) {
                counted = counted.plus(
                        version.isDeleteMarker()
                                ? new Usage(0, 0, 1, 0, 0, 0)
                                : new Usage(version.isLatest() ? 1 : 0, 1, 0, version.sizeBytes(), 0, 0));
            }
            Usage told = new Queries(truth.index()).answer(new Query.FindUsage(bucket));
            if (!told.equals(counted)) {
                return Optional.of("the usage of " + bucket + " is " + told + " and there is " + counted);
            }
        }
        return Optional.empty();
    }

    /** Reads, through each node, what clients were told that it is there, and all else that is. */
    private Optional<String> unreadable() {
        StringBuilder wrong = new StringBuilder();
        int[] busy = {nodes.size()};
        for (Node node : nodes) {
            node.life().start(() -> {
                readPatiently(node).ifPresent(wrong::append);
                busy[0]--;
            });
        }
        if (!isReached(() -> busy[0] == 0, 600)) {
            return bug().or(() -> Optional.of("what is there cannot be read in time"));
        }
        return wrong.isEmpty() ? Optional.empty() : Optional.of(wrong.toString());
    }

    /** Also where all is well an answer may come late once. */
    private Optional<String> readPatiently(Node node) {
        for (int attempt = 1; ; attempt++) {
            try {
                return read(new Requests(world, node));
            } catch (S3Failure failure) {
                if (attempt == ATTEMPTS_MAX) {
                    return Optional.of(failure.toString());
                }
            }
        }
    }

    private Optional<String> read(Requests requests) {
        for (Acknowledged each : acknowledged) {
            if (!each.key().startsWith("v")) {
                continue;
            }
            Optional<ObjectRecord> found =
                    requests.version(each.key(), each.version().versionId());
            if (found.flatMap(requests::value)
                    .filter(value -> value == each.value())
                    .isEmpty()) {
                return Optional.of(each + " was acknowledged, and is not to be read");
            }
        }
        for (BucketName bucket : List.of(Requests.PLAIN, Requests.VERSIONED)) {
            for (Query.ListedVersion listed : new Queries(truth.index())
                    .answer(new Query.ListVersions(bucket, "", "", "", Optional.empty(), 1000))
                    .entries()) {
                boolean isThere = listed.isDeleteMarker()
                        || requests.version(listed.key().text(), listed.versionId())
                                .flatMap(requests::value)
                                .isPresent();
                if (!isThere) {
                    return Optional.of(listed + " is there, and its bytes are not");
                }
            }
        }
        return Optional.empty();
    }
}
