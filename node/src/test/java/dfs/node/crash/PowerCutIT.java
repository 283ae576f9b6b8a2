package dfs.node.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.node.process.NodeProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * <b>Goal.</b> What was acknowledged is there after the power was cut. Where the disk lied about its syncs, so that it cannot be there, no
 * wrong bytes are served, and what is lost gives an error or keeps the node from starting; never is it silently absent or older.
 *
 * <p><b>Method.</b> A library between the node and the system notes what it takes to undo all that was not synced: bytes of any file, log
 * and index included, and names. The node is killed under a mixed load, what was not synced is undone or torn, and the node is started
 * again. {@code -Dcuts=N} says how often, {@code -Dseed=N} repeats the choices.
 */
class PowerCutIT {

    private static final int CUTS_BY_DEFAULT = 5;

    /** Before one cut in so many the node is killed and started once more. */
    private static final int KILLED_WITHOUT_A_CUT = 2;

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    @Test
    void whatWasAcknowledgedIsThereAfterThePowerWasCut() throws Exception {
        long seed = Long.getLong("seed", 20_260_101L);
        int cuts = Integer.getInteger("cuts", CUTS_BY_DEFAULT);
        Random random = new Random(seed);
        List<Writer> writers = Load.writers(random);
        PowerCut power = PowerCut.prepare(folder);
        List<String> lost = List.of();
        for (int cut = 0; cut < cuts; cut++) {
            Node node = new Node(client, NodeProcess.start(folder, power.settings(false, Load.SETTINGS)));
            if (cut == 0) {
                Load.prepare(node);
            } else {
                new Audit(node, writers, "seed " + seed + ", after cut " + cut + ", which lost " + lost).run();
            }
            Load.workAndKill(node, writers, random);
            if (random.nextInt(KILLED_WITHOUT_A_CUT)
                    == 0) { // what it had not synced is there for the next process, and may yet be lost
                Node next = new Node(client, NodeProcess.start(folder, power.settings(false, Load.SETTINGS)));
                new Audit(next, writers, "seed " + seed + ", killed before cut " + cut).run();
                Load.workAndKill(next, writers, random);
            }
            lost = power.cut(random);
        }
        Leftovers.check(client, folder, writers, "seed " + seed + ", after the last cut, which lost " + lost);
    }

    /**
     * What stands in the log alone is missed when the log lost it, and what stands in blobs alone when those did. Where a disk forgets all of it
     * together, nothing is left that could tell: then what is there is still no wrong bytes.
     */
    @ParameterizedTest(name = "a disk that forgets what it said was synced in data/{0}")
    @ValueSource(strings = {"metadata/log", "blobs", ""})
    void aDiskThatLiesAboutItsSyncsIsFoundOutAndNeverMakesWrongBytes(String forgotten) throws Exception {
        long seed = Long.getLong("seed", 20_260_101L);
        Random random = new Random(seed);
        List<Writer> writers = Load.writers(random);
        PowerCut power = PowerCut.prepare(folder);
        Node honest = new Node(client, NodeProcess.start(folder, power.settings(false, Load.SETTINGS)));
        Load.prepare(honest);
        Load.workAndKill(honest, writers, random);
        var _ = power.cut(random);
        Node lying = new Node(client, NodeProcess.start(folder, power.settings(true, Load.SETTINGS)));
        new Audit(lying, writers, "seed " + seed + ", before the lies").run();
        Load.workAndKill(lying, writers, random);
        List<String> lost = power.cut(random, forgotten);
        NodeProcess process = NodeProcess.launch(folder, Load.SETTINGS);
        if (!process.becomesReady()) {
            assertThat(process.log())
                    .as("the reason, lost: %s", lost)
                    .contains("dfs: ", folder.resolve("data").toString(), "copy");
            return;
        }
        Node after = new Node(client, process);
        try {
            boolean isDamaged = false;
            for (Writer writer : writers) {
                for (Place place : writer.ledger().places()) {
                    Set<Contents> possible = forgotten.isEmpty()
                            ? writer.ledger().everAt(place)
                            : writer.ledger().currentAt(place);
                    boolean mayBeAbsent = forgotten.isEmpty() || possible.contains(Contents.NOTHING);
                    isDamaged |= isDamaged(after, place, possible, mayBeAbsent, lost);
                }
            }
            if (isDamaged) {
                assertThat(Leftovers.run(after, "scrub")).as("lost: %s", lost).doesNotContain("\"findingsCount\":0");
            }
        } finally {
            process.kill();
        }
    }

    /** Whether a key gives an error; what it gives else is one of what is possible. */
    private static boolean isDamaged(
            Node node, Place place, Set<Contents> possible, boolean mayBeAbsent, List<String> lost)
            throws InterruptedException {
        try {
            HttpResponse<byte[]> found = node.get(place.path());
            if (found.statusCode() >= 500) {
                return true;
            }
            boolean isPossible = (mayBeAbsent && found.statusCode() == 404)
                    || possible.stream().anyMatch(each -> Audit.holds(each, found));
            assertThat(isPossible)
                    .as(
                            "%s was read as %s with %s bytes, and must be one of %s; lost: %s",
                            place, found.statusCode(), found.body().length, possible, lost)
                    .isTrue();
            return false;
        } catch (HttpTimeoutException hangs) {
            throw new AssertionError(place + " is never answered", hangs);
        } catch (IOException cut) {
            return true;
        }
    }
}
