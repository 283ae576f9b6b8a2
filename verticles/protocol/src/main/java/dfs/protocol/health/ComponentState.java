package dfs.protocol.health;

/**
 * What a part says of its own state.
 *
 * @param status how it is
 * @param detail why, in a sentence; empty where it is operational
 */
public record ComponentState(Status status, String detail) {

    /** How a part is. */
    public enum Status {
        /** Does all it should. */
        OPERATIONAL,
        /** Does a part of it: say, reads but no writes. */
        DEGRADED,
        /** Does nothing of it. */
        DOWN
    }

    /** All is well. */
    public static final ComponentState OPERATIONAL = new ComponentState(Status.OPERATIONAL, "");
}
