package dfs.storage.format;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The content of the file {@code format} at the root of a store: which layout the folder has.
 *
 * @param version of the layout; a store refuses those it does not know
 * @param storeId random; the index names it too, so that an index of another store is not taken for this one's
 */
public record StoreFormat(int version, long storeId) {

    /** The layout that is written. */
    public static final int VERSION = 1;

    private static final long MAGIC = 0x4446_5362_6c6f_6273L; // "DFSblobs"

    /** The content of the file. */
    public ByteBuffer encode() {
        return new TwinHeader(MAGIC, version, storeId, 0).encode();
    }

    /** Reads what {@link #encode} made; empty where both copies are damaged. */
    public static Optional<StoreFormat> decode(ByteBuffer bytes) {
        return TwinHeader.decode(bytes, MAGIC).map(header -> new StoreFormat(header.version(), header.first()));
    }
}
