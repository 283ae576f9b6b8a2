package dfs.policy;

import dfs.core.auth.Action;
import dfs.core.auth.Authorization;
import dfs.core.auth.Decision;
import dfs.core.auth.Grants;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.core.record.BucketRecord;
import dfs.protocol.Address;
import dfs.protocol.Bus;
import dfs.protocol.Consistency;
import dfs.protocol.access.Authorize;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Optional;

/** Answers {@link Authorize}: looks up what is granted on the resource and lets {@link Authorization} decide. */
public final class PolicyVerticle extends VerticleBase {

    private final Bus bus;
    private final Counter allowed;
    private final Counter denied;
    private final Counter absent;

    /** Answers over {@code bus}, and counts in {@code registry}. */
    public PolicyVerticle(Bus bus, MeterRegistry registry) {
        this.bus = bus;
        this.allowed = evaluations(registry, "allowed");
        this.denied = evaluations(registry, "denied");
        this.absent = evaluations(registry, "no_such_bucket");
    }

    @Override
    public Future<?> start() {
        bus.serve(Address.POLICY, Authorize.class, this::authorize);
        return Future.succeededFuture();
    }

    private Authorize.Admission authorize(Authorize question) {
        Optional<BucketRecord> bucket = findBucket(question);
        Decision decision = Authorization.decide(
                question.principal(),
                question.action(),
                question.resource(),
                question.context(),
                new Grants(bucket.map(BucketRecord::ownerId)));
        return switch (decision) {
            case Decision.Denied(String reason) -> {
                denied.increment();
                throw new S3Failure(ErrorCode.ACCESS_DENIED, reason);
            }
            case Decision.Allowed() -> admit(question, bucket);
        };
    }

    /** Only here, to somebody who might use the bucket if it were there, is it said that it is not. */
    private Authorize.Admission admit(Authorize question, Optional<BucketRecord> bucket) {
        if (bucket.isEmpty() && isAboutBucket(question)) {
            absent.increment();
            throw S3Error.of(ErrorCode.NO_SUCH_BUCKET)
                    .with(
                            "BucketName",
                            question.resource().bucket().orElseThrow().text())
                    .failure();
        }
        allowed.increment();
        return new Authorize.Admission(bucket);
    }

    private Optional<BucketRecord> findBucket(Authorize question) {
        return isAboutBucket(question)
                ? bus.ask(new Read<>(
                                new Query.FindBucket(
                                        question.resource().bucket().orElseThrow()),
                                Consistency.STRONG))
                        .value()
                : Optional.empty();
    }

    /** Whether the question presupposes a bucket; that of a bucket to be made does not, and its commit answers for the name. */
    private static boolean isAboutBucket(Authorize question) {
        return question.resource().bucket().isPresent() && question.action() != Action.CREATE_BUCKET;
    }

    private static Counter evaluations(MeterRegistry registry, String outcome) {
        return Counter.builder(Meters.EVALUATIONS)
                .description("Decisions about who may do what.")
                .tag("outcome", outcome)
                .register(registry);
    }
}
