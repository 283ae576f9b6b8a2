package dfs.storage.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** All that the store asks of a file system, apart from its index. Tests put disks in its place that tear, fill up, fail or lie. */
public interface Disk {

    /** Makes a file, which must not be there yet, to be appended to and read. Its name is durable after {@link #syncFolder}. */
    DiskFile create(Path file) throws IOException;

    /** Finds out how streams in a folder are written best; without it they are written as any file. */
    void prepareStreams(Path folder);

    /**
     * Makes a file, which must not be there yet, for many bytes that come from first to last. They need not stay in memory for
     * readers. Its name is durable after {@link #syncFolder}.
     */
    DiskStream createStream(Path file) throws IOException;

    /** Opens a file to be read. */
    DiskFile openToRead(Path file) throws IOException;

    /** Opens a file to be read and appended to. */
    DiskFile openToAppend(Path file) throws IOException;

    /** Gives a file another name, in one step. Which of the names a crash leaves is open until both folders were synced. */
    void rename(Path from, Path to) throws IOException;

    /** Removes a file if it is there. */
    void delete(Path file) throws IOException;

    /** Makes a folder and those above it, where they are not there. */
    void createFolder(Path folder) throws IOException;

    /** Makes the names in a folder durable. */
    void syncFolder(Path folder) throws IOException;

    /** The files in a folder, in order of their names. */
    List<Path> list(Path folder) throws IOException;

    /** Whether there is such a file or folder. */
    boolean exists(Path path);

    /** Length of a file. */
    long sizeBytes(Path file) throws IOException;

    /** What tells this file or folder from any other one that had or will have its name. */
    Object identity(Path path) throws IOException;

    /** Bytes of the file system that {@code folder} is in. */
    long capacityBytes(Path folder) throws IOException;

    /** Bytes of it that this process may still use. */
    long freeBytes(Path folder) throws IOException;
}
