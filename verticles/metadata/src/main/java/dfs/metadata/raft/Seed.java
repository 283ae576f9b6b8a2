package dfs.metadata.raft;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.raftlog.RaftLog;

/**
 * The log of a group that has none yet, as Ratis reads it: an empty one, and who begins it. Ratis opens what it finds, and takes who the
 * members are from there; only of one group is it told when it opens.
 */
final class Seed {

    /** An index that no entry has, nor stands for none: no entry replaces what is known before the first. */
    private static final long BEFORE_ANY = RaftLog.INVALID_LOG_INDEX - 1;

    private Seed() {}

    /** Whether there is a log. */
    static boolean isPlanted(Group group) {
        return Files.exists(group.current().resolve("raft-meta"));
    }

    /** Makes the log where there is none, in one step; one that was not made whole has promised nobody anything. */
    static void plant(Group group, Peers founders) throws IOException {
        if (isPlanted(group)) {
            return;
        }
        Path made = group.log().resolveSibling(group.log().getFileName() + ".new");
        delete(group.log());
        delete(made);
        Path current = made.resolve("current");
        Files.createDirectories(current);
        write(current.resolve("raft-meta"), "term=0\nvotedFor=\n".getBytes(StandardCharsets.UTF_8));
        if (!founders.current().isEmpty()) {
            write(current.resolve("raft-meta.conf"), configuration(founders.current()));
        }
        LogNames.sync(current);
        LogNames.sync(made);
        Files.move(made, group.log(), StandardCopyOption.ATOMIC_MOVE);
        LogNames.sync(Objects.requireNonNull(group.log().getParent(), "a log is in a folder"));
    }

    /** As it stands in a log, before the first entry. */
    private static byte[] configuration(List<RaftPeer> peers) {
        RaftConfigurationProto.Builder configuration = RaftConfigurationProto.newBuilder();
        peers.forEach(peer -> configuration.addPeers(peer.getRaftPeerProto()));
        return LogEntryProto.newBuilder()
                .setIndex(BEFORE_ANY)
                .setConfigurationEntry(configuration)
                .build()
                .toByteArray();
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
