package dfs.storage.disk;

import dfs.core.name.BlobId;
import java.util.Optional;

/**
 * A change of a blob's place.
 *
 * @param id the blob
 * @param place where it is now
 * @param onlyFrom where it was moved from: the change is made only where it is still there; absent for a change in any case
 */
record PlaceChange(BlobId id, Place place, Optional<Place> onlyFrom) {}
