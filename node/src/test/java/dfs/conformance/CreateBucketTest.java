package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Conformance
class CreateBucketTest {

    @Test
    void theReplyNamesTheBucketsPath(S3Endpoint endpoint) {
        String name = S3Endpoint.newName();
        Reply reply = endpoint.request("PUT", "/" + name).send().answers(200);
        assertThat(reply.header("location")).isEqualTo("/" + name);
        assertThat(reply.text()).isEmpty();
        endpoint.request("DELETE", "/" + name).send().answers(204);
    }

    @Test
    void aSlashAfterTheNameChangesNothing(S3Endpoint endpoint) {
        String name = S3Endpoint.newName();
        endpoint.request("PUT", "/" + name + "/").send().answers(200);
        endpoint.request("DELETE", "/" + name + "/").send().answers(204);
    }

    @Test
    void creatingOnesOwnBucketAgainInTheFirstRegionAnswersAsTheFirstTime(Bucket bucket) {
        bucket.put("kept", "x");
        bucket.request("PUT").send().answers(200);
        assertThat(bucket.keys()).containsExactly("kept");
    }

    @Test
    void anotherUsersNameIsTaken(Bucket bucket) {
        Caller other = Others.of(bucket.endpoint());
        bucket.request("PUT").as(other).send().refuses(409, "BucketAlreadyExists");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ab",
                "Capital-letters",
                "under_score",
                "-dash-first",
                "dash-last-",
                "two..dots",
                "192.168.5.4",
                "xn--puny",
                "alias-s3alias",
                "a-name-of-more-than-sixty-three-letters-is-longer-than-a-host-label"
            })
    void aNameThatBreaksTheRulesIsRefused(String name, S3Endpoint endpoint) {
        endpoint.request("PUT", "/" + name).send().refuses(400, "InvalidBucketName");
    }

    @Test
    void aBodyThatIsNoXmlIsRefused(S3Endpoint endpoint) {
        endpoint.request("PUT", "/" + S3Endpoint.newName())
                .body("<CreateBucketConfiguration>")
                .send()
                .refuses(400, "MalformedXML");
    }

    @Test
    void anonymousCallersCreateNothing(S3Endpoint endpoint) {
        endpoint.request("PUT", "/" + S3Endpoint.newName()).anonymously().send().refuses(403, "AccessDenied");
    }
}
