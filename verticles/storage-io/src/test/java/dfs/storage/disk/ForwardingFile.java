package dfs.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A file that does what another one does, but for what a test's disk does otherwise. */
abstract class ForwardingFile extends ForwardingStream implements DiskFile {

    /** Where the file is. */
    final Path path;

    private final DiskFile file;

    ForwardingFile(Path path, DiskFile file) {
        super(file);
        this.path = path;
        this.file = file;
    }

    @Override
    public void read(ByteBuffer into, long position) throws IOException {
        file.read(into, position);
    }

    @Override
    public void overwrite(ByteBuffer bytes, long position) throws IOException {
        file.overwrite(bytes, position);
    }

    @Override
    public void truncate(long sizeBytes) throws IOException {
        file.truncate(sizeBytes);
    }

    @Override
    public long sizeBytes() throws IOException {
        return file.sizeBytes();
    }

    @Override
    public FileChannel channel() {
        return file.channel();
    }
}
