package dfs.core.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"abc", "a-b", "my.bucket.1", "0ab", "a--b", "buckets", "health", "1.2.3", "1.2.3.4.5"})
    void bucketNamesThatKeepTheRulesAreTaken(String name) {
        assertThat(BucketName.isValid(name)).isTrue();
        assertThat(new BucketName(name).text()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ab",
                "Abc",
                "a_b",
                "-ab",
                "ab-",
                ".ab",
                "ab.",
                "a..b",
                "192.168.5.4",
                "xn--abc",
                "a-s3alias",
                "a b"
            })
    void bucketNamesThatBreakTheRulesAreRefused(String name) {
        assertThat(BucketName.isValid(name)).isFalse();
        assertThatThrownBy(() -> new BucketName(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBucketNameHasAtMost63Characters() {
        assertThat(BucketName.isValid("a".repeat(63))).isTrue();
        assertThat(BucketName.isValid("a".repeat(64))).isFalse();
    }

    @Test
    void aKeyIsMeasuredInBytesOfUtf8() {
        assertThat(new ObjectKey("\u00e9".repeat(512)).utf8()).hasSize(1024);
        assertThatThrownBy(() -> new ObjectKey("\u00e9".repeat(512) + "x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ObjectKey("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keysAreOrderedByTheirBytesAndNotByUtf16() {
        ObjectKey beyondTheBasicPlane = new ObjectKey("\ud83d\ude00");
        ObjectKey privateUse = new ObjectKey("\ue000");
        assertThat(privateUse.text()).isGreaterThan(beyondTheBasicPlane.text());
        assertThat(privateUse).isLessThan(beyondTheBasicPlane);
    }

    @Test
    void versionIdsReadBackAndRefuseEverythingElse() {
        for (long revision : new long[] {1, 255, Long.MAX_VALUE}) {
            VersionId id = new VersionId(revision);
            assertThat(VersionId.parse(id.text())).contains(id);
        }
        assertThat(VersionId.parse("null")).contains(VersionId.NULL);
        for (String wrong :
                List.of("", "0", "0000000000000000", "000000000000000G", "000000000000000A", "f".repeat(16))) {
            assertThat(VersionId.parse(wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void uploadIdsReadBack() {
        UploadId id = new UploadId(4711);
        assertThat(UploadId.parse(id.text())).contains(id);
        assertThat(UploadId.parse("null")).isEmpty();
    }

    @Test
    void blobIdsAreOrderedByTheTimeTheyWereBegun() {
        Random dice = new Random(1);
        List<BlobId> inTime = new ArrayList<>();
        for (long millis = 1_700_000_000_000L; millis < 1_700_000_000_100L; millis++) {
            BlobId id = BlobId.of(millis, dice.nextInt(), dice.nextLong());
            assertThat(id.beganMillis()).isEqualTo(millis);
            inTime.add(id);
        }
        assertThat(inTime).isSorted();
    }
}
