package dfs.metadata.raft;

import dfs.metadata.index.Index;
import dfs.metadata.rocks.RocksStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whole copies of the index for members that the log does not help any more. One is made when a member needs it, of links to the files of
 * the index, and is sent by Ratis, which puts it whole into the same folder of the receiver, or not at all. There it takes the
 * index's place in one step.
 */
final class Snapshots {

    private static final Logger log = LoggerFactory.getLogger(Snapshots.class);
    private static final Pattern NAME = Pattern.compile("checkpoint-([0-9]+)-([0-9]+)");
    private static final String ARRIVING = "index-arriving";

    /** Where in a log Ratis receives: each transfer into a folder of its own, which it leaves there when the transfer is cut off. */
    private static final String PARTS = "tmp";

    /** One that is older keeps files that the index has let go, and the log behind it: it is deleted. */
    private static final Duration AGE_MAX = Duration.ofMinutes(10);

    /** A copy is sent so often at most: to a few members, and again to one that went away meanwhile. */
    private static final int ASKED_MAX = 4;

    private final Path folder;
    private final Supplier<RocksStore> store;
    private final Runnable moveOn;
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<Made> made = Optional.empty();
    private int asked;

    private record Made(Path path, TermIndex position, long madeNanos) {}

    /**
     * Copies of what {@code store} holds, in {@code folder}, which Ratis sends from and receives to.
     *
     * @param moveOn has an entry applied
     */
    Snapshots(Path folder, Supplier<RocksStore> store, Runnable moveOn) {
        this.folder = folder;
        this.store = store;
        this.moveOn = moveOn;
    }

    /** What Ratis is told of: the index as it is on disk at {@code durable}; copied when its files are asked for. */
    SnapshotInfo of(TermIndex durable) {
        return new OnDemand(durable);
    }

    /** Up to where the log may go: not to the last entry of a copy that is on its way, for its receiver goes on behind that one. */
    long purgeable(long index) {
        lock.lock();
        try {
            if (made.isPresent() && isOld(made.get())) {
                delete(made.get().path());
                made = Optional.empty();
            }
            return made.map(each -> Math.min(index, each.position().getIndex() - 1))
                    .orElse(index);
        } finally {
            lock.unlock();
        }
    }

    private static boolean isOld(Made each) {
        return System.nanoTime() - each.madeNanos() > AGE_MAX.toNanos();
    }

    /**
     * A copy from which the log leads on. Ratis sends one that its receiver has already again and again, for it is not told so much; a
     * newer one ends that.
     */
    private Made make() {
        lock.lock();
        try {
            asked++;
            if (made.isEmpty() || isOld(made.get()) || asked > ASKED_MAX) {
                if (asked > ASKED_MAX) {
                    moveOn.run();
                }
                asked = 0;
                made.ifPresent(each -> delete(each.path()));
                made = Optional.empty();
                Files.createDirectories(folder);
                store.get().copy(this::name);
                Path path = found().getLast();
                made = Optional.of(new Made(path, position(path), System.nanoTime()));
                log.atInfo().addKeyValue("folder", path).log("metadata index copied for another member");
            }
            return made.get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    private Path name(Index index) {
        TermIndex position = Applier.position(index).orElse(TermIndex.INITIAL_VALUE);
        Path path = folder.resolve("checkpoint-" + position.getTerm() + "-" + position.getIndex());
        if (Files.exists(path)) {
            delete(path);
        }
        return path;
    }

    private static TermIndex position(Path path) {
        Matcher name = NAME.matcher(path.getFileName().toString());
        if (!name.matches()) {
            throw new IllegalArgumentException(path + " is no copy of the index");
        }
        return TermIndex.valueOf(Long.parseLong(name.group(1)), Long.parseLong(name.group(2)));
    }

    /** Copies that are there, by position. */
    private List<Path> found() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.filter(
                            path -> NAME.matcher(path.getFileName().toString()).matches())
                    .sorted(Comparator.comparing(Snapshots::position))
                    .toList();
        }
    }

    /**
     * Puts a copy that was received in the place of the index, where the process ended before it had; and deletes others, and what was received
     * of some.
     */
    static void adoptArrived(Path log, Path index, AtomicReference<RocksStore> store) throws IOException {
        Snapshots copies = new Snapshots(log.resolve("sm"), store::get, () -> {});
        List<Path> found = copies.found();
        long held = Applier.position(store.get()).map(TermIndex::getIndex).orElse(-1L);
        if (!found.isEmpty() && position(found.getLast()).getIndex() > held) {
            copies.adopt(index, store);
        }
        copies.clear();
        clearParts(log);
    }

    /** Puts the newest copy received in the place of the index, which is closed and opened anew. */
    void adopt(Path index, AtomicReference<RocksStore> store) throws IOException {
        Path arrived = found().getLast();
        store.get().close();
        try (Stream<Path> files = Files.list(arrived)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().endsWith(".md5")) {
                    Files.delete(file); // Ratis' own
                } else {
                    sync(file);
                }
            }
        }
        LogNames.sync(arrived);
        Files.move(arrived, index.resolveSibling(ARRIVING), StandardCopyOption.ATOMIC_MOVE);
        LogNames.sync(Objects.requireNonNull(index.getParent(), "the index is in a folder"));
        finish(index);
        store.set(store.get().again());
        log.atInfo().addKeyValue("index", index).log("metadata index replaced by one received from another member");
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Ends what {@link #adopt} began before a crash. */
    static void finish(Path index) throws IOException {
        Path arriving = index.resolveSibling(ARRIVING);
        if (Files.exists(arriving)) {
            if (Files.exists(index)) {
                delete(index);
            }
            Files.move(arriving, index, StandardCopyOption.ATOMIC_MOVE);
            LogNames.sync(Objects.requireNonNull(index.getParent(), "the index is in a folder"));
        }
    }

    /** Deletes copies: at a start, at the end, and when the index was replaced, nobody is being sent any. */
    void clear() {
        lock.lock();
        try {
            made = Optional.empty();
            found().forEach(Snapshots::delete);
        } catch (IOException e) {
            log.atWarn().addKeyValue("reason", e).log("copies of the metadata index cannot be deleted");
        } finally {
            lock.unlock();
        }
    }

    /**
     * Deletes what was received into a log and is no whole copy: where no transfer is under way. One that lost some of its files meanwhile would
     * go on, and be taken for whole.
     */
    static void clearParts(Path log) {
        Path parts = log.resolve(PARTS);
        try {
            if (Files.exists(parts)) {
                delete(parts);
            }
        } catch (UncheckedIOException e) { // each transfer has a folder of its own, and none minds old ones
            Snapshots.log.atWarn().addKeyValue("reason", e).log("unfinished copies of an index cannot be deleted");
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class OnDemand implements SnapshotInfo {

        private final TermIndex durable;
        private Optional<Made> copy = Optional.empty();

        OnDemand(TermIndex durable) {
            this.durable = durable;
        }

        @Override
        public TermIndex getTermIndex() {
            return copy.map(Made::position).orElse(durable);
        }

        @Override
        public List<FileInfo> getFiles() {
            if (copy.isEmpty()) {
                copy = Optional.of(make());
            }
            try (Stream<Path> files = Files.list(copy.get().path())) {
                return files.sorted().map(file -> new FileInfo(file, null)).toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String toString() {
            return "index at " + getTermIndex();
        }
    }
}
