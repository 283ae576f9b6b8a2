package dfs.storage.disk;

/**
 * What a store may use.
 *
 * @param reserveBytes disk space it leaves free: writes that would need it are refused, compaction may use it
 * @param segmentBytesMax a segment that is longer takes no more records
 * @param segmentBlobBytesMax a blob that is longer has a file of its own
 * @param bufferBytesMax bytes of all blobs together that wait in memory: short ones for their place in a segment, one of
 *     which goes to a file of its own where it finds no room; long ones for the disk, whose writers then wait
 * @param diskThreads how many threads write files of their own
 * @param openFilesMax how many files are kept open for the next reader
 */
public record StoreLimits(
        long reserveBytes,
        long segmentBytesMax,
        int segmentBlobBytesMax,
        long bufferBytesMax,
        int diskThreads,
        int openFilesMax) {

    private static final int MIB = 1024 * 1024;

    /** Fits a node of some hundred MiB of memory. */
    public static final StoreLimits DEFAULT = new StoreLimits(256L * MIB, 256L * MIB, MIB, 32L * MIB, 4, 512);

    /** Checks that all is positive; a reserve may be 0. */
    public StoreLimits {
        if (reserveBytes < 0
                || segmentBytesMax < 1
                || segmentBlobBytesMax < 1
                || bufferBytesMax < 0
                || diskThreads < 1
                || openFilesMax < 1) {
            throw new IllegalArgumentException("reserveBytes " + reserveBytes + ", segmentBytesMax " + segmentBytesMax
                    + ", segmentBlobBytesMax " + segmentBlobBytesMax + ", bufferBytesMax " + bufferBytesMax
                    + ", diskThreads " + diskThreads + ", openFilesMax " + openFilesMax);
        }
    }

    /** These limits with another reserve. */
    public StoreLimits withReserve(long bytes) {
        return new StoreLimits(bytes, segmentBytesMax, segmentBlobBytesMax, bufferBytesMax, diskThreads, openFilesMax);
    }
}
