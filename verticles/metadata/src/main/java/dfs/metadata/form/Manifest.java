package dfs.metadata.form;

import dfs.core.record.PartRecord;
import java.util.List;

/**
 * The parts of an object made by multipart upload, and whose they are.
 *
 * @param bucketId the bucket of the version that has these parts
 * @param key the version's key, text
 * @param revision the version's revision
 * @param parts in order
 */
public record Manifest(long bucketId, String key, long revision, List<PartRecord> parts) {

    /** Copies the list. */
    public Manifest {
        parts = List.copyOf(parts);
    }

    /** As stored. */
    public byte[] write() {
        return Records.begin()
                .number(bucketId)
                .text(key)
                .number(revision)
                .list(parts, Records::part)
                .toBytes();
    }

    /** Reads what is stored. */
    public static Manifest read(byte[] value) {
        ByteReader in = Records.begin(value);
        return new Manifest(in.number(), in.text(), in.number(), in.list(Records::part));
    }
}
