package dfs.s3.signature;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Times as signatures write them: {@code 20130524T000000Z}, and the older {@code Fri, 24 May 2013 00:00:00 GMT}. */
final class AmzTime {

    private static final DateTimeFormatter LONG =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);

    private AmzTime() {}

    /** The long form. */
    static String format(Instant time) {
        return LONG.format(time);
    }

    /** The day, {@code 20130524}. */
    static String day(Instant time) {
        return DAY.format(time);
    }

    /** Reads the long form; empty where {@code text} is not of it. */
    static Optional<Instant> parseLong(String text) {
        return parse(LONG, text);
    }

    /** Reads either form; empty where {@code text} is of neither. */
    static Optional<Instant> parseAny(String text) {
        return parseLong(text).or(() -> parse(DateTimeFormatter.RFC_1123_DATE_TIME, text));
    }

    private static Optional<Instant> parse(DateTimeFormatter format, String text) {
        try {
            return Optional.of(Instant.from(format.parse(text)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
