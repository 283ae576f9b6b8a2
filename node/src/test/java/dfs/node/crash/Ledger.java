package dfs.node.crash;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a writer knows: the versions of each of its keys for certain; those that a key may have instead since the one change that was
 * not answered; and its open uploads.
 */
final class Ledger {

    /**
     * A change that ends an upload.
     *
     * @param id of the upload
     * @param isCompletion whether it makes an object of it
     */
    record Ending(String id, boolean isCompletion) {}

    private final Map<Place, List<Version>> known = new TreeMap<>();
    private final Map<Place, List<Version>> maybe = new HashMap<>();
    private final Map<Place, Set<Contents>> ever = new HashMap<>();
    private final Map<String, Upload> uploads = new TreeMap<>();

    /** The upload that the unanswered change would end, and where an upload may have been opened that nobody was told of. */
    private Optional<Ending> ending = Optional.empty();

    private Optional<Place> opening = Optional.empty();

    List<Version> at(Place place) {
        return known.getOrDefault(place, List.of());
    }

    /** What the key may hold instead; empty where it was left alone. */
    Optional<List<Version>> doubtAt(Place place) {
        return Optional.ofNullable(maybe.get(place));
    }

    Set<Place> places() {
        Set<Place> places = new TreeSet<>(known.keySet());
        places.addAll(maybe.keySet());
        return places;
    }

    /** All that was ever sent to the key. */
    Set<Contents> everAt(Place place) {
        return ever.getOrDefault(place, Set.of());
    }

    /** What a plain read of the key may find. */
    Set<Contents> currentAt(Place place) {
        Set<Contents> current = new HashSet<>();
        current.add(newest(at(place)));
        doubtAt(place).ifPresent(after -> current.add(newest(after)));
        return current;
    }

    private static Contents newest(List<Version> versions) {
        return versions.isEmpty() ? Contents.NOTHING : versions.getFirst().contents();
    }

    /** A change is sent that would leave these versions. */
    void doubt(Place place, List<Version> after) {
        maybe.put(place, after);
        after.forEach(each -> ever.computeIfAbsent(place, _ -> new HashSet<>()).add(each.contents()));
    }

    /** It is certain that these are the versions. */
    void settle(Place place, List<Version> versions) {
        known.put(place, versions);
        maybe.remove(place);
    }

    Map<String, Upload> uploads() {
        return uploads;
    }

    Upload upload(String id) {
        return Optional.ofNullable(uploads.get(id)).orElseThrow();
    }

    void open(Place place) {
        opening = Optional.of(place);
    }

    Upload opened(Place place, String id, Contents contents) {
        opening = Optional.empty();
        Upload upload = Upload.of(place, contents);
        uploads.put(id, upload);
        return upload;
    }

    Optional<Place> opening() {
        return opening;
    }

    void end(String id, boolean isCompletion) {
        ending = Optional.of(new Ending(id, isCompletion));
    }

    void ended(String id) {
        ending = Optional.empty();
        uploads.remove(id);
    }

    Optional<Ending> ending() {
        return ending;
    }

    /** The unanswered change of an upload is answered by what was found. */
    void settleUploads() {
        ending = Optional.empty();
        opening = Optional.empty();
    }
}
