package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What S3 has and an endpoint has not says so; what a bucket does not have configured answers as S3 does without it. */
@Conformance
class NotImplementedTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"lifecycle", "replication", "website", "notification", "logging", "accelerate", "requestPayment"
            })
    void configurationsThatWouldHaveNoEffectAreNotTaken(String what, Bucket bucket) {
        Reply reply = bucket.configure(what, "<Anything/>");
        // Where it is implemented, this is no document of its kind.
        assertThat(reply.status()).isIn(400, 501);
        assertThat(bucket.keys()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"inventory", "analytics", "metrics", "intelligent-tiering"})
    void configurationsThatHaveIdsAreNotTakenEither(String what, Bucket bucket) {
        Reply reply = bucket.request("PUT")
                .query(what)
                .query("id", "x")
                .body("<Anything/>")
                .send();
        assertThat(reply.status()).isIn(400, 501);
    }

    @Test
    void anObjectIsNeverWrittenInPlaceOfWhatWasMeant(Bucket bucket) {
        for (String what : new String[] {"legal-hold", "retention", "torrent", "restore", "select"}) {
            Reply reply =
                    bucket.request("PUT", "a").query(what).body("<Anything/>").send();
            assertThat(reply.status()).as(what).isNotEqualTo(200);
        }
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    void aBucketWithoutConfigurationsSaysSo(Bucket bucket) {
        unconfigured(bucket, "policy", "NoSuchBucketPolicy");
        unconfigured(bucket, "policyStatus", "NoSuchBucketPolicy");
        unconfigured(bucket, "lifecycle", "NoSuchLifecycleConfiguration");
        unconfigured(bucket, "cors", "NoSuchCORSConfiguration");
        unconfigured(bucket, "tagging", "NoSuchTagSet");
        unconfigured(bucket, "website", "NoSuchWebsiteConfiguration");
        unconfigured(bucket, "replication", "ReplicationConfigurationNotFoundError");
        unconfigured(bucket, "object-lock", "ObjectLockConfigurationNotFoundError");
    }

    private static void unconfigured(Bucket bucket, String what, String code) {
        bucket.request("GET").query(what).send().refuses(404, code);
    }

    @Test
    void theAccessListOfABucketGivesItsOwnerEverything(Bucket bucket) {
        Reply reply = bucket.request("GET").query("acl").send().answers(200);
        assertThat(reply.root().getLocalName()).isEqualTo("AccessControlPolicy");
        assertThat(reply.value("AccessControlList/Grant/Permission")).isEqualTo("FULL_CONTROL");
        assertThat(reply.value("AccessControlList/Grant/Grantee/ID")).isEqualTo(reply.value("Owner/ID"));
    }

    @Test
    void theAccessListOfAnObjectGivesItsOwnerEverything(Bucket bucket) {
        bucket.put("a", "x");
        Reply reply = bucket.request("GET", "a").query("acl").send().answers(200);
        assertThat(reply.value("AccessControlList/Grant/Permission")).isEqualTo("FULL_CONTROL");
        bucket.request("GET", "absent").query("acl").send().refuses(404, "NoSuchKey");
    }

    @Test
    void whatHasADefaultAnswersIt(Bucket bucket) {
        for (String what : new String[] {"logging", "notification", "accelerate"}) {
            Reply reply = bucket.request("GET").query(what).send().answers(200);
            assertThat(reply.names("")).isEmpty();
        }
        assertThat(bucket.request("GET")
                        .query("requestPayment")
                        .send()
                        .answers(200)
                        .value("Payer"))
                .isEqualTo("BucketOwner");
    }
}
