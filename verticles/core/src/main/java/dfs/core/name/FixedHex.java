package dfs.core.name;

import java.util.Optional;

/** Non-negative longs as lower-case hexadecimal of a fixed width, read back strictly. */
final class FixedHex {

    private FixedHex() {}

    static String format(long value, int width) {
        String digits = Long.toHexString(value);
        return "0".repeat(width - digits.length()) + digits;
    }

    /** Empty where {@code text} is not what {@link #format} writes for a positive value. */
    static Optional<Long> parse(String text, int width) {
        if (text.length() != width) {
            return Optional.empty();
        }
        long value = 0;
        for (int i = 0; i < width; i++) {
            char c = text.charAt(i);
            int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
            if (digit < 0) {
                return Optional.empty();
            }
            value = (value << 4) | digit;
        }
        return value > 0 ? Optional.of(value) : Optional.empty();
    }
}
