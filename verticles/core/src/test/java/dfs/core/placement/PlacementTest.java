package dfs.core.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dfs.core.name.BlobId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlacementTest {

    private static final int BLOBS = 20_000;

    private static Stream<BlobId> blobs() {
        Random random = new Random(7);
        return Stream.generate(() -> new BlobId(random.nextLong(), random.nextLong()))
                .limit(BLOBS);
    }

    private static List<String> nodes(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "node-" + i).toList();
    }

    @Test
    void allNodesHoldABlobWhereThereAreNoMoreThanReplicas() {
        assertThat(Placement.of(nodes(3), 3).holders(new BlobId(1, 2))).isEqualTo(nodes(3));
        assertThat(Placement.of(nodes(2), 3).holders(new BlobId(1, 2))).isEqualTo(nodes(2));
        assertThat(Placement.of(nodes(2), 3).replicas()).isEqualTo(2);
    }

    @Test
    void holdersAreAsManyAsReplicasAndAllDifferent() {
        Placement placement = Placement.of(nodes(7), 3);
        assertThat(blobs())
                .allSatisfy(id -> assertThat(new HashSet<>(placement.holders(id)))
                        .hasSize(3)
                        .allMatch(node -> placement.isHolder(node, id)));
    }

    @Test
    void aNodeMoreOnlyTakesBlobsAndTheOthersSwapNone() {
        Placement before = Placement.of(nodes(6), 3);
        Placement after = Placement.of(nodes(7), 3);
        long moved = blobs().filter(id -> {
                    HashSet<String> gone = new HashSet<>(before.holders(id));
                    gone.removeAll(after.holders(id));
                    HashSet<String> come = new HashSet<>(after.holders(id));
                    come.removeAll(before.holders(id));
                    assertThat(come).isSubsetOf("node-7").hasSameSizeAs(gone);
                    return !gone.isEmpty();
                })
                .count();
        assertThat((double) moved / BLOBS).isCloseTo(3.0 / 7, within(0.02));
    }

    @Test
    void sharesAreAsTheWeights() {
        Placement placement = new Placement(Map.of("a", 1.0, "b", 2.0, "c", 5.0), 1);
        Map<String, Integer> counts = new HashMap<>();
        blobs().forEach(id -> counts.merge(placement.holders(id).getFirst(), 1, Integer::sum));
        assertThat((double) counts.getOrDefault("a", 0) / BLOBS).isCloseTo(1.0 / 8, within(0.01));
        assertThat((double) counts.getOrDefault("c", 0) / BLOBS).isCloseTo(5.0 / 8, within(0.01));
    }

    /** Nodes of different versions must agree: what is asserted here never changes. */
    @Test
    void theHoldersOfABlobAreTheSameInAllVersions() {
        assertThat(Placement.of(nodes(5), 3).holders(new BlobId(0x0123456789abcdefL, 42)))
                .containsExactly("node-5", "node-3", "node-2");
    }

    @Test
    void noNodesAndNoReplicasAndNoWeightsAreRefused() {
        assertThatThrownBy(() -> Placement.of(List.of(), 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Placement.of(nodes(1), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Placement(Map.of("a", 0.0), 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
