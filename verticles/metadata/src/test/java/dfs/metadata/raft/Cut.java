package dfs.metadata.raft;

import dfs.protocol.cluster.Member;
import java.util.List;
import org.apache.ratis.util.CodeInjectionForTesting;

/** Cuts a member off: no other takes its part in Raft's own traffic, nor it theirs. Questions and commands pass. */
final class Cut implements AutoCloseable {

    private static final List<String> POINTS = List.of(
            "RaftServerImpl.requestVote",
            "RaftServerImpl.appendEntries",
            "RaftServerImpl.installSnapshot",
            "RaftServerImpl.startLeaderElection");

    private final String name;

    Cut(Member member) {
        this.name = member.peerId();
        POINTS.forEach(point -> CodeInjectionForTesting.put(point, this::isDropped));
    }

    private boolean isDropped(Object local, Object remote, Object... rest) {
        if (String.valueOf(local).equals(name) != String.valueOf(remote).equals(name)) {
            throw new IllegalStateException("cut off from " + name + ": " + remote + " -> " + local);
        }
        return false;
    }

    @Override
    public void close() {
        POINTS.forEach(CodeInjectionForTesting::remove);
    }
}
