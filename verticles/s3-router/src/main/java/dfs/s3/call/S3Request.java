package dfs.s3.call;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.core.name.VersionId;
import dfs.core.record.Revisions;
import dfs.protocol.Consistency;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Optional;

/**
 * The head of a request, parsed: what it addresses, and its parameters decoded once.
 *
 * @param id the request's id, as every reply and log line shows it
 * @param method GET, PUT, ...
 * @param rawPath the path as sent, what a signature covers
 * @param rawQuery what stood behind the {@code ?}, as sent; empty for none
 * @param level what the path addresses
 * @param bucket the bucket addressed
 * @param key the object addressed
 * @param query the query's parameters
 * @param headers the headers, found without case
 * @param contentLength bytes that the body is declared to have on the wire; 0 where there is no body, -1 where not declared
 * @param consistency how fresh reads must be
 * @param peer the client's network address, text
 * @param isSecure whether it came over TLS
 * @param receivedMillis milliseconds since 1970 at which the head was read
 */
public record S3Request(
        String id,
        String method,
        String rawPath,
        String rawQuery,
        Level level,
        Optional<BucketName> bucket,
        Optional<ObjectKey> key,
        QueryParameters query,
        MultiMap headers,
        long contentLength,
        Consistency consistency,
        String peer,
        boolean isSecure,
        long receivedMillis) {

    /** What a client says of its session: revisions, as a reply's header of the same name told them. */
    public static final String SESSION = "X-DFS-Session";

    /** The first value of a header; absent where it was not sent. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** Whether a header was sent. */
    public boolean hasHeader(String name) {
        return headers.contains(name);
    }

    /** All values of a header, in the order sent. */
    public List<String> headerValues(String name) {
        return headers.getAll(name);
    }

    /** This request with other headers. */
    public S3Request withHeaders(MultiMap others) {
        return with(level, key, others);
    }

    /** This request as one of an object of its bucket, with other headers. */
    public S3Request ofObject(ObjectKey object, MultiMap others) {
        return with(Level.OBJECT, Optional.of(object), others);
    }

    private S3Request with(Level otherLevel, Optional<ObjectKey> otherKey, MultiMap others) {
        return new S3Request(
                id,
                method,
                rawPath,
                rawQuery,
                otherLevel,
                bucket,
                otherKey,
                query,
                others,
                contentLength,
                consistency,
                peer,
                isSecure,
                receivedMillis);
    }

    /** Whether it asks for something, and changes nothing. */
    public boolean isRead() {
        return method.equals("GET") || method.equals("HEAD");
    }

    /** The newest revisions that the client says it has seen; none where it says nothing. */
    public Revisions session() {
        return header(SESSION).flatMap(Revisions::parse).orElse(Revisions.NONE);
    }

    /** The bucket addressed; to be called where the level has one. */
    public BucketName bucketName() {
        return bucket.orElseThrow(() -> new IllegalStateException("the request addresses no bucket"));
    }

    /** The key addressed; to be called at {@link Level#OBJECT}. */
    public ObjectKey objectKey() {
        return key.orElseThrow(() -> new IllegalStateException("the request addresses no object"));
    }

    /**
     * The version that the query names; absent for the current one.
     *
     * @throws dfs.core.error.S3Failure {@code InvalidArgument} where it cannot be a version id
     */
    public Optional<VersionId> versionId() {
        Optional<String> text = query.get("versionId");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<VersionId> parsed = VersionId.parse(text.get());
        if (parsed.isEmpty()) {
            throw S3Error.of(ErrorCode.INVALID_ARGUMENT, "Invalid version id specified")
                    .with("ArgumentName", "versionId")
                    .with("ArgumentValue", text.get())
                    .failure();
        }
        return parsed;
    }
}
