package dfs.s3.operation;

import dfs.core.auth.Principal;
import dfs.core.record.BucketRecord;
import dfs.protocol.metadata.Query;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.headers.Accepted;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** A listing of buckets as JSON, for who accepts that rather than XML. */
final class JsonListing {

    private JsonListing() {}

    static boolean isPreferred(S3Request request) {
        return Accepted.isJson(request.header("Accept"));
    }

    static S3Reply of(Principal.Known user, Query.Page<BucketRecord> page, String prefix) {
        JsonArray buckets = new JsonArray();
        for (BucketRecord bucket : page.entries()) {
            buckets.add(new JsonObject()
                    .put("name", bucket.name().text())
                    .put(
                            "creationDate",
                            Instant.ofEpochMilli(bucket.createdMillis()).toString()));
        }
        JsonObject listing = new JsonObject()
                .put("buckets", buckets)
                .put("owner", new JsonObject().put("id", user.id()).put("displayName", user.displayName()));
        ListBuckets.nextToken(page).ifPresent(token -> listing.put("continuationToken", token));
        if (!prefix.isEmpty()) {
            listing.put("prefix", prefix);
        }
        byte[] bytes = listing.encode().getBytes(StandardCharsets.UTF_8);
        return S3Reply.ok()
                .header("Content-Type", "application/json")
                .body(new S3Reply.Body.Whole(ByteBuffer.wrap(bytes)));
    }
}
