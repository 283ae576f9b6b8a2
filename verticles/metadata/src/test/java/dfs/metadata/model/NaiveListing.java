package dfs.metadata.model;

import dfs.metadata.model.NaiveBuckets.Bucket;
import java.util.ArrayList;
import java.util.List;

/** Lists the plainest way: everything is walked from the beginning for every page. */
final class NaiveListing {

    /** An entry: a key, or a common prefix, which shows no version. */
    record Entry(String text, boolean isPrefix, String version) {}

    private NaiveListing() {}

    /** The whole listing of current objects after {@code after}. */
    static List<Entry> objects(Bucket bucket, String prefix, String delimiter, String after) {
        List<Entry> entries = new ArrayList<>();
        for (String key : bucket.keys.keySet()) {
            if (bucket.live(key).isPresent()) {
                add(entries, new Entry(key, false, ""), prefix, delimiter, after);
            }
        }
        return entries;
    }

    /** The whole listing of versions after the key {@code after}. */
    static List<Entry> versions(Bucket bucket, String prefix, String delimiter, String after) {
        List<Entry> entries = new ArrayList<>();
        bucket.keys.forEach((key, versions) -> {
            boolean isLatest = true;
            for (NaiveBuckets.Version version : versions) {
                String shown = version.id() + (isLatest ? " latest" : "") + (version.isDeleteMarker() ? " marker" : "");
                add(entries, new Entry(key, false, shown), prefix, delimiter, after);
                isLatest = false;
            }
        });
        return entries;
    }

    /** The whole listing of open uploads after the key {@code after}. */
    static List<Entry> uploads(Bucket bucket, String prefix, String delimiter, String after) {
        List<Entry> entries = new ArrayList<>();
        bucket.uploads.entrySet().stream()
                .sorted((a, b) -> NaiveBuckets.BY_BYTES.compare(
                        a.getValue().key(), b.getValue().key()))
                .forEach(upload -> add(
                        entries,
                        new Entry(upload.getValue().key(), false, Long.toString(upload.getKey())),
                        prefix,
                        delimiter,
                        after));
        return entries;
    }

    private static void add(List<Entry> entries, Entry entry, String prefix, String delimiter, String after) {
        String key = entry.text();
        if (!key.startsWith(prefix) || (!after.isEmpty() && NaiveBuckets.BY_BYTES.compare(key, after) <= 0)) {
            return;
        }
        int at = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
        if (at < 0) {
            entries.add(entry);
            return;
        }
        String folded = key.substring(0, at + delimiter.length());
        boolean isSeen = !entries.isEmpty()
                && entries.getLast().text().equals(folded)
                && entries.getLast().isPrefix();
        boolean isBehindAfter = after.startsWith(prefix) && after.startsWith(folded);
        if (!isSeen && !isBehindAfter) {
            entries.add(new Entry(folded, true, ""));
        }
    }
}
