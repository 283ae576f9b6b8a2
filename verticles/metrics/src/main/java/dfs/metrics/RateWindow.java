package dfs.metrics;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Turns ever-growing totals into rates over the last minute. Totals are noted now and then; the rates are those between the
 * oldest note of the window and the newest. Safe for any number of threads.
 */
final class RateWindow {

    /** How far back the rates look. */
    static final long WINDOW_MILLIS = 60_000;

    /** A note that comes sooner after the last one is left out, which bounds how many there are. */
    static final long STEP_MILLIS = 1_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Note> notes = new ArrayDeque<>();

    /** Totals at one time. */
    private record Note(long atMillis, long requests, long errors) {}

    /** What the notes say. */
    record Rates(double requestsPerSecond, double errorRatePercent) {}

    /** Notes the totals at {@code nowMillis}. */
    void note(long nowMillis, long requests, long errors) {
        lock.lock();
        try {
            while (notes.size() > 1 && notes.getFirst().atMillis() < nowMillis - WINDOW_MILLIS) {
                notes.removeFirst();
            }
            if (notes.isEmpty() || nowMillis - notes.getLast().atMillis() >= STEP_MILLIS) {
                notes.addLast(new Note(nowMillis, requests, errors));
            }
        } finally {
            lock.unlock();
        }
    }

    /** The rates up to the last note. */
    Rates rates() {
        lock.lock();
        try {
            return notes.isEmpty() ? new Rates(0, 0) : between(notes.getFirst(), notes.getLast());
        } finally {
            lock.unlock();
        }
    }

    private static Rates between(Note then, Note now) {
        long millis = now.atMillis() - then.atMillis();
        long requests = now.requests() - then.requests();
        long errors = now.errors() - then.errors();
        return new Rates(millis <= 0 ? 0 : requests * 1000.0 / millis, requests <= 0 ? 0 : errors * 100.0 / requests);
    }
}
