package dfs.storage.disk;

import dfs.storage.format.StoreFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

/** The file that says which layout a store's folder has. */
final class FormatFile {

    private static final int LENGTH_BYTES_MAX = 1024;

    private final Disk disk;
    private final BlobFolder folder;

    FormatFile(Disk disk, BlobFolder folder) {
        this.disk = disk;
        this.folder = folder;
    }

    /**
     * Reads the file; in an empty folder it makes the layout, and last the file.
     *
     * @throws IllegalStateException where the format is not known, or there are blobs and no format
     */
    StoreFormat readOrMake(RandomGenerator random) throws IOException {
        if (!disk.exists(folder.format())) {
            return make(random);
        }
        StoreFormat format = read();
        if (format.version() > StoreFormat.VERSION) {
            throw new IllegalStateException("The folder " + folder.root() + " has format " + format.version()
                    + ", which a newer version of this program made; this one knows up to " + StoreFormat.VERSION
                    + ".");
        }
        return format;
    }

    private StoreFormat read() throws IOException {
        try (DiskFile file = disk.openToRead(folder.format())) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(file.sizeBytes(), LENGTH_BYTES_MAX));
            file.read(bytes, 0);
            return StoreFormat.decode(bytes.flip())
                    .orElseThrow(() -> new IllegalStateException(
                            folder.format() + " is not the format file of a store, or is damaged."));
        }
    }

    private StoreFormat make(RandomGenerator random) throws IOException {
        if (disk.exists(folder.segments()) && !disk.list(folder.segments()).isEmpty()) {
            throw new IllegalStateException("The folder " + folder.root()
                    + " holds segments and no format file; bring that file back, or use another folder.");
        }
        folder.create(disk);
        StoreFormat format = new StoreFormat(StoreFormat.VERSION, random.nextLong());
        Path unfinished = folder.root().resolve("format.new");
        disk.delete(unfinished);
        try (DiskFile file = disk.create(unfinished)) {
            file.append(new ByteBuffer[] {format.encode()});
            file.sync();
        }
        disk.rename(unfinished, folder.format());
        disk.syncFolder(folder.root());
        return format;
    }
}
