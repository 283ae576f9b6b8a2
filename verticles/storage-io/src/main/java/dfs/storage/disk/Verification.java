package dfs.storage.disk;

import dfs.protocol.blob.BlobStore.Verdict;
import dfs.storage.format.BlockSums;
import dfs.storage.format.FileFooter;
import dfs.storage.format.RecordHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Reads a blob whole, with all that belongs to it on disk, and holds every byte against its checksums. */
final class Verification {

    private final BlobFolder folder;
    private final OpenFiles openFiles;
    private final BlockCheck blocks;

    Verification(BlobFolder folder, OpenFiles openFiles, BlockCheck blocks) {
        this.folder = folder;
        this.openFiles = openFiles;
        this.blocks = blocks;
    }

    /** What a blob at this place is like. Damage is not reported here. */
    Verdict of(Place.Of blob, LongConsumer readBytes) throws IOException {
        Optional<String> damage = damageOfRecord(blob);
        if (damage.isEmpty()) {
            try (OpenFiles.Lease lease = openFiles.lease(folder.holding(blob))) {
                damage = switch (blob.place().kind()) {
                    case BLOB -> Optional.empty();
                    case FILE -> damageOfEnd(blob, lease.file());
                };
                if (damage.isEmpty()) {
                    damage = damageOfBlocks(blob, lease.file(), readBytes);
                }
            }
        }
        return damage.<Verdict>map(Verdict.Damaged::new)
                .orElseGet(() -> new Verdict.Sound(blob.place().sizeBytes()));
    }

    private Optional<String> damageOfRecord(Place.Of blob) throws IOException {
        Place place = blob.place();
        try (OpenFiles.Lease lease = openFiles.lease(folder.segment(place.segment()))) {
            Optional<SegmentFile> segment = SegmentFile.of(lease.file(), place.segment());
            if (segment.isEmpty()) {
                return Optional.of("its segment has no sound header");
            }
            Optional<RecordHeader> header = segment.get().record(place.offset());
            boolean isSound = header.isPresent()
                    && header.get().id().equals(blob.id())
                    && Place.of(header.get(), place.segment(), place.offset()).equals(place);
            return isSound ? Optional.empty() : Optional.of("the header of its record is broken");
        }
    }

    private static Optional<String> damageOfEnd(Place.Of blob, DiskFile file) throws IOException {
        long fileBytes = FileFooter.fileBytes(blob.place().sizeBytes());
        if (file.sizeBytes() != fileBytes) {
            return Optional.of("its file has " + file.sizeBytes() + " bytes instead of " + fileBytes);
        }
        ByteBuffer bytes = ByteBuffer.allocate(FileFooter.LENGTH_BYTES);
        file.read(bytes, fileBytes - FileFooter.LENGTH_BYTES);
        return FileFooter.decode(bytes.flip())
                        .equals(Optional.of(
                                new FileFooter(blob.id(), blob.place().sizeBytes())))
                ? Optional.empty()
                : Optional.of("the end of its file is broken");
    }

    private Optional<String> damageOfBlocks(Place.Of blob, DiskFile file, LongConsumer readBytes) throws IOException {
        BlockCheck.Bytes bytes = DiskBlobReader.bytes(blob, file);
        return blocks.check(bytes, 0, BlockSums.blocks(bytes.sizeBytes()) - 1, readBytes)
                .map(broken -> "the checksum of block " + broken.block() + " does not match");
    }
}
