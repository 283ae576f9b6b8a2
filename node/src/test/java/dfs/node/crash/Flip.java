package dfs.node.crash;

import java.nio.file.Path;
import java.util.Map;

/**
 * A bit to be turned.
 *
 * @param folder a data folder that is sound
 * @param file in it
 * @param offset of the byte
 * @param bit in the byte
 * @param objects what stands in the folder, by path; nothing, where there must be no object
 */
record Flip(Path folder, Path file, long offset, int bit, Map<String, Contents> objects) {

    boolean isInBlobs() {
        return file.startsWith("blobs/segments") || file.startsWith("blobs/files");
    }

    @Override
    public String toString() {
        return folder.getFileName() + "/" + file + ", byte " + offset + ", bit " + bit;
    }
}
