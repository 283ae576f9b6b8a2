package dfs.protocol.metadata;

import java.util.List;
import java.util.OptionalLong;

/**
 * What must hold of a key's current version at the moment of the commit. Entity tags are without quotes; {@code *} in a
 * list stands for any existing object. A delete marker counts as no object.
 *
 * @param ifMatch the current version's tag must be one of these; empty for no condition
 * @param ifNoneMatch the current version's tag must be none of these; empty for no condition
 * @param modifiedMillis the current version must have been modified in this second, for DeleteObject only
 * @param sizeBytes the current version must have this size, for DeleteObject only
 */
public record Preconditions(
        List<String> ifMatch, List<String> ifNoneMatch, OptionalLong modifiedMillis, OptionalLong sizeBytes) {

    /** Nothing is asked. */
    public static final Preconditions NONE =
            new Preconditions(List.of(), List.of(), OptionalLong.empty(), OptionalLong.empty());

    /** Copies the lists. */
    public Preconditions {
        ifMatch = List.copyOf(ifMatch);
        ifNoneMatch = List.copyOf(ifNoneMatch);
    }

    /** Whether nothing is asked. */
    public boolean isNone() {
        return ifMatch.isEmpty() && ifNoneMatch.isEmpty() && modifiedMillis.isEmpty() && sizeBytes.isEmpty();
    }
}
