package dfs.protocol;

import java.util.Optional;

/**
 * How fresh a read must be, as {@code X-Consistency-Level} asks for it.
 *
 * @param level the level
 * @param maxStalenessMillis for {@link Level#BOUNDED} how old the state read may be, at least 1; otherwise 0
 */
public record Consistency(Level level, long maxStalenessMillis) {

    /** The levels, strongest first. */
    public enum Level {
        /** Linearizable: sees every commit acknowledged before the read began. */
        STRONG,
        /** Not older than a given time. */
        BOUNDED,
        /** Sees what the same client wrote and read before. */
        SESSION,
        /** Whatever the node knows. */
        EVENTUAL
    }

    /** Linearizable. */
    public static final Consistency STRONG = new Consistency(Level.STRONG, 0);

    /** Sees what the same client wrote and read before. */
    public static final Consistency SESSION = new Consistency(Level.SESSION, 0);

    /** Whatever the node knows. */
    public static final Consistency EVENTUAL = new Consistency(Level.EVENTUAL, 0);

    private static final String BOUNDED_PREFIX = "bounded;max-ms=";

    /** Checks the range. */
    public Consistency {
        if (level == Level.BOUNDED ? maxStalenessMillis < 1 : maxStalenessMillis != 0) {
            throw new IllegalArgumentException("staleness " + maxStalenessMillis + " does not go with " + level);
        }
    }

    /** Reads a header's value ({@code strong}, {@code bounded;max-ms=N}, {@code session}, {@code eventual}). */
    public static Optional<Consistency> parse(String text) {
        return switch (text) {
            case "strong" -> Optional.of(STRONG);
            case "session" -> Optional.of(SESSION);
            case "eventual" -> Optional.of(EVENTUAL);
            default -> parseBounded(text);
        };
    }

    private static Optional<Consistency> parseBounded(String text) {
        if (!text.startsWith(BOUNDED_PREFIX)) {
            return Optional.empty();
        }
        String digits = text.substring(BOUNDED_PREFIX.length());
        if (!digits.matches("[1-9][0-9]{0,11}")) {
            return Optional.empty();
        }
        return Optional.of(new Consistency(Level.BOUNDED, Long.parseLong(digits)));
    }

    /** The header's value. */
    public String text() {
        return switch (level) {
            case STRONG -> "strong";
            case BOUNDED -> BOUNDED_PREFIX + maxStalenessMillis;
            case SESSION -> "session";
            case EVENTUAL -> "eventual";
        };
    }
}
