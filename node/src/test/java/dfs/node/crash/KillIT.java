package dfs.node.crash;

import dfs.node.process.NodeProcess;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * <b>Goal.</b> Whatever was under way when the process was killed: what was acknowledged is there, byte by byte; what was not is there as
 * a whole or not at all; usage figures are what counting gives; and one collection of garbage leaves nothing that is not named.
 *
 * <p><b>Method.</b> Writers change keys of their own in every way there is, while garbage is collected, segments are compacted and blobs
 * scrubbed; the process is killed (SIGKILL) in the middle of it, now and then also while it starts; it is started again on the same folder,
 * and an {@link Audit} compares everything. {@code -Dkills=N} says how often, {@code -Dseed=N} repeats what the writers choose; when
 * exactly the kill comes is up to the machine.
 */
class KillIT {

    private static final int KILLS_BY_DEFAULT = 10;

    /** After so many kills the folder is looked through for leftovers, and another one begins. */
    private static final int KILLS_OF_A_FOLDER = 50;

    /** One start in so many is killed too, within the time that a start takes. */
    private static final int KILLED_STARTS = 4;

    private static final int START_NANOS = 1_500_000_000;

    @TempDir
    private Path temporary;

    static Stream<Arguments> folders() {
        int kills = Integer.getInteger("kills", KILLS_BY_DEFAULT);
        return IntStream.iterate(kills, left -> left > 0, left -> left - KILLS_OF_A_FOLDER)
                .mapToObj(left -> Arguments.of(kills - left, Math.min(left, KILLS_OF_A_FOLDER)));
    }

    @ParameterizedTest(name = "{1} kills after {0} in other folders")
    @MethodSource("folders")
    void whatWasAcknowledgedIsThereAfterAKill(int before, int kills) throws Exception {
        long seed = Long.getLong("seed", 20_260_101L);
        Random random = new Random(seed + before);
        List<Writer> writers = Load.writers(random);
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build()) {
            for (int kill = before; kill < before + kills; kill++) {
                if (random.nextInt(KILLED_STARTS) == 0) {
                    killAStart(random.nextInt(START_NANOS));
                }
                Node node = new Node(client, NodeProcess.start(temporary, Load.SETTINGS));
                if (kill == before) {
                    Load.prepare(node);
                } else {
                    new Audit(node, writers, "seed " + seed + ", after kill " + kill).run();
                }
                Load.workAndKill(node, writers, random);
            }
            Leftovers.check(client, temporary, writers, "seed " + seed + ", after kill " + (before + kills));
        }
    }

    private void killAStart(long afterNanos) {
        NodeProcess starting = NodeProcess.launch(temporary, Load.SETTINGS);
        LockSupport.parkNanos(afterNanos);
        starting.kill();
    }
}
