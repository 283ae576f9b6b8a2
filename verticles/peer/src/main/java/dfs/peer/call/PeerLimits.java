package dfs.peer.call;

import java.time.Duration;

/**
 * How long a node waits for another, and how much it takes on.
 *
 * @param connect until the other machine takes the connection
 * @param stall without a byte taken or given
 * @param reply from the last byte of a call to the first of its reply
 * @param bodySilence a body that others send may be silent for: it comes from a client of theirs
 * @param pauseMax a node that did not answer, again and again, is left alone for so long at most
 * @param connectionsMax to one node at a time
 * @param callsMax answered at a time
 */
public record PeerLimits(
        Duration connect,
        Duration stall,
        Duration reply,
        Duration bodySilence,
        Duration pauseMax,
        int connectionsMax,
        int callsMax) {

    /** For nodes of one site. */
    public static final PeerLimits DEFAULT = new PeerLimits(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofMinutes(2),
            Duration.ofMillis(1_600),
            1024,
            4096);

    /** To be connected, and then to know one another. */
    Duration link() {
        return connect.plus(stall);
    }

    /** Checks that nothing waits for ever. */
    public PeerLimits {
        if (!connect.isPositive()
                || !stall.isPositive()
                || !reply.isPositive()
                || !bodySilence.isPositive()
                || !pauseMax.isPositive()
                || connectionsMax < 1
                || callsMax < 1) {
            throw new IllegalArgumentException("limits of peers");
        }
    }
}
