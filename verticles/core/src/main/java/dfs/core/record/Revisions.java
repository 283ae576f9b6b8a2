package dfs.core.record;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How far somebody has seen the metadata: of each group that keeps a part of it the newest revision. Groups that are not named have not
 * been seen.
 *
 * @param byGroup revisions above zero, by the number of their group
 */
public record Revisions(SortedMap<Integer, Long> byGroup) {

    /** The most groups there can be. */
    public static final int GROUPS_MAX = 64;

    /** Nothing was seen. */
    public static final Revisions NONE = new Revisions(new TreeMap<>());

    private static final Pattern PLAIN = Pattern.compile("[0-9]{1,18}");
    private static final Pattern NAMED = Pattern.compile("[0-9]{1,2}:[0-9]{1,18}(,[0-9]{1,2}:[0-9]{1,18}){0,63}");

    /** Copies the map. */
    public Revisions {
        byGroup = Collections.unmodifiableSortedMap(new TreeMap<>(byGroup));
    }

    /** One group's revision; nothing where it is 0. */
    public static Revisions of(int group, long revision) {
        return revision > 0 ? new Revisions(new TreeMap<>(java.util.Map.of(group, revision))) : NONE;
    }

    /**
     * Reads {@code 812}, which is group 0's, or {@code 0:812,2:4410}; empty where it is neither, or names a group that there cannot be.
     */
    public static Optional<Revisions> parse(String text) {
        if (PLAIN.matcher(text).matches()) {
            return Optional.of(of(0, Long.parseLong(text)));
        }
        if (!NAMED.matcher(text).matches()) {
            return Optional.empty();
        }
        Revisions read = NONE;
        for (String each : text.split(",", -1)) {
            int colon = each.indexOf(':');
            int group = Integer.parseInt(each.substring(0, colon));
            if (group >= GROUPS_MAX) {
                return Optional.empty();
            }
            read = read.plus(of(group, Long.parseLong(each.substring(colon + 1))));
        }
        return Optional.of(read);
    }

    /** The newest revision seen of a group; 0 for none. */
    public long at(int group) {
        return byGroup.getOrDefault(group, 0L);
    }

    /** Whether nothing was seen. */
    public boolean isNone() {
        return byGroup.isEmpty();
    }

    /** These, where they are not of the first group alone. */
    public Optional<Revisions> beyondFirst() {
        return isNone() || byGroup.lastKey() == 0 ? Optional.empty() : Optional.of(this);
    }

    /** What both have seen together: of each group the newer one. */
    public Revisions plus(Revisions other) {
        if (other.isNone() || equals(other)) {
            return this;
        }
        TreeMap<Integer, Long> both = new TreeMap<>(byGroup);
        other.byGroup.forEach((group, revision) -> both.merge(group, revision, Math::max));
        return new Revisions(both);
    }

    /** As {@link #parse} reads it. */
    public String text() {
        if (beyondFirst().isEmpty()) {
            return Long.toString(at(0));
        }
        return byGroup.entrySet().stream()
                .map(each -> each.getKey() + ":" + each.getValue())
                .collect(Collectors.joining(","));
    }
}
