package dfs.config;

import dfs.core.auth.Secret;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How values of each type are written in the environment. */
final class TextForms {

    private static final Map<Class<?>, Function<String, ?>> FORMS = Map.of(
            String.class, text -> text,
            Secret.class, Secret::of,
            boolean.class, TextForms::flag,
            int.class, TextForms::number,
            Integer.class, TextForms::number,
            Port.class, text -> new Port(number(text)),
            ByteSize.class, ByteSize::parse,
            Duration.class, TextForms::duration,
            Path.class, TextForms::path,
            List.class, TextForms::list);

    private static final Set<String> YES = Set.of("true", "yes", "on", "1");
    private static final Set<String> NO = Set.of("false", "no", "off", "0");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,12}) ?(ms|s|m|h|d)");

    private TextForms() {}

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException saying how such a value is written
     */
    static Object parse(Class<?> type, String text) {
        if (type.isEnum()) {
            return choice(type, text);
        }
        Function<String, ?> form = FORMS.get(type);
        if (form == null) {
            throw new IllegalStateException("no written form for " + type.getName());
        }
        return form.apply(text);
    }

    private static Object choice(Class<?> type, String text) {
        Object[] constants = type.getEnumConstants();
        return Arrays.stream(constants)
                .filter(constant -> constant.toString().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("choose one of: " + choices(constants)));
    }

    private static String choices(Object[] constants) {
        return Arrays.stream(constants)
                .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    private static boolean flag(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        if (!YES.contains(word) && !NO.contains(word)) {
            throw new IllegalArgumentException("write True or False");
        }
        return YES.contains(word);
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("write a whole number", e);
        }
    }

    private static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "a time is a whole number with a unit (ms, s, m, h, d), such as 30s or 7d");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("this is no path: " + e.getReason(), e);
        }
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }
}
