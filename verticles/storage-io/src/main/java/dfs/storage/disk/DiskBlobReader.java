package dfs.storage.disk;

import dfs.core.error.S3Failure;
import dfs.protocol.blob.BlobReader;
import dfs.storage.format.BlockSums;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;

/** Reads one blob from its place. The file it holds open keeps the bytes there, whatever is deleted or moved meanwhile. */
final class DiskBlobReader implements BlobReader {

    private final Place place;
    private final OpenFiles.Lease lease;
    private final BlockCheck.Bytes bytes;
    private final Parts parts;

    /** What all readers share. */
    record Parts(BlockCheck blocks, Damage damage, DiskHealth health, StoreMeters meters) {}

    DiskBlobReader(Place.Of blob, OpenFiles.Lease lease, Parts parts) {
        this.place = blob.place();
        this.lease = lease;
        this.parts = parts;
        this.bytes = bytes(blob, lease.file());
    }

    /** Where in its file the bytes of a blob stand. */
    static BlockCheck.Bytes bytes(Place.Of blob, DiskFile file) {
        Place place = blob.place();
        long position = switch (place.kind()) {
            case BLOB -> place.offset() + dfs.storage.format.RecordHeader.LENGTH_BYTES;
            case FILE -> 0;
        };
        return new BlockCheck.Bytes(file, blob.id(), position, place.sizeBytes());
    }

    @Override
    public long sizeBytes() {
        return place.sizeBytes();
    }

    @Override
    public ByteBuffer read(long offset, int length) {
        Objects.checkFromIndexSize(offset, length, place.sizeBytes());
        if (length == 0) {
            return ByteBuffer.allocate(0);
        }
        long first = offset / BlockSums.BLOCK_BYTES;
        BlockCheck.Blocks blocks;
        try {
            blocks = parts.blocks().read(bytes, first, (offset + length - 1) / BlockSums.BLOCK_BYTES);
        } catch (IOException e) {
            throw failure(e);
        }
        blocks.broken().ifPresent(this::reject);
        parts.meters().read(length);
        return blocks.bytes()
                .slice((int) (offset - first * BlockSums.BLOCK_BYTES), length)
                .asReadOnlyBuffer();
    }

    @Override
    public Optional<Region> region(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, place.sizeBytes());
        if (length > 0) {
            try {
                parts.blocks()
                        .check(
                                bytes,
                                offset / BlockSums.BLOCK_BYTES,
                                (offset + length - 1) / BlockSums.BLOCK_BYTES,
                                count -> {})
                        .ifPresent(this::reject);
            } catch (IOException e) {
                throw failure(e);
            }
            parts.meters().read(length);
        }
        return Optional.of(new Region(lease.file().channel(), bytes.position() + offset, length));
    }

    @Override
    public void close() {
        lease.close();
    }

    private void reject(BlockCheck.Broken broken) {
        parts.damage().of(bytes.id(), place, "the checksum of block " + broken.block() + " does not match");
        throw Damage.failure(bytes.id());
    }

    private S3Failure failure(IOException e) {
        return parts.health().readFailed(e).orElseGet(() -> {
            parts.damage().of(bytes.id(), place, "cannot be read: " + e.getMessage());
            return Damage.failure(bytes.id());
        });
    }
}
