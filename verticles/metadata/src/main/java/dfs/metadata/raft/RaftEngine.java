package dfs.metadata.raft;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.metadata.Engine;
import dfs.metadata.Meters;
import dfs.metadata.index.Keys;
import dfs.metadata.index.Table;
import dfs.metadata.listing.Queries;
import dfs.metadata.rocks.RocksStore;
import dfs.protocol.Address;
import dfs.protocol.Consistency;
import dfs.protocol.health.ComponentState;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the metadata of a node that is alone: a log of one member and the index it drives. Reads see what was applied,
 * which for the only member is every commit that was acknowledged.
 *
 * <p>When the log's disk fails, commits are refused and reads go on; the log is opened anew every second until it works.
 */
public final class RaftEngine implements Engine {

    private static final Logger log = LoggerFactory.getLogger(RaftEngine.class);
    private static final Duration READY_LIMIT = Duration.ofMinutes(10);
    private static final long SPACE_TO_HEAL_BYTES = 16L << 20;
    private static final Duration REVIVAL_LIMIT = Duration.ofSeconds(10);
    private static final Duration REVIVAL_PAUSE = Duration.ofSeconds(1);

    private final RaftSettings settings;
    private final InstantSource clock;
    private volatile RocksStore store;
    private final Batcher batcher;
    private final Meters meters;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("metadata-watch").factory());
    private volatile Member member;
    private volatile boolean isReady;
    private volatile boolean isBehind; // the index was opened anew and has not got all of the log back
    private String reasonKnown = "";
    private volatile boolean isClosed;

    private RaftEngine(
            RaftSettings settings, InstantSource clock, MeterRegistry registry, RocksStore store, Member member) {
        this.settings = settings;
        this.clock = clock;
        this.store = store;
        this.member = member;
        this.batcher =
                new Batcher(this::submit, Address.METADATA_COMMIT.timeout().toMillis());
        this.meters = new Meters(registry, batcher::waiting);
    }

    /**
     * Opens the metadata in the settings' folder, and waits until it can serve.
     *
     * @throws IOException where it cannot be opened, with the reason
     */
    public static RaftEngine open(RaftSettings settings, InstantSource clock, MeterRegistry registry)
            throws IOException, InterruptedException {
        Files.createDirectories(settings.folder());
        RocksStore store = new RocksStore(index(settings));
        try {
            Member member = Member.open(log(settings), settings.nodeId(), store);
            RaftEngine engine = new RaftEngine(settings, clock, registry, store, member);
            member.awaitReady(READY_LIMIT);
            engine.isReady = true;
            var _ = engine.watch.scheduleWithFixedDelay(
                    engine::revive, REVIVAL_PAUSE.toMillis(), REVIVAL_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            return engine;
        } catch (IOException | InterruptedException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static Path index(RaftSettings settings) {
        return settings.folder().resolve("index");
    }

    private static Path log(RaftSettings settings) {
        return settings.folder().resolve("log");
    }

    @Override
    public List<Outcome<?>> commit(List<Mutation<?>> mutations) {
        checkSpace(mutations);
        return meters.commit(() -> batcher.commit(mutations));
    }

    @Override
    public <A> Read.Answer<A> read(Query<A> query, Consistency consistency) {
        if (isBehind) {
            throw unavailable();
        }
        return meters.read(() -> store.read(index -> {
            byte[] revision = index.get(Table.META, REVISION);
            A answer = new Queries(index).answer(query);
            return new Read.Answer<>(answer, revision == null ? 0 : Keys.number(revision, 0), Consistency.STRONG);
        }));
    }

    private static final byte[] REVISION = Keys.text("revision");

    @Override
    public ComponentState state() {
        if (isClosed || !isReady) {
            return new ComponentState(
                    ComponentState.Status.DEGRADED,
                    "The metadata log in " + log(settings) + " cannot be written; reads go on.");
        }
        if (freeBytes() < settings.reserveBytes()) {
            return new ComponentState(ComponentState.Status.DEGRADED, "The disk of " + settings.folder() + " is full.");
        }
        return ComponentState.OPERATIONAL;
    }

    private CompletableFuture<List<Outcome<?>>> submit(int mutations, List<byte[]> bodies) {
        if (!isReady) {
            return CompletableFuture.failedFuture(unavailable());
        }
        meters.batch(mutations);
        return member.submit(mutations, bodies, clock.millis());
    }

    private S3Failure unavailable() {
        return new S3Failure(
                ErrorCode.SERVICE_UNAVAILABLE,
                "The metadata log cannot be written now; reads go on. Look at the disk of " + settings.folder() + ".");
    }

    /** Refuses what needs space while there is little; what gives space back may use the reserve. */
    private void checkSpace(List<Mutation<?>> mutations) {
        boolean needsSpace = mutations.stream()
                .anyMatch(mutation -> !(mutation instanceof Mutation.DeleteObject
                        || mutation instanceof Mutation.DeleteBucket
                        || mutation instanceof Mutation.AbortUpload
                        || mutation instanceof Mutation.CondemnBlobs
                        || mutation instanceof Mutation.BuryBlobs));
        if (needsSpace && freeBytes() < settings.reserveBytes()) {
            throw new S3Failure(ErrorCode.INSUFFICIENT_STORAGE);
        }
    }

    private volatile long freeBytesKnown = Long.MAX_VALUE;
    private volatile long freeBytesAtMillis;

    /** Asked of the file system at most every so often. */
    private long freeBytes() {
        long now = clock.millis();
        if (Math.abs(now - freeBytesAtMillis) > 200) {
            freeBytesKnown = settings.folder().toFile().getUsableSpace();
            freeBytesAtMillis = now;
        }
        return freeBytesKnown;
    }

    private void revive() {
        if (isClosed || (member.isAlive() && member.isReady())) {
            return;
        }
        if (isReady) {
            isReady = false;
            reasonKnown = "";
            log.atError().addKeyValue("folder", log(settings)).log("metadata log failed; commits are refused");
        }
        try {
            member.close(); // one whose log failed may say that it lives, and never lead again
            heal();
            member = Member.open(log(settings), settings.nodeId(), store);
            member.awaitReady(REVIVAL_LIMIT);
            isBehind = false;
            isReady = true;
            log.atInfo().addKeyValue("folder", log(settings)).log("metadata log is back");
        } catch (IOException | RuntimeException e) {
            String reason = String.valueOf(e.getMessage());
            if (!reason.equals(reasonKnown)) {
                reasonKnown = reason; // once, not every second
                log.atWarn().addKeyValue("reason", reason).log("metadata log cannot be opened yet");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An index that failed to flush refuses all writes; opened anew, it stands at its last flush, and the log follows. */
    private void heal() throws IOException {
        try {
            store.flush();
        } catch (RuntimeException failed) {
            if (settings.folder().toFile().getUsableSpace() < SPACE_TO_HEAL_BYTES) {
                throw new IOException(failed.getMessage(), failed); // opening needs space too, and reads go on as it is
            }
            isBehind = true;
            store.close();
            store = new RocksStore(index(settings));
        }
    }

    private void awaitWatch() {
        try {
            if (!watch.awaitTermination(REVIVAL_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                log.atWarn().log("metadata log is still being opened while it is closed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        isClosed = true;
        watch.shutdownNow();
        awaitWatch();
        batcher.close();
        try {
            member.close();
        } catch (IOException e) {
            log.atWarn().addKeyValue("reason", e.getMessage()).log("metadata log did not close cleanly");
        }
        try {
            store.flush();
        } catch (RuntimeException e) {
            log.atWarn()
                    .addKeyValue("reason", e.getMessage())
                    .log("metadata index was not flushed; the log has it all");
        } finally {
            store.close();
        }
    }
}
