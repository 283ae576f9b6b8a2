package dfs.policy;

import dfs.core.auth.AccessList;
import dfs.core.auth.Action;
import dfs.core.auth.Authorization;
import dfs.core.auth.Decision;
import dfs.core.auth.Grants;
import dfs.core.auth.Principal;
import dfs.core.auth.Role;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.core.name.ObjectKey;
import dfs.core.record.BucketRecord;
import dfs.core.record.ObjectRecord;
import dfs.core.record.Revisions;
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
import java.util.OptionalLong;

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
        Lookup lookup = new Lookup(question);
        Optional<BucketRecord> bucket = findBucket(question, lookup);
        Optional<ObjectRecord> object = bucket.flatMap(there -> findObject(question, there, lookup));
        Decision decision = Authorization.decide(
                question.principal(),
                question.action(),
                question.resource(),
                question.context(),
                grants(bucket, object));
        return switch (decision) {
            case Decision.Denied(String reason) -> {
                if (bucket.isEmpty() && isAboutBucket(question) && isAnonymous(question)) {
                    throw lookup.tell(noSuchBucket(question)); // S3 tells everybody which names are free
                }
                denied.increment();
                throw lookup.tell(S3Error.of(ErrorCode.ACCESS_DENIED, reason));
            }
            case Decision.Allowed() -> admit(question, bucket, object, lookup);
        };
    }

    /** Reads at the freshness that the question asks for; what was read first vouches for what is read next. */
    private final class Lookup {
        private final Consistency asked;
        private Consistency consistency;
        private Revisions seen;
        private Revisions found = Revisions.NONE;
        private Optional<Consistency> given = Optional.empty();
        private OptionalLong stalenessMillis = OptionalLong.empty();

        Lookup(Authorize question) {
            this.asked = question.consistency();
            this.consistency = asked;
            this.seen = question.seen();
        }

        <A> A read(Query<A> query) {
            Read.Answer<A> answer = bus.ask(new Read<>(query, consistency, seen));
            seen = seen.plus(answer.revisions());
            found = found.plus(answer.revisions());
            if (consistency.equals(asked) && isWeakest(answer.consistency())) {
                given = Optional.of(answer.consistency());
                stalenessMillis = answer.stalenessMillis();
            }
            if (consistency.equals(Consistency.STRONG) && !seen.isNone()) {
                consistency = Consistency.SESSION;
            }
            return answer.value();
        }

        private boolean isWeakest(Consistency level) {
            return given.isEmpty() || level.level().compareTo(given.get().level()) > 0;
        }

        /** The failure that carries an error, and how far the metadata were looked at, where they were. */
        S3Failure tell(S3Error error) {
            return given.isPresent() ? error.at(found).failure() : error.failure();
        }

        Authorize.Admission admission(Optional<BucketRecord> bucket, Optional<ObjectRecord> object) {
            OptionalLong objectRevision =
                    object.stream().mapToLong(ObjectRecord::revision).findFirst();
            return new Authorize.Admission(bucket, found, given, stalenessMillis, objectRevision);
        }
    }

    /** Somebody who might use the bucket if it were there is told that it is not. */
    private Authorize.Admission admit(
            Authorize question, Optional<BucketRecord> bucket, Optional<ObjectRecord> object, Lookup lookup) {
        if (bucket.isEmpty() && isAboutBucket(question)) {
            throw lookup.tell(noSuchBucket(question));
        }
        allowed.increment();
        return lookup.admission(bucket, object);
    }

    private static Optional<BucketRecord> findBucket(Authorize question, Lookup lookup) {
        return isAboutBucket(question)
                ? lookup.read(new Query.FindBucket(question.resource().bucket().orElseThrow()))
                : Optional.empty();
    }

    /** The version whose own list counts: none where the bucket's owner is the one who asks. */
    private static Optional<ObjectRecord> findObject(Authorize question, BucketRecord bucket, Lookup lookup) {
        return isAboutObjectList(question, bucket)
                ? lookup.read(new Query.FindObject(
                                bucket.name(),
                                new ObjectKey(question.resource().key().orElseThrow()),
                                question.resource().versionId()))
                        .filter(version -> !version.isDeleteMarker())
                : Optional.empty();
    }

    private static Grants grants(Optional<BucketRecord> bucket, Optional<ObjectRecord> object) {
        if (bucket.isEmpty()) {
            return Grants.NONE;
        }
        return new Grants(
                Optional.of(bucket.get().ownerId()),
                bucket.get().accessList(),
                object.map(ObjectRecord::ownerId),
                object.map(version -> version.metadata().accessList()).orElse(AccessList.PRIVATE));
    }

    private static boolean isAboutObjectList(Authorize question, BucketRecord bucket) {
        boolean isOwner = question.principal() instanceof Principal.Known known
                && (known.role() == Role.ADMIN || known.id().equals(bucket.ownerId()));
        return !isOwner
                && question.resource().key().filter(key -> !key.isEmpty()).isPresent()
                && Authorization.isDecidedByObject(question.action());
    }

    private S3Error noSuchBucket(Authorize question) {
        absent.increment();
        return S3Error.of(ErrorCode.NO_SUCH_BUCKET)
                .with("BucketName", question.resource().bucket().orElseThrow().text());
    }

    private static boolean isAnonymous(Authorize question) {
        return question.principal() instanceof Principal.Anonymous;
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
