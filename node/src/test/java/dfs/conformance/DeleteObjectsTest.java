package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

@Conformance
class DeleteObjectsTest {

    private static Reply delete(Bucket bucket, String objects) {
        String xml = "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">" + objects + "</Delete>";
        String md5 = Base64.getEncoder().encodeToString(Caller.digest("MD5", Caller.utf8(xml)));
        return bucket.request("POST")
                .query("delete")
                .header("Content-MD5", md5)
                .body(xml)
                .send();
    }

    private static String object(String key) {
        return "<Object><Key>" + key + "</Key></Object>";
    }

    @Test
    void eachKeyIsAnsweredWhetherItWasThereOrNot(Bucket bucket) {
        bucket.put("a", "x");
        bucket.put("kept", "x");
        Reply reply = delete(bucket, object("a") + object("absent")).answers(200);
        assertThat(reply.root().getLocalName()).isEqualTo("DeleteResult");
        assertThat(reply.values("Deleted/Key")).containsExactlyInAnyOrder("a", "absent");
        assertThat(bucket.keys()).containsExactly("kept");
    }

    @Test
    void anEmptyTagIsAConditionThatDoesNotHold(Bucket bucket) {
        bucket.put("a", "x");
        Reply reply =
                delete(bucket, "<Object><Key>a</Key><ETag></ETag></Object>").answers(200);
        assertThat(reply.values("Error/Code")).containsExactly("PreconditionFailed");
        assertThat(bucket.keys()).containsExactly("a");
    }

    @Test
    void quietlyOnlyErrorsAreAnswered(Bucket bucket) {
        bucket.put("a", "x");
        Reply reply = delete(bucket, "<Quiet>true</Quiet>" + object("a")).answers(200);
        assertThat(reply.names("")).isEmpty();
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    void theSdksRequestWorks(Bucket bucket) {
        bucket.put("a b+c", "x");
        DeleteObjectsResponse reply = bucket.s3()
                .deleteObjects(delete -> delete.bucket(bucket.name())
                        .delete(these -> these.objects(
                                ObjectIdentifier.builder().key("a b+c").build())));
        assertThat(reply.deleted()).extracting(each -> each.key()).containsExactly("a b+c");
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    void markersAreMadeAndVersionsGoByTheirIds(Bucket bucket) {
        bucket.versioning("Enabled");
        String version = bucket.putVersion("a", "x");
        Reply marked = delete(bucket, object("a")).answers(200);
        assertThat(marked.value("Deleted/DeleteMarker")).isEqualTo("true");
        String marker = marked.value("Deleted/DeleteMarkerVersionId");
        assertThat(marker).isNotEmpty();
        Reply gone = delete(
                        bucket,
                        "<Object><Key>a</Key><VersionId>" + version
                                + "</VersionId></Object><Object><Key>a</Key><VersionId>" + marker
                                + "</VersionId></Object>")
                .answers(200);
        assertThat(gone.values("Deleted/VersionId")).containsExactlyInAnyOrder(version, marker);
        assertThat(bucket.request("GET").query("versions").send().names("")).doesNotContain("Version", "DeleteMarker");
    }

    @Test
    void aThousandAreTakenAndNoMore(Bucket bucket) {
        StringBuilder objects = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            objects.append(object("k" + i));
        }
        assertThat(delete(bucket, objects.toString()).answers(200).values("Deleted/Key"))
                .hasSize(1000);
        delete(bucket, objects + object("one more")).refuses(400, "MalformedXML");
    }

    @Test
    void whatIsNoDocumentOfThisKindIsRefused(Bucket bucket) {
        delete(bucket, "").refuses(400, "MalformedXML");
        delete(bucket, "<Object>").refuses(400, "MalformedXML");
        delete(bucket, "<Object></Object>").refuses(400, "MalformedXML");
    }

    @Test
    void theBodyMustBeWhatItsDigestSays(Bucket bucket) {
        bucket.request("POST")
                .query("delete")
                .header("Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg==")
                .body("<Delete>" + object("a") + "</Delete>")
                .send()
                .refuses(400, "BadDigest");
    }
}
