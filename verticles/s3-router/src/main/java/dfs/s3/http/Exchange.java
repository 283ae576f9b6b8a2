package dfs.s3.http;

import dfs.core.auth.Principal;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.core.name.BucketName;
import dfs.core.record.BucketRecord;
import dfs.protocol.Bus;
import dfs.protocol.Consistency;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import dfs.s3.access.Authenticator;
import dfs.s3.body.BytesGone;
import dfs.s3.body.PayloadBody;
import dfs.s3.call.ByteSource;
import dfs.s3.call.Memory;
import dfs.s3.call.RequestBody;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.chunked.ChunkedHead;
import dfs.s3.contract.BoundOperation;
import dfs.s3.contract.ContractOperation.Security;
import dfs.s3.cors.Cors;
import dfs.s3.cors.CorsRequest;
import dfs.s3.operation.Operation;
import dfs.s3.signature.Payload;
import io.vertx.core.Context;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One request from its head to its reply. The order is fixed: which operation, who asks, are the parameters valid, may they,
 * and only then the operation, which asks for the body when it needs it. Runs on a virtual thread of its own.
 */
final class Exchange implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Exchange.class);
    private static final int READS_MAX = 4;
    private static final String EXPECTED_OWNER = "x-amz-expected-bucket-owner";

    private final Shell shell;
    private final ReplyWriter writer;
    private final HttpServerRequest http;
    private final Context context;
    private final String requestId;
    private final long startNanos;
    private final long contentLength;
    private final Optional<BodyBridge> bridge;
    private final Runnable whenFinished;

    private boolean isFinished;
    private Optional<BoundOperation> matched = Optional.empty();
    private Optional<S3Request> head = Optional.empty();
    private Optional<S3Call> call = Optional.empty();

    Exchange(
            Shell shell,
            ReplyWriter writer,
            HttpServerRequest http,
            Context context,
            String requestId,
            long startNanos,
            long contentLength,
            Optional<BodyBridge> bridge,
            Runnable whenFinished) {
        this.shell = shell;
        this.writer = writer;
        this.http = http;
        this.context = context;
        this.requestId = requestId;
        this.startNanos = startNanos;
        this.contentLength = contentLength;
        this.bridge = bridge;
        this.whenFinished = whenFinished;
    }

    @Override
    public void run() {
        MDC.put(Bus.REQUEST_ID, requestId);
        S3Reply reply;
        try {
            reply = answer();
        } catch (S3Failure failure) {
            reply = refusal(failure.error());
        } catch (RuntimeException | Error bug) {
            log.atError().setCause(bug).addKeyValue("operation", operationId()).log("operation failed");
            reply = S3Reply.error(S3Error.of(ErrorCode.INTERNAL_ERROR));
        } finally {
            call.ifPresent(S3Call::answered);
        }
        try {
            write(reply);
        } catch (RuntimeException | Error bug) {
            log.atError().setCause(bug).addKeyValue("operation", operationId()).log("reply cannot be written");
            writer.abandon(this, reply);
        }
    }

    private S3Reply refusal(S3Error error) {
        S3Reply reply = S3Reply.error(error);
        if (matched.isEmpty() && head.isPresent() && error.code() == ErrorCode.METHOD_NOT_ALLOWED) {
            reply.header("Allow", shell.contract().methods(head.get().level()));
        }
        if (reply.status() == 403
                && matched.filter(op -> op.code().tellsRegionWhenDenied()).isPresent()) {
            bucketAddressed()
                    .map(shell.services()::regionOf)
                    .ifPresent(region -> reply.header(S3Reply.BUCKET_REGION, region));
        }
        return reply;
    }

    private void write(S3Reply reply) {
        addCorsHeaders(reply);
        try {
            writer.write(this, reply);
        } catch (S3Failure unreadable) {
            S3Reply refusal = S3Reply.error(unreadable.error());
            addCorsHeaders(refusal);
            writer.write(this, refusal);
        }
    }

    private S3Reply answer() {
        long nowMillis = shell.services().clock().millis();
        String path = HeadReader.rawPath(http.uri());
        Optional<BoundOperation> fixed =
                shell.contract().matchFixedPath(http.method().name(), path);
        boolean isFixed = fixed.isPresent() && shell.seedPaths().isFree(http, path);
        S3Request sent = shell.heads()
                .read(http, requestId, contentLength, nowMillis, isFixed ? Consistency.EVENTUAL : Consistency.STRONG);
        head = Optional.of(sent);
        BoundOperation operation = isFixed ? fixed.get() : shell.contract().match(sent);
        matched = Optional.of(operation);
        S3Call opened = open(sent, operation.contract().security());
        call = Optional.of(opened);
        S3Request request = opened.request();
        if (!isFixed && !request.equals(sent)) { // headers tell operations apart too
            operation = shell.contract().match(request);
            matched = Optional.of(operation);
        }
        operation.contract().check(request);
        if (operation.contract().security() == Security.CREDENTIAL) {
            opened.admit(operation.code().action(request), operation.code().resource(request));
            checkOwner(request, opened);
        }
        return operation.code().isListing()
                ? answerInTurn(operation.code(), opened)
                : answerWhatIsThere(operation.code(), opened);
    }

    /** A page is held until its client has taken it. */
    private S3Reply answerInTurn(Operation operation, S3Call call) {
        Memory memory = shell.services().memory();
        memory.awaitPage();
        try {
            S3Reply reply = answerWhatIsThere(operation, call);
            reply.whenTaken(memory::pageTaken);
            return reply;
        } catch (RuntimeException | Error failure) {
            memory.pageTaken();
            throw failure;
        }
    }

    /** What was replaced while it was read is read anew; what is missing time after time is lost. */
    private static S3Reply answerWhatIsThere(Operation operation, S3Call call) {
        for (int tries = 1; tries < READS_MAX; tries++) {
            try {
                return operation.answer(call);
            } catch (BytesGone gone) {
                log.atDebug().addKeyValue("operation", operation.id()).log("the version read is gone, looking again");
                call.insist();
            }
        }
        try {
            return operation.answer(call);
        } catch (BytesGone lost) {
            throw new S3Failure(ErrorCode.INTERNAL_ERROR, "The object's bytes are not where they should be.");
        }
    }

    private S3Call open(S3Request request, Security security) {
        if (security != Security.CREDENTIAL) {
            RequestBody body = body(new Payload.Unsigned(), Optional.empty());
            return new S3Call(request, new Principal.Anonymous(), false, body, shell.services());
        }
        Authenticator.Proof proof = shell.authenticator().prove(request);
        RequestBody body = body(proof.payload(), proof.chunkedHead());
        return new S3Call(proof.request(), proof.principal(), proof.isSigned(), body, shell.services());
    }

    private RequestBody body(Payload payload, Optional<ChunkedHead> chunkedHead) {
        ByteSource wire = bridge.isPresent() ? bridge.get() : ByteSource.EMPTY;
        return PayloadBody.of(wire, contentLength, payload, chunkedHead);
    }

    private static void checkOwner(S3Request request, S3Call call) {
        Optional<String> expected = request.header(EXPECTED_OWNER);
        if (expected.isPresent()
                && call.findBucket().isPresent()
                && !call.bucket().ownerId().equals(expected.get())) {
            call.admitAgain(); // says so itself where this node did not know the owner
            throw new S3Failure(ErrorCode.ACCESS_DENIED, "The bucket is not owned by the expected owner.");
        }
    }

    private void addCorsHeaders(S3Reply reply) {
        String origin = http.headers().get("Origin");
        if (origin == null || http.method().equals(HttpMethod.OPTIONS)) {
            return;
        }
        CorsRequest cors = CorsRequest.actual(
                origin, http.method().name(), Optional.ofNullable(http.headers().get("Access-Control-Request-Method")));
        List<Cors.Header> headers = bucketAddressed()
                .map(bucket -> Cors.headers(bucket.cors(), cors))
                .orElse(List.of());
        if (headers.isEmpty()) {
            shell.services().webOrigins().replyHeaders(origin).forEach(reply::header);
        } else {
            headers.forEach(header -> reply.header(header.name(), header.value()));
        }
    }

    /** The bucket addressed, of which refusals tell something too: by its rules whether a browser may show them, or where it is. */
    private Optional<BucketRecord> bucketAddressed() {
        Optional<BucketRecord> found = call.flatMap(S3Call::findBucket);
        Optional<BucketName> name = head.flatMap(S3Request::bucket);
        if (found.isPresent() || name.isEmpty()) {
            return found;
        }
        try {
            return shell.services()
                    .bus()
                    .ask(new Read<>(new Query.FindBucket(name.get()), Consistency.EVENTUAL))
                    .value();
        } catch (RuntimeException unknown) {
            return Optional.empty();
        }
    }

    /** Called on the event loop when the reply was written or cut off; what comes after the first time is nothing new. */
    void onFinished() {
        if (!isFinished) {
            isFinished = true;
            bridge.ifPresent(BodyBridge::close);
            whenFinished.run();
        }
    }

    HttpServerRequest http() {
        return http;
    }

    Context context() {
        return context;
    }

    String requestId() {
        return requestId;
    }

    String operationId() {
        return matched.map(operation -> operation.contract().id()).orElse("none");
    }

    long startNanos() {
        return startNanos;
    }

    Optional<BodyBridge> bridge() {
        return bridge;
    }

    Optional<S3Call> call() {
        return call;
    }
}
