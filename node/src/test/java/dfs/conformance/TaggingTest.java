package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Tags of objects and of buckets. */
@Conformance
class TaggingTest {

    private static String tags(String... keysAndValues) {
        StringBuilder xml = new StringBuilder("<Tagging><TagSet>");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            xml.append("<Tag><Key>" + keysAndValues[i] + "</Key><Value>" + keysAndValues[i + 1] + "</Value></Tag>");
        }
        return xml + "</TagSet></Tagging>";
    }

    private static Request object(Bucket bucket, String method) {
        return bucket.request(method, "a").query("tagging");
    }

    @Test
    void tagsOfAnObjectAreReplacedAsAWhole(Bucket bucket) {
        bucket.put("a", "x");
        assertThat(object(bucket, "GET").send().answers(200).values("TagSet/Tag"))
                .isEmpty();
        object(bucket, "PUT").body(tags("k", "v", "l", "w")).send().answers(200);
        object(bucket, "PUT").body(tags("m", "")).send().answers(200);
        Reply reply = object(bucket, "GET").send().answers(200);
        assertThat(reply.root().getLocalName()).isEqualTo("Tagging");
        assertThat(reply.values("TagSet/Tag/Key")).containsExactly("m");
        assertThat(reply.values("TagSet/Tag/Value")).containsExactly("");
        object(bucket, "DELETE").send().answers(204);
        assertThat(object(bucket, "GET").send().values("TagSet/Tag")).isEmpty();
        assertThat(bucket.get("a").text()).isEqualTo("x");
    }

    @Test
    void tenTagsAreTakenAndNoMore(Bucket bucket) {
        bucket.put("a", "x");
        String[] tags = new String[22];
        for (int i = 0; i < tags.length; i++) {
            tags[i] = "t" + i;
        }
        object(bucket, "PUT").body(tags(tags)).send().answers(400);
        object(bucket, "PUT")
                .body(tags(java.util.Arrays.copyOf(tags, 20)))
                .send()
                .answers(200);
    }

    @Test
    void tagsThatBreakTheRulesAreRefused(Bucket bucket) {
        bucket.put("a", "x");
        object(bucket, "PUT").body(tags("k".repeat(129), "v")).send().refuses(400, "InvalidTag");
        object(bucket, "PUT").body(tags("k", "v".repeat(257))).send().refuses(400, "InvalidTag");
        object(bucket, "PUT").body(tags("k", "1", "k", "2")).send().refuses(400, "InvalidTag");
        object(bucket, "PUT").body("<Tagging>").send().refuses(400, "MalformedXML");
    }

    @Test
    void anAbsentObjectHasNoTags(Bucket bucket) {
        object(bucket, "GET").send().refuses(404, "NoSuchKey");
        object(bucket, "PUT").body(tags("k", "v")).send().refuses(404, "NoSuchKey");
    }

    @Test
    void eachVersionHasItsOwn(Bucket bucket) {
        bucket.versioning("Enabled");
        String first = bucket.putVersion("a", "1");
        bucket.put("a", "2");
        object(bucket, "PUT")
                .query("versionId", first)
                .body(tags("k", "v"))
                .send()
                .answers(200);
        assertThat(object(bucket, "GET").send().values("TagSet/Tag")).isEmpty();
        assertThat(object(bucket, "GET").query("versionId", first).send().value("TagSet/Tag/Key"))
                .isEqualTo("k");
    }

    @Test
    void aBucketHasTagsOfItsOwn(Bucket bucket) {
        bucket.request("GET").query("tagging").send().refuses(404, "NoSuchTagSet");
        assertThat(bucket.configure("tagging", tags("k", "v")).status()).isIn(200, 204);
        Reply reply = bucket.request("GET").query("tagging").send().answers(200);
        assertThat(reply.value("TagSet/Tag/Key")).isEqualTo("k");
        bucket.request("DELETE").query("tagging").send().answers(204);
        bucket.request("GET").query("tagging").send().refuses(404, "NoSuchTagSet");
    }
}
