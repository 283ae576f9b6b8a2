package dfs.node.cluster.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.node.cluster.S3;
import dfs.node.cluster.faults.Web.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A client that writes each of its keys once, and goes to another node where one does not answer. What was acknowledged to it must be there, and what was
 * deleted must not, whatever failed. Used by one thread at a time.
 */
final class Keeper {

    private static final int[] SIZES = {10, 3_000, 5_000, 70_000};

    /** One of so many is large. */
    private static final int LARGE_OF = 40;

    private static final int LARGE = 1_100_000;

    /** Of older ones all but so many are deleted, that disks do not fill. */
    private static final int KEPT_MAX = 40;

    private final int number;
    private final Clients clients;
    private final Random random;
    private final TreeMap<Integer, Integer> kept = new TreeMap<>();
    private final Set<Integer> gone = new TreeSet<>();
    private int written;

    /** A keeper among {@code clients}. */
    Keeper(int number, Clients clients, Random random) {
        this.number = number;
        this.clients = clients;
        this.random = random;
    }

    /** Does one thing. */
    void act() {
        switch (random.nextInt(6)) {
            case 0, 1 -> put();
            case 2, 3 -> get();
            case 4 -> list();
            default -> deleteOrRefuse();
        }
    }

    private void put() {
        int seed = ++written;
        int size = random.nextInt(LARGE_OF) == 0 ? LARGE : SIZES[random.nextInt(SIZES.length)];
        Answer answer = clients.insist(random, "PUT", "/" + key(seed), S3.bytes(seed, size));
        if (!answer.isRefused()) {
            assertThat(answer.status())
                    .as("PUT %s: %s", key(seed), answer.text())
                    .isEqualTo(200);
            kept.put(seed, size);
        }
    }

    private void get() {
        if (kept.isEmpty()) {
            return;
        }
        int seed = any();
        Answer answer = clients.insist(random, "GET", "/" + key(seed), new byte[0]);
        if (!answer.isRefused()) {
            expect(seed, answer, "through any node");
        }
    }

    private void list() {
        if (kept.isEmpty()) {
            return;
        }
        int seed = any();
        Answer answer = clients.insist(random, "GET", "?list-type=2&prefix=" + key(seed), new byte[0]);
        if (!answer.isRefused()) {
            assertThat(answer.text()).contains("<Key>" + key(seed) + "</Key>", "<Size>" + kept.get(seed) + "</Size>");
        }
    }

    private void deleteOrRefuse() {
        if (kept.size() > KEPT_MAX) {
            int seed = kept.firstKey();
            Answer answer = clients.insist(random, "DELETE", "/" + key(seed), new byte[0]);
            kept.remove(seed);
            if (!answer.isRefused()) {
                assertThat(answer.status()).as(answer.text()).isEqualTo(204);
                gone.add(seed);
            }
        } else if (!kept.isEmpty()) {
            int seed = any();
            Answer answer =
                    clients.insist(random, "PUT", "/" + key(seed), S3.bytes(-seed, 5_000), "If-None-Match", "*");
            if (!answer.isRefused()) {
                assertThat(answer.status()).as("a put over %s", key(seed)).isEqualTo(412);
            }
        }
    }

    private int any() {
        List<Integer> seeds = new ArrayList<>(kept.keySet());
        return seeds.get(random.nextInt(seeds.size()));
    }

    private void expect(int seed, Answer answer, String where) {
        assertThat(answer.status())
                .as("GET %s %s: %s", key(seed), where, answer.text())
                .isEqualTo(200);
        assertThat(answer.body()).as("bytes of %s %s", key(seed), where).isEqualTo(S3.bytes(seed, kept.get(seed)));
    }

    /** Reads all that must be there, and looks for what must not, through one node. To be called while nobody acts. */
    void audit(Web web, String bucket) {
        for (Map.Entry<Integer, Integer> each : kept.entrySet()) {
            expect(each.getKey(), web.get(bucket + "/" + key(each.getKey())), "through " + bucket);
        }
        gone.forEach(seed -> assertThat(web.get(bucket + "/" + key(seed)).status())
                .as("what was deleted, %s through %s", key(seed), bucket)
                .isEqualTo(404));
    }

    /** What was deleted is seen to be gone. */
    void forgetGone() {
        gone.clear();
    }

    private String key(int seed) {
        return "kept/" + number + "-" + String.format("%06d", seed);
    }
}
