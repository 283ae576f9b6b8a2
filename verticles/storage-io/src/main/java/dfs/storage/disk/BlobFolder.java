package dfs.storage.disk;

import dfs.core.name.BlobId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Where things are in the folder of a store.
 *
 * <pre>
 * lock               held by the process that uses the folder; contains its number
 * format             which layout the folder has
 * segments/N.seg     records of blobs, in the order they became durable
 * files/XX/ID        blobs with a file of their own, by the last byte of their id
 * incoming/ID        such files until their record is in a segment; emptied at start
 * index/             from blob to place; made again from the segments when it is lost
 * </pre>
 *
 * @param root of all this
 */
record BlobFolder(Path root) {

    private static final int FAN_OUT = 256;
    private static final int SEGMENT_DIGITS = 16;
    private static final String SEGMENT_SUFFIX = ".seg";

    Path lock() {
        return root.resolve("lock");
    }

    Path format() {
        return root.resolve("format");
    }

    Path segments() {
        return root.resolve("segments");
    }

    Path files() {
        return root.resolve("files");
    }

    Path incoming() {
        return root.resolve("incoming");
    }

    Path index() {
        return root.resolve("index");
    }

    Path segment(long number) {
        return segments().resolve(HexFormat.of().toHexDigits(number) + SEGMENT_SUFFIX);
    }

    /** The number of the segment that has this file; empty where it is none. */
    static Optional<Long> segmentNumber(Path file) {
        String name = file.getFileName().toString();
        if (name.length() != SEGMENT_DIGITS + SEGMENT_SUFFIX.length() || !name.endsWith(SEGMENT_SUFFIX)) {
            return Optional.empty();
        }
        try {
            return Optional.of(HexFormat.fromHexDigitsToLong(name.substring(0, SEGMENT_DIGITS)));
        } catch (IllegalArgumentException notHexadecimal) {
            return Optional.empty();
        }
    }

    Path file(BlobId id) {
        return fanOut((int) (id.low() & (FAN_OUT - 1))).resolve(id.toString());
    }

    /** The file that holds the bytes of a blob. */
    Path holding(Place.Of blob) {
        return switch (blob.place().kind()) {
            case BLOB -> segment(blob.place().segment());
            case FILE -> file(blob.id());
        };
    }

    Path incoming(BlobId id) {
        return incoming().resolve(id.toString());
    }

    /** The blob that has this file; empty where it is none. */
    static Optional<BlobId> fileBlob(Path file) {
        String name = file.getFileName().toString();
        if (name.length() != 2 * BlobId.LENGTH_BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BlobId(
                    HexFormat.fromHexDigitsToLong(name.substring(0, BlobId.LENGTH_BYTES)),
                    HexFormat.fromHexDigitsToLong(name.substring(BlobId.LENGTH_BYTES))));
        } catch (IllegalArgumentException notHexadecimal) {
            return Optional.empty();
        }
    }

    /** Makes all folders durably, so that no write has to. */
    void create(Disk disk) throws IOException {
        disk.createFolder(segments());
        disk.createFolder(incoming());
        disk.createFolder(index());
        for (int i = 0; i < FAN_OUT; i++) {
            disk.createFolder(fanOut(i));
        }
        disk.syncFolder(files());
        disk.syncFolder(root);
        Path parent = root.toAbsolutePath().getParent();
        if (parent != null) {
            disk.syncFolder(parent);
        }
    }

    /** The folders of files, all of them. */
    Iterable<Path> fanOut() {
        return () -> java.util.stream.IntStream.range(0, FAN_OUT)
                .mapToObj(this::fanOut)
                .iterator();
    }

    private Path fanOut(int number) {
        return files().resolve(HexFormat.of().toHexDigits((byte) number));
    }
}
