package dfs.config;

/**
 * A TCP port to listen on.
 *
 * @param number 1 to 65,535, or 0 for any that is free
 */
public record Port(int number) {

    /** Checks the range. */
    public Port {
        if (number < 0 || number > 65_535) {
            throw new IllegalArgumentException("a port lies between 0 and 65535");
        }
    }
}
