package dfs.metadata.raft;

import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.LinkIdentity;
import dfs.protocol.cluster.Member;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the metadata of a node needs to know.
 *
 * @param folder where its log and index are kept
 * @param cluster the id of the cluster; empty for a node alone. A folder that was a node's alone becomes a cluster's when it is given one
 * @param self this node; its name of a voice must stay the same for as long as the folder does
 * @param founders the members with which the group begins where the folder is new, this one among them, and the same on each of
 *     them; empty where this node is to be added to a group that is there already. A folder that is not new knows better
 * @param groups how many groups keep the metadata: the same on all members, and for as long as the folder is
 * @param listen where the Raft server listens; {@link Member#raft} is where others find it
 * @param identity what members show one another; absent where their connections are in the clear
 * @param pace how soon a leader is missed
 * @param limits how much log is kept
 * @param reserveBytes free space of the disk below which nothing but deletions is committed
 * @param space tells how much of a disk is free
 */
public record RaftSettings(
        Path folder,
        String cluster,
        Member self,
        List<Member> founders,
        int groups,
        Endpoint listen,
        Optional<LinkIdentity> identity,
        Pace pace,
        Limits limits,
        long reserveBytes,
        Space space) {

    private static final Endpoint NOWHERE = new Endpoint("127.0.0.1", 0);

    /** Where free bytes are learned: from the file system, but in tests. */
    public interface Space {
        /** Bytes that may be written to the disk of a folder. */
        long freeBytes(Path folder) throws IOException;
    }

    /**
     * How soon a leader is missed by the others, each of which waits for a random time between the two; and how soon after a start a
     * member that has heard of none asks to become one.
     */
    public record Pace(
            Duration electionMin, Duration electionMax, Duration firstElectionMin, Duration firstElectionMax) {

        /** Less makes leaders change for nothing where a machine is busy. */
        public static final Pace DEFAULT =
                new Pace(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofMillis(300), Duration.ofMillis(900));
    }

    /**
     * How much log there is.
     *
     * @param keptBytes of entries that are in the index already: a member that missed no more catches up from the log alone
     * @param segmentBytes of one file of the log; whole files go
     * @param flushEntries entries after which the index is brought to disk
     * @param flushBytes bytes of entries after which it is
     */
    public record Limits(long keptBytes, long segmentBytes, long flushEntries, long flushBytes) {

        /** A minute of commits at full load; and between two flushes what the index's write buffers hold, which a restart repeats. */
        public static final Limits DEFAULT = new Limits(128L << 20, 16L << 20, 8_192, 32L << 20);
    }

    /** Copies the list. */
    public RaftSettings {
        founders = List.copyOf(founders);
        if (!founders.isEmpty() && founders.stream().noneMatch(self::isSame)) {
            throw new IllegalArgumentException(self + " is none of the founders " + founders);
        }
    }

    /** Settings of a member among others, of one group, on a disk that the operating system knows. */
    public RaftSettings(
            Path folder, Member self, List<Member> founders, Optional<LinkIdentity> identity, long reserveBytes) {
        this(
                folder,
                "",
                self,
                founders,
                1,
                self.raft(),
                identity,
                Pace.DEFAULT,
                Limits.DEFAULT,
                reserveBytes,
                RaftSettings::usableBytes);
    }

    /** Settings of a node that is alone, and that nobody can reach. */
    public RaftSettings(Path folder, String nodeId, long reserveBytes, Space space) {
        this(folder, new Member(nodeId, "", NOWHERE, NOWHERE), reserveBytes, space);
    }

    /** Settings of a node that is alone, on a disk that the operating system knows. */
    public RaftSettings(Path folder, String nodeId, long reserveBytes) {
        this(folder, nodeId, reserveBytes, RaftSettings::usableBytes);
    }

    private RaftSettings(Path folder, Member self, long reserveBytes, Space space) {
        this(
                folder,
                "",
                self,
                List.of(self),
                1,
                self.raft(),
                Optional.empty(),
                Pace.DEFAULT,
                Limits.DEFAULT,
                reserveBytes,
                space);
    }

    /** These settings, of a member of that cluster. */
    public RaftSettings withCluster(String other) {
        return new RaftSettings(
                folder, other, self, founders, groups, listen, identity, pace, limits, reserveBytes, space);
    }

    /** These settings, listening elsewhere than where others find this member. */
    public RaftSettings withListen(Endpoint other) {
        return new RaftSettings(
                folder, cluster, self, founders, groups, other, identity, pace, limits, reserveBytes, space);
    }

    /** These settings with so many groups. */
    public RaftSettings withGroups(int other) {
        return new RaftSettings(
                folder, cluster, self, founders, other, listen, identity, pace, limits, reserveBytes, space);
    }

    /** These settings with another pace. */
    public RaftSettings withPace(Pace other) {
        return new RaftSettings(
                folder, cluster, self, founders, groups, listen, identity, other, limits, reserveBytes, space);
    }

    /** These settings with other limits. */
    public RaftSettings withLimits(Limits other) {
        return new RaftSettings(
                folder, cluster, self, founders, groups, listen, identity, pace, other, reserveBytes, space);
    }

    private static long usableBytes(Path folder) {
        return folder.toFile().getUsableSpace();
    }

    /** Whether nobody can reach this node: it is alone, whatever its log says. */
    boolean isByItself() {
        return self.raft().port() == 0;
    }

    /** The groups, by their number. */
    List<Group> places() {
        return IntStream.range(0, groups)
                .mapToObj(number -> new Group(number, folder, cluster))
                .toList();
    }

    Path log() {
        return folder.resolve("log");
    }
}
