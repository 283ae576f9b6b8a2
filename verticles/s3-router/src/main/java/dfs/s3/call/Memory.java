package dfs.s3.call;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Memory that requests share for what they hold whole: documents on their way in, pages of listings on their way out. However
 * many clients send documents slowly or do not read their pages, a node does not run out of it; they are told to slow down.
 */
public final class Memory {

    /** Documents up to this size, which most are, are not counted. */
    static final int SMALL_BYTES = 16 << 10;

    /** Of documents from when they are received until their calls are answered: what is made of them is there so long. */
    static final int DOCUMENT_BYTES_MAX = 24 << 20;

    /** Pages that are being gathered, or that their clients have not taken yet. */
    static final int PAGES_MAX = 32;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Semaphore documentBytes = new Semaphore(DOCUMENT_BYTES_MAX);
    private final Semaphore pages = new Semaphore(PAGES_MAX, true);
    private final Duration patience;

    /** All of it. */
    public Memory() {
        this(PATIENCE);
    }

    /** All of it; a page's turn is waited for so long. */
    Memory(Duration patience) {
        this.patience = patience;
    }

    /**
     * Takes room for a document, before it is read.
     *
     * @param bytesMax the most it may have
     * @return how much room; to be given to {@link #documentDone} once
     * @throws S3Failure {@code SlowDown} where other documents have all the room
     */
    int takeDocument(RequestBody body, int bytesMax) {
        int counted = body.sizeBytes() < 0 ? bytesMax : (int) Math.min(body.sizeBytes(), bytesMax);
        if (counted <= SMALL_BYTES) {
            return 0;
        }
        if (!documentBytes.tryAcquire(counted)) {
            throw new S3Failure(ErrorCode.SLOW_DOWN, "Too many large documents are in work; slow down and retry.");
        }
        return counted;
    }

    /** What was made of documents is not needed any more. */
    void documentDone(int counted) {
        documentBytes.release(counted);
    }

    /**
     * Waits for a turn to gather a page; {@link #pageTaken} gives it to the next one.
     *
     * @throws S3Failure {@code SlowDown} where too many clients did not take theirs
     */
    public void awaitPage() {
        try {
            if (pages.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new S3Failure(
                ErrorCode.SLOW_DOWN, "Too many listings are under way that nobody reads; slow down and retry.");
    }

    /** The page was taken, or will never be. To be called once for each turn. */
    public void pageTaken() {
        pages.release();
    }
}
