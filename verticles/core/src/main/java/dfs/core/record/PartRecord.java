package dfs.core.record;

import dfs.core.checksum.Checksum;
import java.util.Optional;

/**
 * A part: of an open upload, or of an object made from one.
 *
 * @param number 1 to 10,000
 * @param sizeBytes bytes of the part
 * @param etag MD5 of the part in hexadecimal, without quotes
 * @param checksum the part's checksum, if it has one; always {@code FULL_OBJECT} over the part's bytes
 * @param modifiedMillis milliseconds since 1970, stamped at commit
 * @param content where its bytes are: inline or one blob
 */
public record PartRecord(
        int number, long sizeBytes, String etag, Optional<Checksum> checksum, long modifiedMillis, Content content) {

    /** The greatest part number. */
    public static final int NUMBER_MAX = 10_000;

    /** Checks the ranges. */
    public PartRecord {
        if (number < 1 || number > NUMBER_MAX) {
            throw new IllegalArgumentException("part number " + number + " is not within 1.." + NUMBER_MAX);
        }
        if (content instanceof Content.Parts) {
            throw new IllegalArgumentException("a part does not consist of parts");
        }
    }
}
