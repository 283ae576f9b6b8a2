package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** GetBucketAcl, PutBucketAcl, GetObjectAcl, PutObjectAcl, and what the lists open and do not. */
@Conformance
class AccessListsTest {

    private static final String EVERYBODY = "http://acs.amazonaws.com/groups/global/AllUsers";

    private static void open(Bucket bucket, String list) {
        bucket.request("PUT").query("acl").header("x-amz-acl", list).send().answers(200);
    }

    private static Request acl(Bucket bucket, String method, String key, String version) {
        return bucket.request(method, key).query("acl").query("versionId", version);
    }

    @Test
    void aNewBucketAndObjectBelongToTheirOwnerAlone(Bucket bucket) {
        bucket.put("a", "x");
        for (Request read : new Request[] {
            bucket.request("GET").query("acl"), bucket.request("GET", "a").query("acl")
        }) {
            Reply reply = read.send().answers(200);
            assertThat(reply.text())
                    .contains("<Permission>FULL_CONTROL</Permission>")
                    .doesNotContain(EVERYBODY);
        }
    }

    @Test
    void aPublicObjectInAPrivateBucketIsRead(Bucket bucket) {
        bucket.put("a", "x");
        bucket.request("PUT", "a")
                .query("acl")
                .header("x-amz-acl", "public-read")
                .send()
                .answers(200);
        assertThat(bucket.request("GET", "a").query("acl").send().answers(200).text())
                .contains(EVERYBODY);
        assertThat(bucket.request("GET", "a").anonymously().send().answers(200).text())
                .isEqualTo("x");
        bucket.request("GET").anonymously().send().refuses(403, "AccessDenied");
        bucket.request("PUT", "a").anonymously().body("y").send().refuses(403, "AccessDenied");
    }

    @Test
    void aPublicBucketIsListedAndItsPrivateObjectsAreNotRead(Bucket bucket) {
        bucket.put("a", "x");
        open(bucket, "public-read");
        bucket.request("GET").anonymously().send().answers(200);
        bucket.request("GET", "a").anonymously().send().refuses(403, "AccessDenied");
        bucket.request("GET", "absent").anonymously().send().refuses(404, "NoSuchKey");
        open(bucket, "private");
        bucket.request("GET").anonymously().send().refuses(403, "AccessDenied");
    }

    @Test
    void theListOfAVersionIsThatVersionsOwn(Bucket bucket) {
        bucket.versioning("Enabled");
        String first = bucket.putVersion("a", "private");
        bucket.put("a", "public");
        bucket.request("PUT", "a")
                .query("acl")
                .header("x-amz-acl", "public-read")
                .send()
                .answers(200);
        bucket.request("GET", "a").anonymously().send().answers(200);
        bucket.request("GET", "a")
                .query("versionId", first)
                .anonymously()
                .send()
                .refuses(403, "AccessDenied");
        acl(bucket, "PUT", "a", first).header("x-amz-acl", "public-read").send().answers(200);
        assertThat(bucket.request("GET", "a")
                        .query("versionId", first)
                        .anonymously()
                        .send()
                        .answers(200)
                        .text())
                .isEqualTo("private");
    }

    @Test
    void aStrangerDoesNotOpenAVersionUnderADeleteMarker(Bucket bucket) {
        bucket.versioning("Enabled");
        String version = bucket.putVersion("a", "x");
        open(bucket, "public-read");
        bucket.delete("a");
        acl(bucket, "GET", "a", version).anonymously().send().refuses(403, "AccessDenied");
        acl(bucket, "PUT", "a", version)
                .header("x-amz-acl", "public-read-write")
                .anonymously()
                .send()
                .refuses(403, "AccessDenied");
        bucket.request("PUT", "a").query("acl").anonymously().send().refuses(403, "AccessDenied");
    }

    @Test
    void whoMayWriteInABucketDoesNotOpenAnothersVersion(Bucket bucket) {
        Caller other = Others.of(bucket.endpoint());
        bucket.versioning("Enabled");
        String version = bucket.putVersion("a", "x");
        open(bucket, "public-read-write");
        bucket.request("PUT", "a").as(other).body("y").send().answers(200);
        bucket.request("PUT", "a")
                .query("acl")
                .as(other)
                .header("x-amz-acl", "public-read")
                .send()
                .answers(200);
        acl(bucket, "PUT", "a", version)
                .as(other)
                .header("x-amz-acl", "public-read")
                .send()
                .refuses(403, "AccessDenied");
        bucket.request("GET", "a").query("versionId", version).as(other).send().refuses(403, "AccessDenied");
    }

    @Test
    void aListThatIsNoneIsRefused(Bucket bucket) {
        bucket.put("a", "x");
        bucket.request("PUT", "a")
                .query("acl")
                .header("x-amz-acl", "everybody")
                .send()
                .refuses(400, "InvalidArgument");
        bucket.request("PUT", "a")
                .query("acl")
                .body("<AccessControlPolicy")
                .send()
                .refuses(400, "MalformedXML");
        bucket.request("PUT", "absent")
                .query("acl")
                .header("x-amz-acl", "private")
                .send()
                .refuses(404, "NoSuchKey");
    }
}
