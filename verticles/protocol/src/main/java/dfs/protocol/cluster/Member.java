package dfs.protocol.cluster;

/**
 * A node as the cluster's configuration names it.
 *
 * @param nodeId the node's name, {@code NODE_ID}: stays when its disk is replaced
 * @param incarnation tells a data folder from another one of the same node: a node whose folder was lost comes back as somebody
 *     else, for what it promised as a voter is forgotten (Raft, section 5.2); empty for folders made before there was one
 * @param raft where its Raft server listens; port 0 where it has none
 * @param peer where it listens for other nodes
 * @param hasVoice whether it keeps the metadata, and so votes on it
 * @param keepsBytes whether it keeps the bytes of objects
 */
public record Member(
        String nodeId, String incarnation, Endpoint raft, Endpoint peer, boolean hasVoice, boolean keepsBytes) {

    private static final char SEPARATOR = '~';

    /** Checks that the name can be told from the incarnation. */
    public Member {
        if (nodeId.isEmpty() || nodeId.indexOf(SEPARATOR) >= 0) {
            throw new IllegalArgumentException("node " + nodeId);
        }
    }

    /** One that keeps metadata and bytes. */
    public Member(String nodeId, String incarnation, Endpoint raft, Endpoint peer) {
        this(nodeId, incarnation, raft, peer, true, true);
    }

    /** The same, but for whether it keeps bytes. */
    public Member keepingBytes(boolean isKeeping) {
        return new Member(nodeId, incarnation, raft, peer, hasVoice, isKeeping);
    }

    /** The same, but for whether it keeps metadata; one that does not has no Raft server. */
    public Member withVoice(boolean isKeeping) {
        Endpoint server = isKeeping ? raft : new Endpoint(raft.host(), 0);
        return new Member(nodeId, incarnation, server, peer, isKeeping, keepsBytes);
    }

    /** Whether that is the same node with the same data folder, wherever it listens now and whatever it keeps. */
    public boolean isSame(Member other) {
        return peerId().equals(other.peerId());
    }

    /** The name of its voice in Raft, where it has one: its own, told from those with other data folders. */
    public String peerId() {
        return incarnation.isEmpty() ? nodeId : nodeId + SEPARATOR + incarnation;
    }

    /** A member that keeps metadata and bytes, by the name of its voice in Raft. */
    public static Member of(String peerId, Endpoint raft, Endpoint peer) {
        int at = peerId.indexOf(SEPARATOR);
        return at < 0
                ? new Member(peerId, "", raft, peer)
                : new Member(peerId.substring(0, at), peerId.substring(at + 1), raft, peer);
    }
}
