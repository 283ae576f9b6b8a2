package dfs.storage.disk;

import dfs.core.ByteBudget;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobWriter;
import dfs.storage.format.BlockSums;
import dfs.storage.format.FileFooter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one blob: a short one gathers in memory for its place in a segment; a long one, or one that finds no room in
 * memory, goes to a file of its own as it comes.
 */
final class DiskBlobWriter implements BlobWriter {

    private static final Logger log = LoggerFactory.getLogger(DiskBlobWriter.class);

    private final BlobId id;
    private final long sizeBytes;
    private final Parts parts;
    private final BlockSums sums;
    private final SmallPieces pieces;
    private final List<ByteBuffer> gathered = new ArrayList<>();
    private long gatheredBytes;
    private long writtenBytes;
    private @Nullable IncomingFile file;
    private boolean isDone;

    /** What all writers share. */
    record Parts(
            Disk disk,
            BlobFolder folder,
            StoreLimits limits,
            ByteBudget budget,
            Executor diskThreads,
            SegmentLog log,
            DiskHealth health,
            StoreMeters meters) {}

    DiskBlobWriter(BlobId id, long sizeBytes, Parts parts) {
        this.id = id;
        this.sizeBytes = sizeBytes;
        this.parts = parts;
        this.sums = new BlockSums(id);
        this.pieces = new SmallPieces(sizeBytes, this::keep);
        if (sizeBytes > parts.limits().segmentBlobBytesMax()) {
            openFile();
        }
    }

    @Override
    public void write(ByteBuffer bytes) {
        if (isDone || writtenBytes + bytes.remaining() > sizeBytes) {
            throw new IllegalStateException("blob " + id + " of " + sizeBytes + " bytes takes no " + bytes.remaining()
                    + " after " + writtenBytes);
        }
        writtenBytes += bytes.remaining();
        pieces.add(bytes);
    }

    @Override
    public void commit() {
        if (isDone || writtenBytes != sizeBytes) {
            throw new IllegalStateException("blob " + id + " has " + writtenBytes + " of " + sizeBytes + " bytes");
        }
        pieces.flush();
        if (file == null) {
            commitToSegment();
        } else {
            commitFile(file);
        }
        isDone = true;
        parts.meters().written(sizeBytes);
    }

    @Override
    public void close() {
        letGo();
        if (!isDone && file != null) {
            try {
                file.discard();
            } catch (IOException e) {
                // A start removes what stays in the folder of incoming files.
                log.atWarn().setCause(e).addKeyValue("blob", id).log("unfinished file stays until the next start");
            }
        }
        isDone = true;
    }

    /** How many buffers wait in memory. */
    int gatheredBuffers() {
        return gathered.size();
    }

    private void keep(ByteBuffer bytes) {
        sums.add(bytes);
        if (file == null) {
            if (parts.budget().tryTake(bytes.remaining())) {
                gathered.add(bytes);
                gatheredBytes += bytes.remaining();
                return;
            }
            spill();
        }
        writeToFile(bytes);
    }

    private void commitToSegment() {
        List<ByteBuffer> body = new ArrayList<>(gathered);
        body.add(sums.table());
        try {
            parts.log().appendAndWait(Append.blob(id, sizeBytes, body));
        } finally {
            letGo();
        }
    }

    private void commitFile(IncomingFile written) {
        writeToFile(sums.table());
        writeToFile(new FileFooter(id, sizeBytes).encode());
        try {
            written.sync();
        } catch (IOException e) {
            throw parts.health().writeFailed(e);
        }
        parts.log().appendAndWait(Append.file(id, sizeBytes));
    }

    private void spill() {
        openFile();
        gathered.forEach(this::writeToFile);
        letGo();
    }

    private void openFile() {
        try {
            file = new IncomingFile(parts.disk(), parts.folder().incoming(id), parts.diskThreads(), parts.budget());
        } catch (IOException e) {
            throw parts.health().writeFailed(e);
        }
    }

    private void writeToFile(ByteBuffer bytes) {
        IncomingFile open = file;
        if (open == null) {
            throw new IllegalStateException("blob " + id + " has no file");
        }
        try {
            open.write(bytes);
        } catch (IOException e) {
            throw parts.health().writeFailed(e);
        }
    }

    private void letGo() {
        gathered.clear();
        parts.budget().give(gatheredBytes);
        gatheredBytes = 0;
    }
}
