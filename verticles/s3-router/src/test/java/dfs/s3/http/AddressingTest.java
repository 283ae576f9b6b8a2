package dfs.s3.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.s3.call.Level;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AddressingTest {

    private final Addressing addressing = new Addressing(List.of("localhost", "s3.localhost", "s3.example.com"));

    @ParameterizedTest(name = "{0} is {2}")
    @CsvSource({
        "/bkt/a/b/c, bkt, a/b/c",
        "/bkt//a, bkt, /a",
        "/bkt/../x, bkt, ../x",
        "/bkt/a%2Fb, bkt, a/b",
        "/bkt/a+b, bkt, a+b",
        "/bkt/a%2Bb, bkt, a+b",
        "/bkt/a%20b%20, bkt, 'a b '",
        "/bkt/%F0%9F%98%80, bkt, \uD83D\uDE00",
        "/bkt/%25, bkt, %",
        "/bkt/%252F, bkt, %2F",
        "/bkt/a?b, bkt, a?b"
    })
    void aKeyIsWhatStandsBehindTheBucketDecodedOnce(String path, String bucket, String key) {
        Addressing.Address address = addressing.find("127.0.0.1:8001", path);
        assertThat(address.bucket().orElseThrow().text()).isEqualTo(bucket);
        assertThat(address.key().orElseThrow().text()).isEqualTo(key);
    }

    @Test
    void aZeroByteIsAKeyLikeAnyOther() {
        assertThat(addressing.find("", "/bkt/a%00b").key().orElseThrow().text()).isEqualTo("a\0b");
    }

    @ParameterizedTest(name = "Host {0}, path {1}")
    @CsvSource({
        "bkt.localhost:8001, /key, bkt, key",
        "bkt.s3.localhost, /key, bkt, key",
        "my.dotted.bkt.s3.example.com, /bkt/key, my.dotted.bkt, bkt/key",
        "BKT.LOCALHOST, /Key, bkt, Key"
    })
    void theHostMayNameTheBucket(String host, String path, String bucket, String key) {
        Addressing.Address address = addressing.find(host, path);
        assertThat(address.bucket().orElseThrow().text()).isEqualTo(bucket);
        assertThat(address.key().orElseThrow().text()).isEqualTo(key);
    }

    @ParameterizedTest(name = "Host {0}")
    @CsvSource({"localhost:8001", "s3.localhost", "s3.localhost:80", "127.0.0.1", "[::1]:8001", "other.example", "''"})
    void aHostThatIsNoBucketLeavesThePathToNameIt(String host) {
        assertThat(addressing.find(host, "/bkt/key").bucket().orElseThrow().text())
                .isEqualTo("bkt");
        assertThat(addressing.find(host, "/").level()).isEqualTo(Level.SERVICE);
    }

    @Test
    void aBucketWithOrWithoutSlashIsTheBucket() {
        assertThat(addressing.find("", "/bkt").level()).isEqualTo(Level.BUCKET);
        assertThat(addressing.find("", "/bkt/").level()).isEqualTo(Level.BUCKET);
        assertThat(addressing.find("bkt.localhost", "/").level()).isEqualTo(Level.BUCKET);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "/bkt/%, InvalidURI",
        "/bkt/%4, InvalidURI",
        "/bkt/%zz, InvalidURI",
        "/bkt/%FF, InvalidURI",
        "*, InvalidURI",
        "/B_D/key, InvalidBucketName",
        "//key, InvalidBucketName",
        "/../key, InvalidBucketName"
    })
    void whatCannotBeAnAddressIsRefused(String path, String code) {
        assertThatThrownBy(() -> addressing.find("", path)).hasMessageStartingWith(code);
    }

    @Test
    void aKeyMayHave1024BytesAndNotOneMore() {
        assertThat(addressing.find("", "/bkt/" + "k".repeat(1024)).key()).isPresent();
        assertThatThrownBy(() -> addressing.find("", "/bkt/" + "k".repeat(1025)))
                .hasMessageStartingWith("KeyTooLongError");
        assertThatThrownBy(() -> addressing.find("", "/bkt/" + "%C3%A4".repeat(513)))
                .hasMessageStartingWith("KeyTooLongError");
    }
}
