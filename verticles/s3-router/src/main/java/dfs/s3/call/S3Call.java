package dfs.s3.call;

import dfs.core.CanIgnoreReturnValue;
import dfs.core.auth.Action;
import dfs.core.auth.Principal;
import dfs.core.auth.Resource;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.core.record.BucketRecord;
import dfs.core.record.Revisions;
import dfs.core.record.User;
import dfs.protocol.Consistency;
import dfs.protocol.access.Authorize;
import dfs.protocol.metadata.Commit;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A request that is being answered: its head and body, who sent it, and what is asked on the way. It remembers what it
 * has seen of the metadata, for the reply's headers. Used by the request's own thread.
 */
public final class S3Call {

    /** The canonical id that S3 gives to who is not known. */
    private static final String STRANGER_ID = "65a011a29cdf8ec533ec3d1ccaae921c";

    /** How often a change is committed whose bucket is changed each time before it. */
    private static final int ATTEMPTS_MAX = 5;

    private final S3Request request;
    private Principal principal;
    private final boolean isSigned;
    private final RequestBody body;
    private final Services services;
    private Optional<BucketRecord> bucket = Optional.empty();
    private long admittedRevision;
    private OptionalLong admittedVersion = OptionalLong.empty();
    private final Map<String, String> displayNames = new HashMap<>();
    private final Sight sight = new Sight();
    private int documentBytes;

    private final Admissions admissions;

    /** How far strong reads of this call have looked. */
    private Revisions strong = Revisions.NONE;

    private boolean isInsisting;

    /** A call of {@code principal}, proven by a signature or otherwise, whose body has not been read. */
    public S3Call(S3Request request, Principal principal, boolean isSigned, RequestBody body, Services services) {
        this.request = request;
        this.principal = principal;
        this.isSigned = isSigned;
        this.body = body;
        this.services = services;
        this.admissions = new Admissions(services.bus(), request);
    }

    /** The head of the request. */
    public S3Request request() {
        return request;
    }

    /** Who asks. */
    public Principal principal() {
        return principal;
    }

    /** Says who asks, where the body itself proves it. */
    public void identify(Principal proven) {
        this.principal = proven;
    }

    /**
     * The user who asks.
     *
     * @throws S3Failure {@code AccessDenied} where nobody is known
     */
    public Principal.Known user() {
        return switch (principal) {
            case Principal.Known known -> known;
            case Principal.Anonymous anonymous -> throw new S3Failure(ErrorCode.ACCESS_DENIED);
        };
    }

    /** Whether an AWS signature proved who asks: only then may a request override headers of its reply. */
    public boolean isSigned() {
        return isSigned;
    }

    /** Canonical id of who will own what this call writes; strangers who may write own it as one, as in S3. */
    public String ownerId() {
        return principal instanceof Principal.Known known ? known.id() : STRANGER_ID;
    }

    /** The body, not read yet. */
    public RequestBody body() {
        return body;
    }

    /**
     * The body read whole. The room that it takes is kept until the call {@linkplain #answered is answered}.
     *
     * @throws S3Failure {@code SlowDown} where other documents have all the room, {@code MaxMessageLengthExceeded} where it is too
     *     large, and what the body fails with
     */
    public byte[] document() {
        int bytesMax = services.limits().documentBytesMax();
        documentBytes += services.memory().takeDocument(body, bytesMax);
        return body.readAll(bytesMax);
    }

    /** Says that there is an answer, or will be none: what was read and made for it is let go. */
    public void answered() {
        services.memory().documentDone(documentBytes);
        documentBytes = 0;
    }

    /** What operations work with. */
    public Services services() {
        return services;
    }

    /** The bucket addressed, as it was when the request was authorised; to be called where the request addresses one. */
    public BucketRecord bucket() {
        return bucket.orElseThrow(() -> new S3Failure(ErrorCode.NO_SUCH_BUCKET));
    }

    /** The bucket addressed, where there is one. */
    public Optional<BucketRecord> findBucket() {
        return bucket;
    }

    /** Authorises the request as a whole, and remembers the bucket that was found on the way. */
    public void admit(Action action, Resource resource) {
        Authorize.Admission admission = ask(action, resource);
        bucket = admission.bucket();
        admittedRevision = admission.revisions().at(group());
        admittedVersion = admission.objectRevision();
    }

    /**
     * Authorises once more what was authorised of the bucket, by its state now.
     *
     * @throws S3Failure {@code AccessDenied}, {@code NoSuchBucket}; {@code OperationAborted} where it is somebody else's by now
     */
    public void admitAgain() {
        Optional<BucketRecord> now = decided(Consistency.STRONG, admissions::again);
        if (now.isPresent() && !now.get().ownerId().equals(bucket().ownerId())) {
            throw new S3Failure(ErrorCode.OPERATION_ABORTED);
        }
        bucket = now.or(() -> bucket);
    }

    /** The revision, of the group that the bucket is in, at which the request was authorised, which was before any of its body was kept. */
    public long admittedRevision() {
        return admittedRevision;
    }

    /** The commit that made the version whose access list was looked at when the request was authorised; absent where none was. */
    public OptionalLong admittedVersion() {
        return admittedVersion;
    }

    /**
     * Asks whether the sender may do one more thing, such as reading the source of a copy.
     *
     * @return the resource's bucket
     * @throws S3Failure {@code AccessDenied}, {@code NoSuchBucket}
     */
    @CanIgnoreReturnValue
    public Optional<BucketRecord> authorize(Action action, Resource resource) {
        return ask(action, resource).bucket();
    }

    private Authorize.Admission ask(Action action, Resource resource) {
        if (!request.isRead() && admissions.isOfBucket(action, resource)) {
            Authorize.Admission admission =
                    decided(Consistency.STRONG, () -> admissions.askOfBucket(principal, action, resource));
            sight.met(admission.revisions());
            return admission;
        }
        Consistency level = request.isRead() ? freshness() : Consistency.STRONG;
        Revisions least = request.isRead() ? seen() : Revisions.NONE;
        Authorize.Admission admission = decided(level, () -> admissions.ask(principal, action, resource, level, least));
        vouch(level, admission.revisions());
        sight.met(admission.revisions());
        admission.given().ifPresent(answered -> given(level, answered, admission.stalenessMillis()));
        return admission;
    }

    /** What is decided by metadata that are read at {@code level}. Who is refused has seen what that was decided by. */
    private <A> A decided(Consistency level, Supplier<A> question) {
        try {
            return question.get();
        } catch (S3Failure refused) {
            refused.error().decidedAt().ifPresent(at -> {
                sight.met(at);
                given(level, level, OptionalLong.empty());
            });
            throw refused;
        }
    }

    /** Notes what a read was given; one that need not find out again what a strong one found out is as good as that. */
    private void given(Consistency asked, Consistency answered, OptionalLong stalenessMillis) {
        if (asked.equals(wanted())) {
            sight.given(answered, stalenessMillis);
        } else {
            sight.given(wanted(), OptionalLong.of(0));
        }
    }

    /**
     * How fresh the next read must be. Once a strong read was answered in this call, at a revision, all that is not older than that
     * one saw every commit of the same group acknowledged before the call began: the next read need not find that out again. Of a group that
     * was not read yet a session knows nothing, and its first read is a strong one.
     */
    private Consistency freshness() {
        return wanted().equals(Consistency.STRONG) && !strong.isNone() ? Consistency.SESSION : wanted();
    }

    /** What is to be changed is looked at as it is, whatever a reader would be content with. */
    private Consistency wanted() {
        return request.isRead() && !isInsisting ? request.consistency() : Consistency.STRONG;
    }

    /** From now on reads see what is there, whatever the request would be content with: bytes of what it was content with are gone. */
    public void insist() {
        isInsisting = true;
        strong = Revisions.NONE; // what a strong read saw before, a member that lags may have seen too
    }

    private Revisions seen() {
        return switch (wanted().level()) {
            case STRONG -> strong;
            case SESSION -> session();
            case BOUNDED, EVENTUAL -> Revisions.NONE;
        };
    }

    private void vouch(Consistency level, Revisions at) {
        if (level.equals(Consistency.STRONG)) {
            strong = strong.plus(at);
        }
    }

    /** Reads metadata at the consistency that the request asks for. */
    public <A> A read(Query<A> query) {
        Consistency asked = freshness();
        Read.Answer<A> answer = decided(asked, () -> services.bus().ask(new Read<>(query, asked, seen())));
        vouch(answer.consistency(), answer.revisions());
        sight.met(answer.revisions());
        given(asked, answer.consistency(), answer.stalenessMillis());
        return answer.value();
    }

    /**
     * Commits one mutation.
     *
     * @throws S3Failure with the error it was refused with
     */
    @CanIgnoreReturnValue
    public <R> R commit(Mutation<R> mutation) {
        return switch (commitAll(List.of(mutation)).getFirst()) {
            case Outcome.Done<R> done -> done.result();
            case Outcome.Refused<R> refused -> throw refused.error().failure();
        };
    }

    /** Commits several mutations of one kind at once; each is decided on its own. */
    public <R> List<Outcome<R>> commitAll(List<? extends Mutation<R>> mutations) {
        List<Outcome<R>> outcomes = outcomes(mutations);
        int attemptsMax = admissions.areOfBucket() ? ATTEMPTS_MAX : 1;
        for (int i = 1; i < attemptsMax && outcomes.stream().anyMatch(S3Call::isAborted); i++) {
            admitAgain();
            List<Mutation<R>> aborted = IntStream.range(0, mutations.size())
                    .filter(each -> isAborted(outcomes.get(each)))
                    .<Mutation<R>>mapToObj(mutations::get)
                    .toList();
            Iterator<Outcome<R>> anew = outcomes(aborted).iterator();
            outcomes.replaceAll(outcome -> isAborted(outcome) ? anew.next() : outcome);
        }
        return outcomes;
    }

    private static boolean isAborted(Outcome<?> outcome) {
        return outcome instanceof Outcome.Refused<?> refused && refused.error().code() == ErrorCode.OPERATION_ABORTED;
    }

    private <R> List<Outcome<R>> outcomes(List<? extends Mutation<R>> mutations) {
        List<Mutation<?>> asked = new ArrayList<>(mutations);
        asked.replaceAll(change -> admissions.checked(bucket, change));
        List<Outcome<R>> outcomes = new ArrayList<>(mutations.size());
        for (Outcome<?> each : services.bus().ask(new Commit(asked))) {
            met(each.revision());
            outcomes.add(outcome(each));
        }
        return outcomes;
    }

    /** What people read of a user, asked for once per call and user; the id again where the user is gone. */
    public String displayNameOf(String userId) {
        if (principal instanceof Principal.Known known && known.id().equals(userId)) {
            return known.displayName();
        }
        return displayNames.computeIfAbsent(
                userId,
                id -> services.bus()
                        .ask(new Read<>(new Query.FindUserById(id), Consistency.EVENTUAL))
                        .value()
                        .map(User::displayName)
                        .orElse(id));
    }

    /** All that a call changes is in the bucket it addresses. */
    private void met(long revision) {
        sight.met(Revisions.of(group(), revision));
    }

    private int group() {
        return request.bucket().map(services.layout()::groupOf).orElse(0);
    }

    /** The newest revision met, of the group that the bucket addressed is in, or else of the first; 0 for none. */
    public long revision() {
        return sight.met().at(group());
    }

    /** The newest revisions that the client has seen by now, of this call or an earlier one. */
    public Revisions session() {
        return sight.met().plus(request.session());
    }

    /** Names a blob that the bucket addressed may name. */
    public BlobId newBlob() {
        return services.layout().blobOf(request.bucketName(), services.blobIds().get());
    }

    /** How old what was read can be at most; absent where that is not known. */
    public OptionalLong stalenessMillis() {
        return sight.stalenessMillis();
    }

    /** The weakest consistency given; absent where nothing was read. */
    public Optional<Consistency> consistencyGiven() {
        return sight.given();
    }

    @SuppressWarnings("unchecked") // the outcome of a mutation is of the mutation's own result type
    private static <R> Outcome<R> outcome(Outcome<?> outcome) {
        return (Outcome<R>) outcome;
    }
}
