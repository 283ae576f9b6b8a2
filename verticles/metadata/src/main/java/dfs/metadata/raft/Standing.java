package dfs.metadata.raft;

import dfs.metadata.form.ByteReader;
import dfs.metadata.form.ByteWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/**
 * Where a member stands at a moment.
 *
 * @param term the highest term it has heard of: it votes in no lower one any more
 * @param isLeading whether it leads in that term, and has committed something in it, so that it knows of all that was committed before
 * @param commitIndex up to where it knows the log to be committed
 * @param voters who votes, by what it knows
 * @param formerVoters whose majority is needed as well, while members change
 */
public record Standing(long term, boolean isLeading, long commitIndex, List<String> voters, List<String> formerVoters) {

    private static final int VERSION = 1;

    /** Copies the lists. */
    public Standing {
        voters = List.copyOf(voters);
        formerVoters = List.copyOf(formerVoters);
    }

    /** Of a member of this process. */
    static Standing of(RaftServer.Division division) {
        long term = division.getInfo().getCurrentTerm();
        boolean isLeading = division.getInfo().isLeaderReady();
        Peers peers = Peers.of(division.getRaftConf());
        long commitIndex = division.getRaftLog().getLastCommittedIndex(); // after it was seen to lead
        boolean isSameTerm = division.getInfo().getCurrentTerm() == term;
        return new Standing(
                term, isLeading && isSameTerm, commitIndex, names(peers.current()), names(peers.previous()));
    }

    private static List<String> names(List<RaftPeer> peers) {
        return peers.stream().map(peer -> peer.getId().toString()).toList();
    }

    /** Whether those of whom it holds are a majority of all that vote. */
    boolean isMajority(Predicate<String> holds) {
        return isMajority(voters, holds) && (formerVoters.isEmpty() || isMajority(formerVoters, holds));
    }

    private static boolean isMajority(List<String> of, Predicate<String> holds) {
        return of.stream().filter(holds).count() > of.size() / 2;
    }

    /**
     * Up to which index the log must be applied to hold all that was acknowledged before these were asked: that of one who leads, where
     * a majority, it included, has heard of no later term. Empty where nobody does.
     *
     * @param answered where those who answered stand, by their names
     */
    public static OptionalLong confirmed(Map<String, Standing> answered) {
        return answered.values().stream()
                .filter(Standing::isLeading)
                .filter(leader -> leader.isMajority(name -> answered.containsKey(name)
                        && Objects.requireNonNull(answered.get(name)).term() <= leader.term()))
                .mapToLong(Standing::commitIndex)
                .findFirst();
    }

    /** As sent. */
    Message message() {
        byte[] form = new ByteWriter()
                .octet(VERSION)
                .number(term)
                .flag(isLeading)
                .fixed(commitIndex)
                .list(voters, ByteWriter::text)
                .list(formerVoters, ByteWriter::text)
                .toBytes();
        return Message.valueOf(UnsafeByteOperations.unsafeWrap(form));
    }

    /** Reads what was sent. */
    static Standing read(Message message) {
        ByteReader in = new ByteReader(message.getContent().toByteArray());
        int version = in.octet();
        if (version != VERSION) {
            throw new IllegalArgumentException("a standing of version " + version + " is not known");
        }
        return new Standing(in.number(), in.flag(), in.fixed(), in.list(ByteReader::text), in.list(ByteReader::text));
    }
}
