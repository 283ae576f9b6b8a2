package dfs.storage.disk;

import dfs.core.error.S3Failure;
import java.io.IOException;
import java.util.List;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens an index at fault anew and brings it forward, as soon as the disk takes writes. Used by the log's thread alone. */
final class IndexRepair {

    private static final Logger log = LoggerFactory.getLogger(IndexRepair.class);

    private final PlaceIndex index;
    private final SegmentSequence segments;
    private final FileRemoval removal;
    private final Recovery recovery;
    private final DiskHealth health;

    /** Why it did not succeed the last time, so that it is said once. */
    private String lastNotRepaired = "";

    IndexRepair(PlaceIndex index, SegmentSequence segments, FileRemoval removal, Recovery recovery, DiskHealth health) {
        this.index = index;
        this.segments = segments;
        this.removal = removal;
        this.recovery = recovery;
        this.health = health;
    }

    /** Tries it; the result is what was found without a record. Whether it succeeded is for the index to say. */
    List<StrayFiles.Orphan> run() {
        if (!health.isWritable()) {
            return List.of();
        }
        segments.close();
        removal.await();
        boolean wasReadOnly = index.isReadOnly();
        Found found = new Found();
        try {
            index.reopen(() -> replay(found, wasReadOnly));
            if (index.fault().isEmpty()) {
                lastNotRepaired = "";
                log.atWarn().log("index repaired");
            }
        } catch (RocksDBException | S3Failure e) {
            String why = String.valueOf(e.getMessage());
            if (!why.equals(lastNotRepaired)) {
                lastNotRepaired = why;
                log.atError().setCause(e).log("index not repaired yet");
            }
        }
        return found.orphans;
    }

    private static final class Found {
        private List<StrayFiles.Orphan> orphans = List.of();
    }

    private void replay(Found found, boolean wasReadOnly) {
        try {
            Recovery.Found replayed = recovery.replay();
            segments.goOn(replayed);
            found.orphans = replayed.orphans();
            if (wasReadOnly) {
                recovery.bringIn();
            }
        } catch (IOException e) {
            throw health.writeFailed(e);
        }
    }
}
