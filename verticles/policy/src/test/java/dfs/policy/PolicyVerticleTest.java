package dfs.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dfs.core.auth.AccessList;
import dfs.core.auth.Action;
import dfs.core.auth.Principal;
import dfs.core.auth.RequestContext;
import dfs.core.auth.Resource;
import dfs.core.auth.Role;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BucketName;
import dfs.core.record.BucketRecord;
import dfs.core.record.Revisions;
import dfs.core.record.Versioning;
import dfs.protocol.Address;
import dfs.protocol.Bus;
import dfs.protocol.Consistency;
import dfs.protocol.access.Authorize;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PolicyVerticleTest {

    private static final BucketName THERE = new BucketName("photos");
    private static final BucketName ABSENT = new BucketName("nothing");
    private static final BucketRecord RECORD = new BucketRecord(
            THERE, 1, "id-of-wanda", 0, "", Versioning.NEVER, Optional.empty(), List.of(), AccessList.PRIVATE);

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeEach
    void deploy() {
        bus.serve(Address.METADATA_READ, Read.class, read -> {
            Optional<BucketRecord> found =
                    read.query().equals(new Query.FindBucket(THERE)) ? Optional.of(RECORD) : Optional.empty();
            return new Read.Answer<>(found, Revisions.of(0, 1), Consistency.STRONG);
        });
        assertThat(vertx.deployVerticle(new PolicyVerticle(bus, registry)).await())
                .isNotEmpty();
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private static Principal user(String name, Role role) {
        return new Principal.Known(name, "id-of-" + name, name, role, List.of());
    }

    private Optional<BucketRecord> ask(Principal who, Action action, Resource resource) {
        return bus.ask(new Authorize(who, action, resource, new RequestContext("", false, 0)))
                .bucket();
    }

    private ErrorCode refused(Principal who, Action action, Resource resource) {
        return catchThrowableOfType(S3Failure.class, () -> ask(who, action, resource))
                .code();
    }

    private double counted(String outcome) {
        return registry.get(Meters.EVALUATIONS)
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void theOwnerIsAdmittedWithItsBucket() {
        assertThat(ask(user("wanda", Role.WRITER), Action.GET_OBJECT, Resource.of(THERE, "k")))
                .contains(RECORD);
        assertThat(counted("allowed")).isOne();
    }

    @Test
    void anotherUserIsDenied() {
        assertThat(refused(user("otto", Role.WRITER), Action.GET_OBJECT, Resource.of(THERE, "k")))
                .isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(counted("denied")).isOne();
    }

    @Test
    void anAbsentBucketIsAbsentToWhoMightUseIt() {
        assertThat(refused(user("otto", Role.WRITER), Action.GET_OBJECT, Resource.of(ABSENT, "k")))
                .isEqualTo(ErrorCode.NO_SUCH_BUCKET);
        assertThat(counted("no_such_bucket")).isOne();
    }

    @Test
    void anAbsentBucketIsAbsentToStrangersAndDeniedToUsersWithoutARoleForIt() {
        assertThat(refused(new Principal.Anonymous(), Action.GET_OBJECT, Resource.of(ABSENT, "k")))
                .isEqualTo(ErrorCode.NO_SUCH_BUCKET);
        assertThat(refused(user("prometheus", Role.METRICS), Action.HEAD_BUCKET, Resource.of(ABSENT)))
                .isEqualTo(ErrorCode.ACCESS_DENIED);
    }

    @Test
    void whetherANameIsTakenIsForTheCommitToSay() {
        assertThat(ask(user("otto", Role.WRITER), Action.CREATE_BUCKET, Resource.of(THERE)))
                .isEmpty();
        assertThat(ask(user("otto", Role.WRITER), Action.CREATE_BUCKET, Resource.of(ABSENT)))
                .isEmpty();
    }

    @Test
    void theServiceIsNoBucket() {
        assertThat(ask(user("otto", Role.READER), Action.LIST_ALL_MY_BUCKETS, Resource.SERVICE))
                .isEmpty();
    }
}
