package dfs.replication.copies;

import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.blob.BlobWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one blob to all replicas. One that fails is left out as long as the others make a quorum.
 *
 * <p>After the acknowledgement the remaining replicas go on by themselves; each closes its own writer.
 */
final class QuorumWriter implements BlobWriter {

    private static final Logger log = LoggerFactory.getLogger(QuorumWriter.class);

    private final BlobId id;
    private final int quorum;
    private final List<BlobWriter> writers;

    private QuorumWriter(BlobId id, int quorum, List<BlobWriter> writers) {
        this.id = id;
        this.quorum = quorum;
        this.writers = writers;
    }

    static BlobWriter create(List<BlobStore> replicas, int quorum, BlobId id, long sizeBytes) {
        QuorumWriter all = new QuorumWriter(id, quorum, new ArrayList<>());
        int failed = 0;
        for (BlobStore replica : replicas) {
            try {
                all.writers.add(replica.create(id, sizeBytes));
            } catch (S3Failure failure) {
                failed++;
                if (replicas.size() - failed < quorum) {
                    all.close();
                    throw failure;
                }
                all.leaveOut(failure);
            }
        }
        return all;
    }

    @Override
    public void write(ByteBuffer bytes) {
        for (BlobWriter writer : List.copyOf(writers)) {
            try {
                writer.write(bytes.duplicate());
            } catch (S3Failure failure) {
                writers.remove(writer);
                writer.close();
                if (writers.size() < quorum) {
                    throw failure;
                }
                leaveOut(failure);
            }
        }
        bytes.position(bytes.limit());
    }

    @Override
    public long commit() {
        List<BlobWriter> all = List.copyOf(writers);
        writers.clear();
        if (all.size() == 1) {
            try (BlobWriter only = all.getFirst()) {
                return only.commit();
            }
        }
        LinkedBlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
        for (BlobWriter writer : all) {
            Thread.ofVirtual().name("dfs-commit").start(() -> outcomes.add(commit(writer)));
        }
        return awaitQuorum(all.size(), outcomes);
    }

    @Override
    public void close() {
        writers.forEach(BlobWriter::close);
        writers.clear();
    }

    private sealed interface Outcome {
        record Durable(long finishedMillis) implements Outcome {}

        record Failed(RuntimeException why) implements Outcome {}
    }

    private static Outcome commit(BlobWriter writer) {
        try (writer) {
            return new Outcome.Durable(writer.commit());
        } catch (RuntimeException e) {
            return new Outcome.Failed(e);
        }
    }

    /** The earliest time at which one of the quorum became durable. */
    private long awaitQuorum(int replicas, LinkedBlockingQueue<Outcome> outcomes) {
        long finishedMillis = Long.MAX_VALUE;
        int durable = 0;
        int failed = 0;
        while (durable < quorum) {
            switch (take(outcomes)) {
                case Outcome.Durable(long millis) -> {
                    durable++;
                    finishedMillis = Math.min(finishedMillis, millis);
                }
                case Outcome.Failed(RuntimeException why) -> {
                    failed++;
                    if (replicas - failed < quorum) {
                        throw why;
                    }
                    leaveOut(why);
                }
            }
        }
        return finishedMillis;
    }

    private static Outcome take(LinkedBlockingQueue<Outcome> outcomes) {
        boolean wasInterrupted = false;
        try {
            while (true) {
                try {
                    return outcomes.take();
                } catch (InterruptedException e) {
                    wasInterrupted = true;
                }
            }
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void leaveOut(RuntimeException why) {
        log.atWarn()
                .addKeyValue("blob", id)
                .addKeyValue("why", why.getMessage())
                .log("blob written without a replica");
    }
}
