package dfs.metadata.raft;

import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftConfiguration;

/**
 * Who votes, as Raft's configuration has it. What a member is called, where it listens and whether it keeps bytes all stands there: there is
 * no other record.
 *
 * @param current those that vote
 * @param previous while the members change, those that voted before, whose majority is needed as well
 */
record Peers(List<RaftPeer> current, List<RaftPeer> previous) {

    /** Follows the address for other nodes, which Ratis makes no use of, of a member that keeps no bytes. */
    private static final String NO_BYTES = "?bytes=none";

    private static final Endpoint NOWHERE = new Endpoint("127.0.0.1", 0);

    Peers {
        current = List.copyOf(current);
        previous = List.copyOf(previous);
    }

    static Peers of(Collection<Member> members) {
        return new Peers(members.stream().map(Peers::peer).toList(), List.of());
    }

    static Peers of(RaftConfiguration configuration) {
        return new Peers(List.copyOf(configuration.getCurrentPeers()), List.copyOf(configuration.getPreviousPeers()));
    }

    /** Those that Ratis noted last in the folder of a group; empty where it noted none. */
    static Optional<Peers> stored(Path current) throws IOException {
        Path file = current.resolve("raft-meta.conf");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        LogEntryProto entry = LogEntryProto.parseFrom(Files.readAllBytes(file));
        return Optional.of(new Peers(
                peers(entry.getConfigurationEntry().getPeersList()),
                peers(entry.getConfigurationEntry().getOldPeersList())));
    }

    private static List<RaftPeer> peers(List<RaftPeerProto> protos) {
        return protos.stream()
                .map(each -> RaftPeer.newBuilder()
                        .setId(RaftPeerId.valueOf(each.getId()))
                        .setAddress(each.getAddress())
                        .setDataStreamAddress(each.getDataStreamAddress())
                        .setPriority(each.getPriority())
                        .build())
                .toList();
    }

    /** Whether this one votes, and nobody else does. */
    boolean isAlone(RaftPeerId self) {
        return previous.isEmpty()
                && current.size() == 1
                && current.getFirst().getId().equals(self);
    }

    /** Whether these are the members, under these addresses, and none is on its way in or out. */
    boolean isJust(List<Member> members) {
        return previous.isEmpty() && new HashSet<>(members()).equals(new HashSet<>(members));
    }

    boolean contains(RaftPeerId id) {
        return all().anyMatch(peer -> peer.getId().equals(id));
    }

    Optional<RaftPeer> find(RaftPeerId id) {
        return all().filter(peer -> peer.getId().equals(id)).findFirst();
    }

    Stream<RaftPeer> all() {
        return Stream.concat(
                current.stream(),
                previous.stream()
                        .filter(old ->
                                current.stream().noneMatch(peer -> peer.getId().equals(old.getId()))));
    }

    List<Member> members() {
        return all().map(Peers::member)
                .sorted(Comparator.comparing(Member::peerId))
                .toList();
    }

    static RaftPeer peer(Member member) {
        return RaftPeer.newBuilder()
                .setId(member.peerId())
                .setAddress(member.raft().toString())
                .setDataStreamAddress(member.peer() + (member.keepsBytes() ? "" : NO_BYTES))
                .build();
    }

    static Member member(RaftPeer peer) {
        String at = Optional.ofNullable(peer.getDataStreamAddress()).orElse("");
        boolean isKeeping = !at.endsWith(NO_BYTES);
        String bare = isKeeping ? at : at.substring(0, at.length() - NO_BYTES.length());
        return Member.of(peer.getId().toString(), endpoint(peer.getAddress()), endpoint(bare))
                .keepingBytes(isKeeping);
    }

    private static Endpoint endpoint(@org.jspecify.annotations.Nullable String text) {
        return Optional.ofNullable(text).flatMap(Endpoint::parse).orElse(NOWHERE);
    }
}
