package dfs.node;

import dfs.replication.jobs.Bookmark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that holds all a node keeps, locked for this process as long as it is open.
 *
 * <pre>
 * lock        held by the process that uses the folder; contains its number
 * format      which layout the folder has
 * node        the name of the node whose folder it is
 * incarnation tells the folder from others of the same node; only of a node that came to be in a cluster
 * cluster     which cluster the node belongs to; only of a node of one
 * opened      says that there was metadata; it is missed where there is none any more
 * member      says that the node was a member of its cluster; one that is none any more was taken out
 * metadata/   the Raft log and the index it drives
 * blobs/      bytes
 * keys/       what seals secrets at rest
 * scrubbed    how far the scrub is
 * ballast     given up when a start finds the disk full
 * </pre>
 */
final class DataFolder implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DataFolder.class);
    private static final String FORMAT = "dfs data folder, format 1";

    private final Path path;
    private final FileChannel lockFile;

    private DataFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Opens the folder, and makes it where it is not there.
     *
     * @param path the folder
     * @param nodeId the node whose folder it is
     * @throws StartFailure where it cannot be used, or another process uses it
     */
    static DataFolder open(Path path, String nodeId) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            if (!Files.exists(absolute)) {
                makePrivate(absolute); // what is kept is for the eyes of those whom the node lets see it
            }
            DataFolder folder = new DataFolder(absolute, lock(absolute));
            try {
                folder.prepare(nodeId);
            } catch (IOException | RuntimeException e) {
                folder.close();
                throw e;
            }
            return folder;
        } catch (FileAlreadyExistsException e) {
            throw new StartFailure("The data folder " + absolute + " is a file; set STORAGE_PATH to a folder.");
        } catch (IOException e) {
            throw new StartFailure("The data folder " + absolute + " cannot be used ("
                    + e.getClass().getSimpleName() + ": " + e.getMessage()
                    + "); make it writable for this user, or set STORAGE_PATH to another one.");
        }
    }

    private void prepare(String nodeId) throws IOException {
        new Ballast(path.resolve("ballast")).beforeStart();
        checkFormat();
        checkOwner(nodeId);
        checkMetadata();
        for (Path each : new Path[] {metadata(), blobs()}) {
            Files.createDirectories(each);
        }
        makePrivate(keys());
        PrivateFile.syncFolder(path);
    }

    /** Metadata that was there and is gone is not begun anew: the node has voted by it, and acknowledged what it held. */
    private void checkMetadata() throws IOException {
        if (opened().read().isPresent() && !holdsAnything(metadata())) {
            throw new StartFailure(
                    "The folder " + metadata() + " is empty, and this node kept its metadata there. Bring it back: is a"
                            + " disk not mounted? Where it is lost, move the whole data folder " + path
                            + " away: a node of a cluster gets all from the others, and one that is alone begins with nothing.");
        }
    }

    private static boolean holdsAnything(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isPresent();
        }
    }

    private MarkFile member() {
        return new MarkFile(path.resolve("member"));
    }

    /** Whether the node was a member of its cluster once. */
    boolean wasMember() {
        return Files.exists(member().path());
    }

    /** Notes that it is one. */
    void becameMember() {
        note(member(), "member");
    }

    private MarkFile opened() {
        return new MarkFile(path.resolve("opened"));
    }

    /** Notes that there is metadata from now on. */
    void metadataOpened() {
        note(opened(), "opened");
    }

    private void note(MarkFile mark, String what) {
        try {
            if (mark.read().isEmpty()) {
                mark.write(what);
            }
        } catch (IOException e) {
            throw new StartFailure("The data folder " + path + " cannot be written: " + e.getMessage());
        }
    }

    /** The folder itself, absolute. */
    Path path() {
        return path;
    }

    /** Where metadata is kept. */
    Path metadata() {
        return path.resolve("metadata");
    }

    /** Where bytes are kept. */
    Path blobs() {
        return path.resolve("blobs");
    }

    /**
     * Checks that no bytes are kept here, by a node that is to keep none.
     *
     * @throws StartFailure where there are some, which nobody could read while it runs
     */
    void requireNoBlobs() {
        requireNothing(
                blobs(),
                "bytes of the cluster, and DFS_VERTICLES leaves out storage: nobody could read them. Add storage");
    }

    /**
     * Checks that no metadata is kept here, by a node that is to keep none.
     *
     * @throws StartFailure where there is some: others count on this node's vote
     */
    void requireNoMetadata() {
        requireNothing(
                metadata(),
                "the metadata, and DFS_VERTICLES leaves out metadata: others count on this node's vote. Add metadata");
    }

    private static void requireNothing(Path folder, String what) {
        try {
            if (holdsAnything(folder)) {
                throw new StartFailure("The folder " + folder + " keeps " + what
                        + "; or take this node out (dfs node remove), and start it anew with an empty data folder.");
            }
        } catch (IOException e) {
            throw new StartFailure("The folder " + folder + " cannot be read: " + e.getMessage());
        }
    }

    /** Where keys are kept; open to this user only. */
    Path keys() {
        return path.resolve("keys");
    }

    /**
     * What tells the folder from others of the same node; empty for one that began outside a cluster.
     *
     * @param fresh names a folder that holds nothing yet, of a node of a cluster
     */
    String incarnation(Supplier<String> fresh) {
        MarkFile file = new MarkFile(path.resolve("incarnation"));
        try {
            Optional<String> known = file.read();
            if (known.isEmpty() && isNew()) {
                String made = fresh.get();
                file.write(made);
                return made;
            }
            return known.orElse("");
        } catch (IOException e) {
            throw new StartFailure("The file 'incarnation' of " + path + " cannot be used: " + e.getMessage());
        }
    }

    /** Which cluster the node belongs to. */
    MarkFile cluster() {
        return new MarkFile(path.resolve("cluster"));
    }

    /** How far the scrub is. */
    Bookmark scrubbed() {
        return new BookmarkFile(new MarkFile(path.resolve("scrubbed")));
    }

    /** Lets another process use the folder. */
    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        Path file = folder.resolve("lock");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (!tryLock(channel)) {
            channel.close();
            String holder = Files.readString(file, StandardCharsets.US_ASCII).strip();
            throw new StartFailure("The data folder " + folder + " is in use by process " + holder
                    + "; stop that node, or set STORAGE_PATH to another folder.");
        }
        nameHolder(channel, file);
        return channel;
    }

    /** A service to whoever looks: a full disk, which may not take it, does not keep the node from starting. */
    private static void nameHolder(FileChannel channel, Path file) {
        byte[] line = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
        try {
            channel.write(ByteBuffer.wrap(line), 0);
            channel.truncate(line.length);
        } catch (IOException e) {
            log.atWarn().addKeyValue("file", file).addKeyValue("reason", e).log("process cannot be named in its lock");
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    private void checkFormat() throws IOException {
        MarkFile file = new MarkFile(path.resolve("format"));
        Optional<String> format = file.read();
        if (format.isEmpty()) {
            requireEmpty("format");
            file.write(FORMAT);
        } else if (!format.get().equals(FORMAT)) {
            throw new StartFailure("The data folder " + path
                    + " was made by another version of dfs (its file 'format' says: " + format.get()
                    + "); start that version, or set STORAGE_PATH to another folder.");
        }
    }

    /** The metadata's log names the node: under another name it would wait for the old one for ever. */
    private void checkOwner(String nodeId) throws IOException {
        MarkFile file = new MarkFile(path.resolve("node"));
        Optional<String> owner = file.read();
        if (owner.isEmpty()) {
            requireEmpty("node");
            file.write(nodeId);
        } else if (!owner.get().equals(nodeId)) {
            throw new StartFailure("The data folder " + path + " belongs to node " + owner.get() + "; set NODE_ID="
                    + owner.get() + ", or STORAGE_PATH to another folder.");
        }
    }

    /** What is made first cannot be missing beside what is made last. */
    private void requireEmpty(String missing) {
        if (!isNew()) {
            throw new StartFailure("The data folder " + path + " holds metadata, but its file '" + missing
                    + "' is not there; restore it from a copy, or set STORAGE_PATH to another folder.");
        }
    }

    /** Whether nothing was ever kept here: the metadata is opened after all else was made. */
    boolean isNew() {
        if (!Files.isDirectory(metadata())) {
            return true;
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(metadata())) {
            return !found.iterator().hasNext();
        } catch (IOException e) {
            throw new StartFailure("The folder " + metadata() + " cannot be read: " + e.getMessage());
        }
    }

    private static void makePrivate(Path folder) throws IOException {
        Files.createDirectories(folder);
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }
}
