package dfs.metadata.raft;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.protocol.metadata.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's voices running over the indexes of its {@link Seat seats}. When the disk of a log fails, everybody who waits is told, nothing is committed any
 * more, and the log is opened anew every second until that works. Safe for any number of threads.
 */
final class Driver implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Driver.class);
    private static final Duration READY_LIMIT = Duration.ofMinutes(10);
    private static final Duration REVIVAL_LIMIT = Duration.ofSeconds(10);
    private static final Duration REVIVAL_PAUSE = Duration.ofSeconds(1);

    /** After so long no further lead is given away at the end: others miss it soon enough, and the own log is to be closed. */
    private static final Duration FAREWELL_LIMIT = Duration.ofSeconds(2);

    /** With less than this the log and the index are not opened anew: it would only fail again. */
    private static final long SPACE_TO_HEAL_BYTES = 16L << 20;

    /** With less than this a disk is as good as full. */
    private static final long SPACE_OF_FULL_BYTES = 1L << 20;

    /** How long a full disk may keep a member that is alone from leading before it is given up for now. */
    private static final Duration FULL_LIMIT = Duration.ofSeconds(5);

    /** How long a start waits for others. */
    private static final Duration OTHERS_LIMIT = Duration.ofSeconds(10);

    private static final Duration LOOK = Duration.ofMillis(5);
    private static final Duration LOOK_AT_OTHERS = Duration.ofMillis(30);

    private static final int PROBE_BYTES = 64 << 10;

    private final RaftSettings settings;
    private final InstantSource clock;
    private final FolderWatch folder;
    private final LogFolder logFolder;
    private final Meddling meddling;
    private final List<Seat> seats;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("metadata-watch").factory());
    private final List<Lead> leads;
    private volatile Optional<Voices> voices = Optional.empty();
    private volatile boolean isReady;
    private volatile boolean isInDoubt; // the file that is written may hold what is not on disk
    private volatile DiskFault fault = DiskFault.NONE;
    private volatile boolean isClosed;
    private String reasonKnown = "";

    /** A driver of {@code seats}, whose stores it closes in the end; nothing is opened yet. */
    Driver(RaftSettings settings, InstantSource clock, FolderWatch folder, List<Seat> seats, Meddling meddling) {
        this.settings = settings;
        this.clock = clock;
        this.folder = folder;
        this.seats = List.copyOf(seats);
        this.leads = this.seats.stream().map(seat -> new Lead(seat::voice)).toList();
        this.meddling = meddling;
        this.logFolder = new LogFolder(settings.log());
    }

    /**
     * Opens the log and waits until commits can be served, or until it is plain that the disk does not allow it now.
     *
     * @throws IOException where something else is wrong
     */
    void start() throws IOException, InterruptedException {
        try {
            openMember(READY_LIMIT);
        } catch (IOException e) {
            DiskFault found = DiskFault.of(e);
            if (found == DiskFault.NONE) {
                throw e;
            }
            fault = found;
            seats.forEach(Seat::judge);
            log.atError().setCause(e).addKeyValue("folder", settings.log()).log("metadata starts without commits");
        }
        var _ = watch.scheduleWithFixedDelay(
                this::look, REVIVAL_PAUSE.toMillis(), REVIVAL_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        watch.execute(this::lookAtLeads);
    }

    /** Whether commits are taken. */
    boolean isReady() {
        return isReady && !isClosed;
    }

    CompletableFuture<List<Outcome<?>>> submit(Seat seat, int mutations, List<byte[]> bodies) {
        Optional<Voice> open = seat.voice();
        if (!isReady() || open.isEmpty()) {
            return CompletableFuture.failedFuture(unavailable());
        }
        CompletableFuture<List<Outcome<?>>> outcomes = open.get().submit(mutations, bodies, clock.millis());
        if (!isReady()) { // it failed meanwhile, and told those who waited before this one did
            open.get().failAll(unknown());
        }
        return outcomes;
    }

    private S3Failure unknown() {
        return trouble("Whether the change took effect is not known").failure();
    }

    /** Why nothing is committed now, and what to do. */
    S3Failure unavailable() {
        return unavailability().failure();
    }

    /** As {@link #unavailable}, for clients and for the node's administrator. */
    Trouble unavailability() {
        if (isClosed) {
            return new Trouble(ErrorCode.SERVICE_UNAVAILABLE, "The node is stopping; retry later.");
        }
        return trouble(
                "The metadata cannot be " + (seats.stream().anyMatch(Seat::isBehind) ? "used" : "written") + " now");
    }

    private Trouble trouble(String begin) {
        DiskFault found = folder.isGone() ? DiskFault.GONE : fault;
        String why = found == DiskFault.NONE ? "look at its disk" : found.words();
        String end = " failed: " + why + ". Retry when that is mended.";
        return new Trouble(
                found.code(), begin + "; the log of this node" + end, begin + "; the log in " + settings.log() + end);
    }

    /** On a thread of the log, which will take no more entries: nothing it holds is acknowledged from here on. */
    private void logFailed(Throwable cause) {
        if (isClosed) {
            return; // what was still to be written is refused by the close
        }
        isReady = false;
        fault = DiskFault.of(cause) == DiskFault.NONE ? DiskFault.BROKEN : DiskFault.of(cause);
        doubt();
        log.atError().setCause(cause).addKeyValue("folder", settings.log()).log("metadata log failed");
        voices.ifPresent(failed -> failed.failAll(unknown()));
        try {
            watch.execute(this::look);
        } catch (RejectedExecutionException closed) {
            log.atDebug().log("metadata log failed while it was closed");
        }
    }

    /** Whatever failed, a sync may have: known to this process in any case, and to the next one where the disk takes a note. */
    private void doubt() {
        isInDoubt = true;
        logFolder.doubt();
    }

    private void openMember(Duration limit) throws IOException, InterruptedException {
        logFolder.secure(isInDoubt);
        isInDoubt = false;
        Voices opened = Voices.open(settings, seats, this::logFailed, meddling);
        voices = Optional.of(opened);
        for (int i = 0; i < seats.size(); i++) {
            seats.get(i).take(opened.all().get(i));
        }
        logFolder.syncNames(); // before anything in them is told of
        for (Seat seat : seats) {
            LogNames.sync(seat.group().folder());
        }
        long othersDeadline = System.nanoTime() + OTHERS_LIMIT.toNanos();
        for (Seat seat : seats) {
            if (seat.isAmongOthers()) {
                awaitOthers(seat, othersDeadline);
            } else {
                awaitLead(seat, limit);
            }
        }
        seats.forEach(Seat::upToDate);
        fault = DiskFault.NONE;
        isReady = true;
    }

    /** Waits until the voice, which is alone, leads and has applied its whole log. */
    private void awaitLead(Seat seat, Duration limit) throws IOException, InterruptedException {
        Voice opened = seat.voice().orElseThrow();
        long began = System.nanoTime();
        while (!opened.isLeaderReady()) {
            long waited = System.nanoTime() - began;
            if (!opened.isAlive()) {
                throw voices.orElseThrow().ended();
            }
            if (waited > limit.toNanos()) {
                throw new IOException("The metadata log did not become ready within " + limit.toSeconds() + " s.");
            }
            if (waited > FULL_LIMIT.toNanos() && folder.freeBytes() < SPACE_OF_FULL_BYTES) {
                throw new IOException("The metadata log cannot be led: no space left on its disk.");
            }
            Thread.sleep(LOOK);
        }
    }

    /** Waits for a while that it has what the others have; without them it serves what it can. */
    private void awaitOthers(Seat seat, long deadline) throws IOException, InterruptedException {
        Voice opened = seat.voice().orElseThrow();
        while (!seat.catchUp() && opened.peers().contains(opened.id()) && System.nanoTime() < deadline) {
            if (!opened.isAlive()) {
                throw voices.orElseThrow().ended();
            }
            Thread.sleep(LOOK_AT_OTHERS);
        }
    }

    /** Opens the log anew where it failed. */
    private void look() {
        boolean isFine = seats.stream().allMatch(seat -> seat.isFine() || seat.isRemoved());
        if (isClosed || seats.stream().allMatch(Seat::isRemoved) || (isFine && isReady)) {
            lookAtOthers();
            return;
        }
        if (isReady) {
            isReady = false;
            log.atError().addKeyValue("folder", settings.log()).log("metadata log ended; commits are refused");
        }
        try {
            revive();
            reasonKnown = "";
            log.atInfo().addKeyValue("folder", settings.log()).log("metadata log is back");
        } catch (IOException | RuntimeException e) {
            String reason = String.valueOf(e.getMessage());
            DiskFault found = DiskFault.of(e);
            fault = found == DiskFault.NONE ? fault : found;
            if (!reason.equals(reasonKnown)) {
                reasonKnown = reason; // once, not every second
                log.atWarn().addKeyValue("reason", reason).log("metadata log cannot be opened yet");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks, and again as soon as one of them asks for it. */
    private void lookAtLeads() {
        Duration next = Lead.LATER;
        for (Lead lead : leads) {
            try {
                Duration wanted = lead.look();
                next = wanted.compareTo(next) < 0 ? wanted : next;
            } catch (RuntimeException closed) { // meanwhile
                log.atDebug().setCause(closed).log("no look at the lead");
            }
        }
        try {
            var _ = watch.schedule(this::lookAtLeads, next.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            log.atDebug().log("no further look at the lead: the metadata closes");
        }
    }

    private void lookAtOthers() {
        try {
            for (Seat seat : seats) {
                if (!isClosed && isReady && !seat.wasCaughtUp() && seat.isAmongOthers()) {
                    boolean _ = seat.catchUp();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void revive() throws IOException, InterruptedException {
        if (seats.stream().anyMatch(Seat::isAmongOthers)) {
            doubt();
            voices.orElseThrow().close(); // at once: if it led, others are to
        }
        if (folder.isGone()) { // opening would make a new one in its place
            throw new IOException("The folder " + settings.folder() + ": " + DiskFault.GONE.words() + ".");
        }
        if (voices.isPresent()) {
            doubt();
            voices.get().close(); // one whose log failed may say that it lives, and never lead again
        }
        if (folder.freeBytes() < SPACE_TO_HEAL_BYTES) {
            throw new IOException("no space left: opening the log needs " + SPACE_TO_HEAL_BYTES + " bytes");
        }
        tryDisk();
        for (Seat seat : seats) {
            seat.heal();
        }
        openMember(REVIVAL_LIMIT);
    }

    /** Fails where the disk takes no writes: the index, which may still be read, must not be closed for nothing. */
    private void tryDisk() throws IOException {
        Path probe = settings.folder().resolve("probe");
        try (FileChannel channel = FileChannel.open(probe, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            int _ = channel.write(ByteBuffer.wrap(new byte[PROBE_BYTES]));
            channel.force(true);
        }
        Files.delete(probe);
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
        giveLeadsAway();
        try {
            if (voices.isPresent()) {
                voices.get().close();
            }
        } catch (IOException e) {
            log.atWarn().addKeyValue("reason", e.getMessage()).log("metadata log did not close cleanly");
        }
        seats.forEach(Driver::flushAndClose);
    }

    private void giveLeadsAway() {
        long beganNanos = System.nanoTime();
        for (Lead lead : leads) {
            if (System.nanoTime() - beganNanos >= FAREWELL_LIMIT.toNanos()) {
                return;
            }
            lead.giveAway();
        }
    }

    private static void flushAndClose(Seat seat) {
        try {
            seat.store().flush();
        } catch (RuntimeException e) {
            log.atWarn()
                    .addKeyValue("reason", e.getMessage())
                    .log("metadata index was not flushed; the log has it all");
        } finally {
            seat.store().close();
        }
    }
}
