package dfs.node;

import dfs.protocol.Bus;
import dfs.protocol.Consistency;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;

/**
 * Whether what a node keeps in several folders is all there. Bytes that no metadata names are garbage: a node that began to work
 * with its metadata gone would delete everything.
 */
final class Completeness {

    private Completeness() {}

    /**
     * Compares the folders, before anything is written.
     *
     * @throws StartFailure where bytes are kept and the metadata never held anything
     */
    static void check(Bus bus, BlobStore blobs, DataFolder data) {
        long revision = bus.ask(new Read<>(new Query.FindProgress(), Consistency.STRONG))
                .value()
                .revision();
        long kept = blobs.space().blobs();
        if (revision == 0 && kept > 0) {
            throw new StartFailure(
                    "The metadata in " + data.metadata() + " is empty, and " + data.blobs() + " keeps the bytes of "
                            + kept
                            + " objects or parts: the metadata was lost, or moved away. Bring it back, from a copy if there is one."
                            + " To begin with nothing instead, move " + data.blobs() + " away too.");
        }
    }
}
