package dfs.protocol.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.name.BlobId;
import dfs.core.name.BucketName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LayoutTest {

    /** What a cluster keeps is where this says: another answer loses buckets. */
    @Test
    void whereABucketIsNeverChanges() {
        Layout three = new Layout(3);
        Layout all = new Layout(64);
        List<String> names = List.of("photos", "bucket", "a-1", "a-2", "backup.example.com", "logs-2026", "zzz");
        assertThat(names.stream().map(BucketName::new).map(three::groupOf)).containsExactly(2, 1, 0, 2, 1, 2, 0);
        assertThat(names.stream().map(BucketName::new).map(all::groupOf)).containsExactly(49, 40, 6, 26, 20, 58, 45);
        assertThat(names.stream().map(BucketName::new).map(Layout.ONE::groupOf)).containsOnly(0);
    }

    @Test
    void bucketsOfAlikeNamesAreSpreadEvenly() {
        for (int groups : new int[] {2, 3, 4, 8}) {
            Layout layout = new Layout(groups);
            Map<Integer, Integer> counts = new HashMap<>();
            for (int i = 0; i < 1_000 * groups; i++) {
                counts.merge(layout.groupOf(new BucketName("bucket-" + i)), 1, Integer::sum);
            }
            assertThat(counts).hasSize(groups);
            assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(850, 1_150));
        }
    }

    @Test
    void aBlobIsWhereItsBucketIs() {
        Random dice = new Random(1);
        for (int groups : new int[] {2, 3, 64}) {
            Layout layout = new Layout(groups);
            for (int i = 0; i < 200; i++) {
                BucketName bucket = new BucketName("bucket-" + i);
                BlobId any = BlobId.of(1_700_000_000_000L + i, dice.nextInt(), dice.nextLong());
                BlobId named = layout.blobOf(bucket, any);
                assertThat(layout.groupOf(named)).isEqualTo(layout.groupOf(bucket));
                assertThat(named.beganMillis()).isEqualTo(any.beganMillis());
                assertThat(named.low()).isEqualTo(any.low());
            }
        }
        BlobId any = BlobId.of(1, 0xFFFF, -1);
        assertThat(Layout.ONE.blobOf(new BucketName("bucket"), any)).isEqualTo(any);
        assertThat(Layout.ONE.groupOf(any)).isZero();
    }
}
