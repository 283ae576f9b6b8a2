package dfs.node;

import dfs.core.name.BlobId;
import dfs.replication.jobs.Bookmark;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bookmark in a file of the data folder: {@code after ID, finished MILLIS}, without an id where no run is under way.
 *
 * @param file where it is kept
 */
record BookmarkFile(MarkFile file) implements Bookmark {

    private static final Logger log = LoggerFactory.getLogger(BookmarkFile.class);
    private static final Pattern FORM = Pattern.compile("after ([0-9a-f]{16})?([0-9a-f]{16})?, finished ([0-9]{1,18})");

    @Override
    public Place read() {
        try {
            return file.read().flatMap(BookmarkFile::parse).orElse(Place.NONE);
        } catch (IOException | StartFailure e) {
            log.atWarn()
                    .addKeyValue("file", file.path())
                    .addKeyValue("reason", e)
                    .log("bookmark cannot be read");
            return Place.NONE;
        }
    }

    @Override
    public void note(Place place) {
        try {
            file.write(
                    "after " + place.after().map(BlobId::toString).orElse("") + ", finished " + place.finishedMillis());
        } catch (IOException e) {
            log.atDebug()
                    .addKeyValue("file", file.path())
                    .addKeyValue("reason", e)
                    .log("bookmark cannot be kept");
        }
    }

    private static Optional<Place> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        Optional<BlobId> after = Optional.ofNullable(form.group(2))
                .map(low ->
                        new BlobId(HexFormat.fromHexDigitsToLong(form.group(1)), HexFormat.fromHexDigitsToLong(low)));
        return Optional.of(new Place(after, Long.parseLong(form.group(3))));
    }
}
