package dfs.s3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Objects that are tagged while they are copied: a copy is tagged as its source is at the commit. */
class CopiedTagsTest {

    private final Surface surface = new Surface();

    @BeforeEach
    void anObject() {
        surface.send("PUT", "/bkt");
        surface.send("PUT", "/bkt/key", "x-amz-tagging", "state=old", "bytes");
    }

    @AfterEach
    void close() {
        surface.close();
    }

    /** Copies the object, and tags it anew after it was read. */
    private Wire.Reply copyWhileTagged(String to, String... headers) {
        surface.metadata.afterFindObject.set(() -> {
            Wire.Reply tagged = surface.send(
                    "PUT",
                    "/bkt/key?tagging",
                    "<Tagging><TagSet><Tag><Key>state</Key><Value>new</Value></Tag></TagSet></Tagging>");
            assertThat(tagged.status()).isEqualTo(200);
        });
        String[] all = new String[headers.length + 2];
        all[0] = "x-amz-copy-source";
        all[1] = "bkt/key";
        System.arraycopy(headers, 0, all, 2, headers.length);
        return surface.send("PUT", to, all);
    }

    private String stateOf(String target) {
        return Wire.element(surface.send("GET", target + "?tagging").text(), "Value");
    }

    @Test
    void tagsOfAnObjectThatIsCopiedOntoItselfAreNotLost() {
        assertThat(copyWhileTagged("/bkt/key", "x-amz-metadata-directive", "REPLACE")
                        .status())
                .isEqualTo(200);
        assertThat(stateOf("/bkt/key")).isEqualTo("new");
    }

    @Test
    void aCopyHasTheTagsOfItsSourceAtTheCommit() {
        assertThat(copyWhileTagged("/bkt/copy").status()).isEqualTo(200);
        assertThat(stateOf("/bkt/copy")).isEqualTo("new");
    }

    @Test
    void tagsOfItsOwnAreWhatTheRequestSays() {
        Wire.Reply copied =
                copyWhileTagged("/bkt/copy", "x-amz-tagging-directive", "REPLACE", "x-amz-tagging", "state=own");
        assertThat(copied.status()).isEqualTo(200);
        assertThat(stateOf("/bkt/copy")).isEqualTo("own");
        assertThat(stateOf("/bkt/key")).isEqualTo("new");
    }
}
