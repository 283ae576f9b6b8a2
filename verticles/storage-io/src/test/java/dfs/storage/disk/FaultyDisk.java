package dfs.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A disk that fails where a rule says so. The rule can be changed at any time. */
class FaultyDisk implements Disk {

    /** What is done to a file. */
    enum Step {
        CREATE,
        OPEN,
        READ,
        APPEND,
        SYNC,
        SYNC_FOLDER,
        TRUNCATE,
        RENAME,
        DELETE,
        FREE_SPACE
    }

    /** Says whether a step fails. */
    @FunctionalInterface
    interface Rule {
        void check(Step step, Path path) throws IOException;
    }

    /** Says whether bytes of a file, from one position up to another, can be read. */
    @FunctionalInterface
    interface Sectors {
        boolean areSound(Path path, long from, long to);
    }

    private final Disk disk;
    volatile Sectors sectors = (path, from, to) -> true;
    volatile Rule rule = (step, path) -> {};

    FaultyDisk(Disk disk) {
        this.disk = disk;
    }

    /** No write finds space. */
    static final Rule FULL = (step, path) -> {
        if (step == Step.CREATE || step == Step.APPEND) {
            throw new IOException("No space left on device");
        }
    };

    /** No write is allowed. */
    static final Rule READ_ONLY = (step, path) -> {
        if (step != Step.READ && step != Step.OPEN && step != Step.FREE_SPACE) {
            throw new IOException("Read-only file system");
        }
    };

    /** No file can be opened. */
    static final Rule TOO_MANY_FILES = (step, path) -> {
        if (step == Step.CREATE || step == Step.OPEN) {
            throw new java.nio.file.FileSystemException(path.toString(), null, "Too many open files");
        }
    };

    /** Segments fail to sync. */
    static final Rule FAILING_SYNC = (step, path) -> {
        if (step == Step.SYNC && path.toString().endsWith(".seg")) {
            throw new IOException("Input/output error");
        }
    };

    /** This file cannot be read, behind the first so many reads of it. */
    static Rule unreadable(Path file, int soundReads) {
        AtomicInteger reads = new AtomicInteger();
        return (step, path) -> {
            if (step == Step.READ && path.equals(file) && reads.incrementAndGet() > soundReads) {
                throw new IOException("Input/output error");
            }
        };
    }

    /** Of this file the block cannot be read in which this position stands. */
    static Sectors badBlock(Path file, long position) {
        long block = SegmentScan.blockOf(position);
        return (path, from, to) -> !path.equals(file) || to <= block || from >= block + SegmentScan.BLOCK_BYTES;
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        rule.check(Step.CREATE, file);
        return new File(file, disk.create(file));
    }

    @Override
    public void prepareStreams(Path folder) {
        disk.prepareStreams(folder);
    }

    @Override
    public DiskStream createStream(Path file) throws IOException {
        rule.check(Step.CREATE, file);
        return new ForwardingStream(disk.createStream(file)) {
            @Override
            public void append(ByteBuffer[] buffers) throws IOException {
                rule.check(Step.APPEND, file);
                super.append(buffers);
            }

            @Override
            public void sync() throws IOException {
                rule.check(Step.SYNC, file);
                super.sync();
            }
        };
    }

    @Override
    public DiskFile openToRead(Path file) throws IOException {
        rule.check(Step.OPEN, file);
        return new File(file, disk.openToRead(file));
    }

    @Override
    public DiskFile openToAppend(Path file) throws IOException {
        rule.check(Step.OPEN, file);
        return new File(file, disk.openToAppend(file));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        rule.check(Step.RENAME, from);
        disk.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        rule.check(Step.DELETE, file);
        disk.delete(file);
    }

    @Override
    public void createFolder(Path folder) throws IOException {
        disk.createFolder(folder);
    }

    @Override
    public void syncFolder(Path folder) throws IOException {
        rule.check(Step.SYNC_FOLDER, folder);
        disk.syncFolder(folder);
    }

    @Override
    public List<Path> list(Path folder) throws IOException {
        return disk.list(folder);
    }

    @Override
    public boolean exists(Path path) {
        return disk.exists(path);
    }

    @Override
    public long sizeBytes(Path file) throws IOException {
        return disk.sizeBytes(file);
    }

    @Override
    public Object identity(Path path) throws IOException {
        return disk.identity(path);
    }

    @Override
    public long capacityBytes(Path folder) throws IOException {
        return disk.capacityBytes(folder);
    }

    @Override
    public long freeBytes(Path folder) throws IOException {
        rule.check(Step.FREE_SPACE, folder);
        return disk.freeBytes(folder);
    }

    private final class File extends ForwardingFile {
        File(Path path, DiskFile file) {
            super(path, file);
        }

        @Override
        public void read(ByteBuffer into, long position) throws IOException {
            rule.check(Step.READ, path);
            if (!sectors.areSound(path, position, position + into.remaining())) {
                throw new IOException("Input/output error");
            }
            super.read(into, position);
        }

        @Override
        public void append(ByteBuffer[] buffers) throws IOException {
            rule.check(Step.APPEND, path);
            super.append(buffers);
        }

        @Override
        public void overwrite(ByteBuffer bytes, long position) throws IOException {
            rule.check(Step.APPEND, path);
            super.overwrite(bytes, position);
        }

        @Override
        public void sync() throws IOException {
            rule.check(Step.SYNC, path);
            super.sync();
        }

        @Override
        public void truncate(long sizeBytes) throws IOException {
            rule.check(Step.TRUNCATE, path);
            super.truncate(sizeBytes);
        }
    }
}
