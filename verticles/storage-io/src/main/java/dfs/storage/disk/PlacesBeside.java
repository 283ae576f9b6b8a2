package dfs.storage.disk;

import dfs.core.name.BlobId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Places that the segments hold and the index does not, because it takes no changes: in memory, until it does. There are as
 * few of them as a start would otherwise bring into the index. Safe for any number of threads.
 */
final class PlacesBeside {

    private final ConcurrentSkipListMap<BlobId, Place> places = new ConcurrentSkipListMap<>();

    void put(BlobId id, Place place) {
        places.put(id, place);
    }

    Optional<Place> find(BlobId id) {
        return Optional.ofNullable(places.get(id));
    }

    /** Adds to a page of the index, which begins after a blob, those that belong there; at most {@code max} in all. */
    List<Place.Of> merge(List<Place.Of> page, Optional<BlobId> after, int max) {
        if (places.isEmpty()) {
            return page;
        }
        var ahead = after.map(id -> places.tailMap(id, false)).orElse(places);
        List<Place.Of> merged = new ArrayList<>();
        ahead.entrySet().stream().limit(max).forEach(each -> merged.add(new Place.Of(each.getKey(), each.getValue())));
        page.stream().filter(each -> !ahead.containsKey(each.id())).forEach(merged::add);
        merged.sort(Comparator.comparing(Place.Of::id));
        return merged.size() > max ? merged.subList(0, max) : merged;
    }

    void clear() {
        places.clear();
    }
}
