package dfs.node.crash;

import java.util.ArrayList;
import java.util.List;

/**
 * A version of a key as its writer knows it.
 *
 * @param id how the node calls it; {@link #UNTOLD} where no answer said it
 * @param contents what it holds; nothing, if it is a delete marker
 */
record Version(String id, Contents contents) {

    static final String UNTOLD = "";

    /** What all versions of a key that is without versioning are called. */
    static final String NULL = "null";

    /** The versions of a key, newest first, after another one was written. */
    static List<Version> with(Place place, List<Version> before, String id, Contents contents) {
        if (!place.isVersioned()) {
            return contents.isNothing() ? List.of() : List.of(new Version(NULL, contents));
        }
        List<Version> after = new ArrayList<>(before);
        after.addFirst(new Version(id, contents));
        return List.copyOf(after);
    }

    /** The versions of a key without one of them. */
    static List<Version> without(List<Version> before, String id) {
        return before.stream().filter(each -> !each.id().equals(id)).toList();
    }
}
