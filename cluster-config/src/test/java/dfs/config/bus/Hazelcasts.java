package dfs.config.bus;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;

/** The Hazelcast of a node, for tests that break it. */
final class Hazelcasts {

    private Hazelcasts() {}

    static HazelcastInstance of(TestNodes.Node node) {
        return Hazelcast.getAllHazelcastInstances().stream()
                .filter(instance -> node.id()
                        .equals(instance.getCluster().getLocalMember().getAttribute(HazelcastForm.NODE_ATTRIBUTE)))
                .findFirst()
                .orElseThrow();
    }
}
