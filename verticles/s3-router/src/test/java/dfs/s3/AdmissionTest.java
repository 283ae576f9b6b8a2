package dfs.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.auth.AccessList;
import dfs.core.name.BucketName;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who was admitted to a bucket or an object that is changed while their bytes come: the commit sees it as it is then. */
class AdmissionTest {

    private static final String LARGE = "x".repeat(100_000);

    private static final String EVERYBODY = "http://acs.amazonaws.com/groups/global/AllUsers";

    private static final String PUBLIC = "<AccessControlPolicy><AccessControlList><Grant><Grantee><URI>" + EVERYBODY
            + "</URI></Grantee><Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>";

    private final Surface surface = new Surface();

    @BeforeEach
    void aBucket() {
        surface.send("PUT", "/bkt", "x-amz-acl", "public-read-write");
    }

    @AfterEach
    void close() {
        surface.close();
    }

    /** Puts an object as nobody who is known, and does something before its bytes are durable. */
    private Wire.Reply putWhile(Runnable meanwhile) {
        surface.blobs.beforeCommit = meanwhile;
        try (Wire wire = surface.connect()) {
            wire.raw("PUT /bkt/key HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + LARGE.length() + "\r\n\r\n"
                    + LARGE);
            return wire.read("PUT");
        }
    }

    @Test
    void nobodyWritesWithARightThatWasTakenAway() {
        assertThat(putWhile(() -> {}).status()).isEqualTo(200);
        assertThat(putWhile(() -> surface.send("PUT", "/bkt?acl", "x-amz-acl", "private"))
                        .code())
                .isEqualTo("AccessDenied");
        assertThat(surface.send("GET", "/bkt/key").text()).isEqualTo(LARGE);
    }

    @Test
    void aRightThatIsStillThereIsEnough() {
        String versioned = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
        Wire.Reply put = putWhile(() -> surface.send("PUT", "/bkt?versioning", versioned));
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.header("x-amz-version-id")).isNotEmpty();
        assertThat(surface.send("GET", "/bkt/key").bytes()).isEqualTo(LARGE.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aBucketThatIsGoneTakesNothing() {
        assertThat(putWhile(() -> surface.send("DELETE", "/bkt")).code()).isEqualTo("NoSuchBucket");
    }

    @Test
    void aBucketOfTheSameOwnerAndNameTakesIt() {
        Wire.Reply put = putWhile(() -> {
            surface.send("DELETE", "/bkt");
            surface.send("PUT", "/bkt", "x-amz-acl", "public-read-write");
        });
        assertThat(put.status()).isEqualTo(200);
    }

    @Test
    void aBucketOfSomebodyElseTakesNothing() {
        BucketName name = new BucketName("bkt");
        AccessList everybody = AccessList.of(new AccessList.Grantee.Everybody(), AccessList.Permission.WRITE);
        Wire.Reply put = putWhile(() -> {
            List<Outcome<?>> made = surface.metadata.commit(List.of(
                    new Mutation.DeleteBucket(name), new Mutation.CreateBucket(name, "somebody else", "", everybody)));
            assertThat(made).hasOnlyElementsOfType(Outcome.Done.class);
        });
        assertThat(put.status()).isEqualTo(409);
        assertThat(put.code()).isEqualTo("OperationAborted");
    }

    /** Sends an access list as the administrator, and does something after the object was found and before the list is sent. */
    private Wire.Reply publishWhile(Runnable meanwhile) throws InterruptedException {
        CountDownLatch found = new CountDownLatch(1);
        surface.metadata.afterFindObject.set(found::countDown);
        try (Wire wire = surface.connect()) {
            wire.raw("PUT /bkt/key?acl HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Api-Key: " + Surface.API_KEY
                    + "\r\nContent-Length: " + PUBLIC.length() + "\r\n\r\n");
            assertThat(found.await(10, TimeUnit.SECONDS)).isTrue();
            meanwhile.run();
            wire.raw(PUBLIC);
            return wire.read("PUT");
        }
    }

    private boolean isPublished() {
        return surface.send("GET", "/bkt/key?acl").text().contains(EVERYBODY);
    }

    @Test
    void theListOfAnObjectIsSetWhereNothingElseHappens() throws InterruptedException {
        surface.send("PUT", "/bkt/key", "bytes");
        assertThat(publishWhile(() -> {}).status()).isEqualTo(200);
        assertThat(isPublished()).isTrue();
    }

    @Test
    void theListOfAnObjectInABucketOfSomebodyElseIsNotSet() throws InterruptedException {
        BucketName name = new BucketName("bkt");
        surface.send("PUT", "/bkt/key", "bytes");
        Wire.Reply put = publishWhile(() -> {
            surface.send("DELETE", "/bkt/key");
            List<Outcome<?>> made = surface.metadata.commit(
                    List.of(new Mutation.DeleteBucket(name), new Mutation.CreateBucket(name, "somebody else", "")));
            assertThat(made).hasOnlyElementsOfType(Outcome.Done.class);
            assertThat(surface.send("PUT", "/bkt/key", "theirs").status()).isEqualTo(200);
        });
        assertThat(put.status()).isEqualTo(409);
        assertThat(put.code()).isEqualTo("OperationAborted");
        assertThat(isPublished()).isFalse();
    }

    @Test
    void theListOfAnObjectThatReplacedTheOneFoundIsNotSet() throws InterruptedException {
        surface.send("PUT", "/bkt/key", "bytes");
        Wire.Reply put = publishWhile(() -> surface.send("PUT", "/bkt/key", "others"));
        assertThat(put.status()).isEqualTo(409);
        assertThat(put.code()).isEqualTo("OperationAborted");
        assertThat(isPublished()).isFalse();
    }

    @Test
    void whomAnObjectAdmittedSetsNoListOfTheOneThatReplacedIt() {
        surface.send("PUT", "/bkt/key", "x-amz-grant-write-acp", "uri=\"" + EVERYBODY + "\"", "bytes");
        surface.metadata.afterFindObject.set(() -> surface.send("PUT", "/bkt/key", "others"));
        try (Wire wire = surface.connect()) {
            wire.raw("PUT /bkt/key?acl HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n"
                    + "x-amz-acl: public-read\r\n\r\n");
            assertThat(wire.read("PUT").code()).isEqualTo("OperationAborted");
        }
        assertThat(isPublished()).isFalse();
    }

    @Test
    void whoSetsAListIsToldOfWhichVersion() throws InterruptedException {
        String versioned = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
        surface.send("PUT", "/bkt?versioning", versioned);
        String version = surface.send("PUT", "/bkt/key", "bytes").header("x-amz-version-id");
        assertThat(version).isNotEmpty();
        assertThat(publishWhile(() -> {}).header("x-amz-version-id")).isEqualTo(version);
    }

    @Test
    void nobodyIsTurnedAwayByWhatIsOld() {
        surface.send("PUT", "/bkt?acl", "x-amz-acl", "private");
        assertThat(putWhile(() -> {}).code()).isEqualTo("AccessDenied");
        surface.metadata.isBehind = true;
        surface.send("PUT", "/bkt?acl", "x-amz-acl", "public-read-write");
        assertThat(putWhile(() -> {}).status()).isEqualTo(200);
    }

    @Test
    void whoWasAdmittedByAStrongReadIsCheckedAtTheCommitToo() {
        surface.send("PUT", "/bkt?acl", "x-amz-acl", "private");
        assertThat(putWhile(() -> {}).code()).isEqualTo("AccessDenied");
        surface.metadata.isBehind = true;
        surface.send("PUT", "/bkt?acl", "x-amz-acl", "public-read-write");
        assertThat(putWhile(() -> surface.send("PUT", "/bkt?acl", "x-amz-acl", "private"))
                        .code())
                .isEqualTo("AccessDenied");
    }

    @Test
    void whatWasAbortedIsAdmittedAgainByWhatIsNew() {
        assertThat(putWhile(() -> {}).status()).isEqualTo(200);
        surface.metadata.isBehind = true;
        assertThat(putWhile(() -> surface.send("PUT", "/bkt?acl", "x-amz-acl", "private"))
                        .code())
                .isEqualTo("AccessDenied");
    }

    @Test
    void aConditionIsNotDecidedByWhatIsOld() {
        assertThat(putWhile(() -> {}).status()).isEqualTo(200);
        surface.send("DELETE", "/bkt/key");
        Wire.Reply put =
                surface.send("PUT", "/bkt/key", "If-None-Match", "*", "X-Consistency-Level", "eventual", "new");
        assertThat(put.status()).isEqualTo(200);
    }

    /** What was replaced, and let go since, is no answer, however little freshness was asked for. */
    @Test
    void aReadThatIsContentWithWhatIsOldGetsWhatIsNewWhereTheOldBytesAreGone() {
        assertThat(putWhile(() -> {}).status()).isEqualTo(200);
        assertThat(surface.send("GET", "/bkt/key").text()).isEqualTo(LARGE);
        surface.metadata.isBehind = true;
        surface.blobs.lose();
        String newer = LARGE + "!";
        assertThat(surface.send("PUT", "/bkt/key", newer).status()).isEqualTo(200);
        Wire.Reply get = surface.send("GET", "/bkt/key", "X-Consistency-Level", "eventual");
        assertThat(get.status()).isEqualTo(200);
        assertThat(get.text()).isEqualTo(newer);
    }

    @Test
    void aNodeThatIsCutOffFindsThatOutOnce() {
        surface.metadata.isCutOff = true;
        assertThat(putWhile(() -> {}).status()).isEqualTo(503);
        assertThat(surface.metadata.refused).hasValue(1);
    }
}
