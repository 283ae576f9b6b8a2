package dfs.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A stream that does what another one does, but for what a test's disk does otherwise. */
class ForwardingStream implements DiskStream {

    private final DiskStream stream;

    ForwardingStream(DiskStream stream) {
        this.stream = stream;
    }

    @Override
    public void append(ByteBuffer[] buffers) throws IOException {
        stream.append(buffers);
    }

    @Override
    public void sync() throws IOException {
        stream.sync();
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
