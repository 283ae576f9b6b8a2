package dfs.config;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written as {@code 64MiB}, {@code 5GB} or {@code 4096}.
 *
 * @param bytes 0 or more
 */
public record ByteSize(long bytes) {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,18}) ?([A-Za-z]*)");
    private static final Map<String, Long> UNITS = Map.of(
            "", 1L,
            "b", 1L,
            "kib", 1L << 10,
            "mib", 1L << 20,
            "gib", 1L << 30,
            "tib", 1L << 40,
            "kb", 1_000L,
            "mb", 1_000_000L,
            "gb", 1_000_000_000L,
            "tb", 1_000_000_000_000L);

    /** Checks the range. */
    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is not negative");
        }
    }

    /** Reads the written form. */
    public static ByteSize parse(String text) {
        Matcher matcher = FORM.matcher(text);
        Long unit = matcher.matches() ? UNITS.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("a size is a number with a unit, such as 64MiB or 5GB");
        }
        try {
            return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), unit));
        } catch (ArithmeticException tooLarge) {
            throw new IllegalArgumentException("a size of 8 EiB or more cannot be kept", tooLarge);
        }
    }

    /** This many as an {@code int}, capped at the largest one. */
    public int intBytes() {
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }
}
