package dfs.s3.http;

import dfs.core.name.BucketName;
import dfs.protocol.Bus;
import dfs.protocol.Consistency;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import io.vertx.core.http.HttpServerRequest;

/**
 * The paths on the S3 port that are not S3's: {@code /buckets}, {@code /health}, {@code /metrics}, {@code /api}. They yield
 * where S3 has a claim: the request is signed, its host names a bucket, or a bucket of that name exists.
 *
 * <p>See docs/adr/0005.
 */
final class SeedPaths {

    private final Bus bus;
    private final HeadReader heads;

    SeedPaths(Bus bus, HeadReader heads) {
        this.bus = bus;
        this.heads = heads;
    }

    /** Whether a path is one that management answers, if S3 has no claim on it. */
    static boolean isManagement(String path) {
        return path.equals("/health")
                || path.equals("/metrics")
                || path.startsWith("/api/")
                || path.startsWith("/health/");
    }

    /** Whether a request carries an AWS signature, valid or not. */
    static boolean isSigned(HttpServerRequest http) {
        String authorization = http.headers().get("Authorization");
        if (authorization != null && authorization.startsWith("AWS")) {
            return true;
        }
        String query = HeadReader.rawQuery(http.uri());
        return query.contains("X-Amz-Signature=") || query.contains("X-Amz-Algorithm=") || query.contains("Signature=");
    }

    /** Whether S3 has no claim on the path of this request. Asks the metadata. */
    boolean isFree(HttpServerRequest http, String path) {
        if (isSigned(http) || heads.hasBucketHost(http)) {
            return false;
        }
        int slash = path.indexOf('/', 1);
        String first = slash < 0 ? path.substring(1) : path.substring(1, slash);
        return bus.ask(new Read<>(new Query.FindBucket(new BucketName(first)), Consistency.EVENTUAL))
                .value()
                .isEmpty();
    }
}
