package dfs.node.crash;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A multipart upload that is open.
 *
 * @param place where its object will be
 * @param contents what the object will hold
 * @param tags the entity tags of the parts that were acknowledged, by number
 */
record Upload(Place place, Contents contents, Map<Integer, String> tags) {

    /** The least that a part may hold which is not the last. */
    static final int PART_BYTES = 5 << 20;

    static Upload of(Place place, Contents contents) {
        return new Upload(place, contents, new ConcurrentSkipListMap<>());
    }

    /** How long a part is. */
    int sizeBytes(int part) {
        return Math.min(PART_BYTES, contents.sizeBytes() - (part - 1) * PART_BYTES);
    }

    /** A part of the bytes of the whole. */
    byte[] bytes(byte[] whole, int part) {
        int from = (part - 1) * PART_BYTES;
        return Arrays.copyOfRange(whole, from, from + sizeBytes(part));
    }

    /** The document that completes the upload. */
    String document() {
        StringBuilder document = new StringBuilder("<CompleteMultipartUpload>");
        tags.forEach((number, tag) -> document.append("<Part><PartNumber>")
                .append(number)
                .append("</PartNumber><ETag>")
                .append(tag)
                .append("</ETag></Part>"));
        return document.append("</CompleteMultipartUpload>").toString();
    }
}
