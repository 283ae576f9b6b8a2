package dfs.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file without meaning, given up when a start finds the disk full: opening the metadata and the store writes a little,
 * and a node that cannot do that cannot be read either, nor can anything be deleted through it.
 *
 * @param file where it lies
 */
record Ballast(Path file) {

    private static final Logger log = LoggerFactory.getLogger(Ballast.class);

    /** What opening everything writes, a few times over. */
    private static final int BYTES = 8 << 20;

    private static final int BLOCK_BYTES = 1 << 20;

    /** Gives space to a start that has too little, or makes the file where there is plenty. */
    void beforeStart() throws IOException {
        long free = Files.getFileStore(file.getParent()).getUsableSpace();
        if (free < BYTES) {
            if (Files.deleteIfExists(file)) {
                log.atWarn()
                        .addKeyValue("file", file)
                        .addKeyValue("bytes", BYTES)
                        .log("disk full, ballast given up");
            }
        } else if (free > 4L * BYTES && !isWhole()) {
            make();
        }
    }

    private boolean isWhole() throws IOException {
        return Files.exists(file) && Files.size(file) == BYTES;
    }

    /** Not zeros: a file system may keep no room for those. */
    private void make() {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
            while (block.hasRemaining()) {
                block.put((byte) 0xDF);
            }
            for (int written = 0; written < BYTES; written += BLOCK_BYTES) {
                block.clear();
                while (block.hasRemaining()) {
                    channel.write(block);
                }
            }
        } catch (IOException e) {
            log.atWarn().addKeyValue("file", file).addKeyValue("reason", e).log("ballast cannot be made");
        }
    }
}
