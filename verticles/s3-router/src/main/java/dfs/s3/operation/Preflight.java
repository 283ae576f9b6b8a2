package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.record.BucketRecord;
import dfs.core.record.CorsRule;
import dfs.protocol.metadata.Query;
import dfs.protocol.web.WebOrigins;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.cors.Cors;
import dfs.s3.cors.CorsRequest;
import java.util.List;
import java.util.Optional;

/**
 * Tells a browser whether a page of another origin may send a request: by the bucket's rules, and where they do not allow it
 * by the node's own list of web origins.
 *
 * @param id the operation: the contract has one at each level
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/RESTOPTIONSobject.html">OPTIONS object</a>
 */
record Preflight(String id) implements Operation {

    /** One for each level of paths. */
    static List<Operation> all() {
        return List.of(
                new Preflight("PreflightService"), new Preflight("PreflightBucket"), new Preflight("PreflightObject"));
    }

    /** Not asked for: everybody may. */
    @Override
    public Action action(S3Request request) {
        return Action.HEAD_BUCKET;
    }

    @Override
    public S3Reply answer(S3Call call) {
        S3Request request = call.request();
        String origin = request.header("Origin")
                .orElseThrow(() -> new S3Failure(
                        ErrorCode.BAD_REQUEST, "Insufficient information. Origin request header needed."));
        String method = request.header("Access-Control-Request-Method")
                .orElseThrow(() -> new S3Failure(ErrorCode.BAD_REQUEST, "Invalid Access-Control-Request-Method: null"));
        String announced = request.header("Access-Control-Request-Headers").orElse("");
        CorsRequest cors = CorsRequest.preflight(origin, method, announced);
        S3Reply reply = S3Reply.ok();
        Optional<List<Cors.Header>> byBucket = Cors.preflight(rules(call), cors);
        if (byBucket.isPresent()) {
            byBucket.get().forEach(header -> reply.header(header.name(), header.value()));
            return reply;
        }
        WebOrigins webOrigins = call.services().webOrigins();
        if (!webOrigins.isAllowed(origin)) {
            throw new S3Failure(
                    ErrorCode.CORS_FORBIDDEN,
                    "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin,"
                            + " request method / Access-Control-Request-Method or Access-Control-Request-Headers are not"
                            + " whitelisted by the resource's CORS spec.");
        }
        webOrigins.preflightHeaders(origin, announced).forEach(reply::header);
        return reply;
    }

    private static List<CorsRule> rules(S3Call call) {
        return call.request()
                .bucket()
                .flatMap(bucket -> call.read(new Query.FindBucket(bucket)))
                .map(BucketRecord::cors)
                .orElse(List.of());
    }
}
