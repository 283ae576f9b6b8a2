package dfs.metadata.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.Member;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PeersTest {

    static List<Member> members() {
        Endpoint raft = new Endpoint("10.0.0.1", 7101);
        return List.of(
                new Member("node1", "", raft, new Endpoint("10.0.0.1", 7001)),
                new Member("node2", "7f", raft, new Endpoint("::1", 7001)),
                new Member("node3", "7f", raft, new Endpoint("host.example", 65_535)).keepingBytes(false));
    }

    @ParameterizedTest
    @MethodSource("members")
    void whatAMemberIsStandsInTheConfiguration(Member member) {
        assertThat(Peers.member(Peers.peer(member))).isEqualTo(member);
    }
}
