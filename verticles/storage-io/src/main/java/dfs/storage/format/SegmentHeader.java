package dfs.storage.format;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The start of a segment. It stands there twice, because without it no record of the segment could be told from bytes
 * that merely look like one.
 *
 * @param number the segment's, as in its file name
 * @param salt random, and told to nobody: it goes into the checksum of every record header, so that no client can store
 *     bytes that would pass for a record
 */
public record SegmentHeader(long number, long salt) {

    /** Where the first record begins. */
    public static final int RECORDS_AT = 128;

    private static final long MAGIC = 0x4446_5373_6567_6d74L; // "DFSsegmt"
    private static final int VERSION = 1;

    /** The bytes before the first record. */
    public ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(RECORDS_AT);
        bytes.put(new TwinHeader(MAGIC, VERSION, number, salt).encode());
        return bytes.clear();
    }

    /** Reads what {@link #encode} made; empty where both copies are damaged. */
    public static Optional<SegmentHeader> decode(ByteBuffer bytes) {
        return TwinHeader.decode(bytes, MAGIC)
                .filter(header -> header.version() == VERSION)
                .map(header -> new SegmentHeader(header.first(), header.second()));
    }
}
