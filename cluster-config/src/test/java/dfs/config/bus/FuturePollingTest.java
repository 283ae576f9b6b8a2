package dfs.config.bus;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.spi.impl.executionservice.ExecutionService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** That this Hazelcast is the one that {@link FuturePolling} was written for, and goes on as before, but less often. */
class FuturePollingTest {

    @Test
    void hazelcastLooksAtFuturesAgainAndAgainButRarely() throws Exception {
        HazelcastInstance hazelcast = Hazelcast.newHazelcastInstance(alone());
        try {
            assertThat(FuturePolling.slow(hazelcast).get()).as("found").isTrue();
            assertThat(FuturePolling.slow(hazelcast).get())
                    .as("found once more")
                    .isFalse();
            ExecutionService service = ((HazelcastInstanceProxy) hazelcast)
                    .getOriginal()
                    .node
                    .getNodeEngine()
                    .getExecutionService();
            for (int i = 0; i < 3; i++) {
                FutureTask<Integer> task = new FutureTask<>(() -> 7);
                CompletableFuture<Integer> told = service.asCompletableFuture(task);
                task.run();
                TestNodes.await("the end of a future is told", told::isDone);
                assertThat(told.get()).isEqualTo(7);
            }
        } finally {
            hazelcast.shutdown();
        }
    }

    private static Config alone() {
        Config config = new Config();
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.getJetConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface(TestNodes.HOST);
        return config;
    }
}
