package dfs.core.record;

/**
 * What a bucket holds, exactly, as of a revision.
 *
 * @param objects keys whose current version is not a delete marker
 * @param versions all versions that are not delete markers, current ones included
 * @param deleteMarkers delete markers
 * @param bytes bytes of all versions
 * @param uploads multipart uploads that are open
 * @param uploadBytes bytes of the parts of open uploads
 */
public record Usage(long objects, long versions, long deleteMarkers, long bytes, long uploads, long uploadBytes) {

    /** Nothing held. */
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0);

    /** The sum of both. */
    public Usage plus(Usage other) {
        return new Usage(
                objects + other.objects,
                versions + other.versions,
                deleteMarkers + other.deleteMarkers,
                bytes + other.bytes,
                uploads + other.uploads,
                uploadBytes + other.uploadBytes);
    }
}
