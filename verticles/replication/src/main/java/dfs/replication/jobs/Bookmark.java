package dfs.replication.jobs;

import dfs.core.name.BlobId;
import java.util.Optional;

/** Where a job stood that takes longer than a node may run; what keeps it outlives the process. */
public interface Bookmark {

    /** What was noted last; {@link Place#NONE} where nothing was, or what was cannot be read. */
    Place read();

    /** Notes a place. A place that cannot be kept is no failure: the work is then done again. */
    void note(Place place);

    /**
     * A place.
     *
     * @param after the last blob that the run under way is through with; absent where no run is under way
     * @param finishedMillis when the last whole run ended, milliseconds since 1970; 0 where none did
     */
    record Place(Optional<BlobId> after, long finishedMillis) {

        /** Of a job that never ran. */
        public static final Place NONE = new Place(Optional.empty(), 0);
    }

    /** Forgets with the process. */
    static Bookmark inMemory() {
        return new Bookmark() {
            private volatile Place place = Place.NONE;

            @Override
            public Place read() {
                return place;
            }

            @Override
            public void note(Place noted) {
                place = noted;
            }
        };
    }
}
