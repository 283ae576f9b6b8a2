package dfs.storage.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A disk whose power can be cut: bytes, names, renames and deletions that were not synced survive the cut, or parts of them
 * do, or none, by chance. A lying one says that it synced and does not.
 */
final class TornDisk extends FaultyDisk {

    private static final int SECTOR_BYTES = 512;

    private final Random random;
    private final Path graves;
    private final boolean isLying;
    private final Map<Path, Long> syncedBytes = new HashMap<>();
    private final List<Change> unsynced = new ArrayList<>();
    private int stepsLeft;
    private int graveNumber;

    private sealed interface Change {
        record Created(Path path) implements Change {}

        record Renamed(Path from, Path to, boolean isSourceSynced) implements Change {}

        record Deleted(Path path, Path grave) implements Change {}
    }

    /** Power goes after {@code steps} writing steps. */
    TornDisk(Path graves, int steps, boolean isLying, Random random) throws IOException {
        super(new LocalDisk());
        Files.createDirectories(graves);
        this.graves = graves;
        this.stepsLeft = steps;
        this.isLying = isLying;
        this.random = random;
        this.rule = this::spend;
    }

    private synchronized void spend(Step step, Path path) throws IOException {
        boolean isWrite = step != Step.READ && step != Step.OPEN && step != Step.FREE_SPACE;
        if (isWrite && --stepsLeft < 0) {
            throw new IOException("power is gone");
        }
    }

    @Override
    public synchronized DiskFile create(Path file) throws IOException {
        DiskFile made = super.create(file);
        syncedBytes.put(file, 0L);
        unsynced.add(new Change.Created(file));
        return new Watched(file, made);
    }

    @Override
    public synchronized DiskStream createStream(Path file) throws IOException {
        DiskStream made = super.createStream(file);
        syncedBytes.put(file, 0L);
        unsynced.add(new Change.Created(file));
        return new ForwardingStream(made) {
            @Override
            public void sync() throws IOException {
                super.sync();
                if (!isLying) {
                    synced(file, Files.size(file));
                }
            }
        };
    }

    private synchronized void synced(Path file, long length) {
        syncedBytes.computeIfPresent(file, (same, before) -> length);
    }

    @Override
    public synchronized DiskFile openToAppend(Path file) throws IOException {
        DiskFile open = super.openToAppend(file);
        syncedBytes.putIfAbsent(file, open.sizeBytes());
        return new Watched(file, open);
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        super.rename(from, to);
        Long synced = syncedBytes.remove(from);
        if (synced != null) {
            syncedBytes.put(to, synced);
        }
        unsynced.add(new Change.Renamed(from, to, false));
    }

    @Override
    public synchronized void delete(Path file) throws IOException {
        if (Files.exists(file)) {
            Path grave = graves.resolve("grave" + graveNumber++);
            Files.createLink(grave, file);
            super.delete(file);
            unsynced.add(new Change.Deleted(file, grave));
        }
    }

    @Override
    public synchronized void syncFolder(Path folder) throws IOException {
        super.syncFolder(folder);
        if (isLying) {
            return;
        }
        List<Change> left = new ArrayList<>();
        for (Change change : unsynced) {
            switch (change) {
                case Change.Created(Path path) -> keepUnless(folder.equals(path.getParent()), change, left);
                case Change.Deleted(Path path, Path grave) -> keepUnless(folder.equals(path.getParent()), change, left);
                case Change.Renamed(Path from, Path to, boolean isSourceSynced) ->
                    keepUnless(
                            folder.equals(to.getParent()),
                            new Change.Renamed(from, to, isSourceSynced || folder.equals(from.getParent())),
                            left);
            }
        }
        unsynced.clear();
        unsynced.addAll(left);
    }

    private static void keepUnless(boolean isSynced, Change change, List<Change> left) {
        if (!isSynced) {
            left.add(change);
        }
    }

    /** Leaves the folder as a power cut at this moment might. */
    synchronized void cutPower() throws IOException {
        stepsLeft = 0;
        for (Map.Entry<Path, Long> each : syncedBytes.entrySet()) {
            if (Files.exists(each.getKey())) {
                tear(each.getKey(), each.getValue());
            }
        }
        for (Change change : unsynced.reversed()) {
            if (random.nextBoolean()) {
                undo(change);
            }
        }
    }

    private void tear(Path path, long synced) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            long length = file.length();
            if (length <= synced) {
                return;
            }
            switch (random.nextInt(3)) {
                case 0 -> file.setLength(synced);
                case 1 -> file.setLength(synced + random.nextLong(length - synced + 1));
                default -> {
                    for (long at = synced; at < length; at += SECTOR_BYTES) {
                        if (random.nextBoolean()) {
                            file.seek(at);
                            file.write(new byte[(int) Math.min(SECTOR_BYTES, length - at)]);
                        }
                    }
                }
            }
        }
    }

    private static void undo(Change change) throws IOException {
        switch (change) {
            case Change.Created(Path path) -> Files.deleteIfExists(path);
            case Change.Deleted(Path path, Path grave) -> {
                if (!Files.exists(path)) {
                    Files.move(grave, path);
                }
            }
            case Change.Renamed(Path from, Path to, boolean isSourceSynced) -> {
                if (isSourceSynced) {
                    Files.deleteIfExists(to);
                } else if (Files.exists(to)) {
                    Files.move(to, from);
                }
            }
        }
    }

    private final class Watched extends ForwardingFile {
        Watched(Path path, DiskFile file) {
            super(path, file);
        }

        @Override
        public void sync() throws IOException {
            long length = super.sizeBytes();
            super.sync();
            if (!isLying) {
                synced(path, length);
            }
        }

        @Override
        public void truncate(long sizeBytes) throws IOException {
            super.truncate(sizeBytes);
            synchronized (TornDisk.this) {
                syncedBytes.computeIfPresent(path, (same, before) -> Math.min(before, sizeBytes));
            }
        }
    }
}
