package dfs.management.operation;

import dfs.core.auth.Scope;
import dfs.core.record.AccessKey;
import dfs.core.record.BucketRecord;
import dfs.core.record.UploadRecord;
import dfs.core.record.Usage;
import dfs.core.record.User;
import dfs.protocol.cluster.Cluster;
import dfs.protocol.job.Fsck;
import dfs.protocol.job.Job;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The contract's JSON forms of records. */
final class Json {

    private Json() {}

    static JsonObject user(User user) {
        return new JsonObject()
                .put("name", user.name())
                .put("id", user.id())
                .put("displayName", user.displayName())
                .put("email", user.email())
                .put("role", word(user.role()))
                .put("scopes", scopes(user.scopes()))
                .put("enabled", user.isEnabled())
                .put("createdAt", time(user.createdMillis()));
    }

    static JsonArray scopes(List<Scope> scopes) {
        return array(
                scopes, scope -> new JsonObject().put("bucket", scope.bucket()).put("prefix", scope.prefix()));
    }

    /** A key without its secret. */
    static JsonObject key(AccessKey key) {
        return new JsonObject()
                .put("id", key.id())
                .put("user", key.userName())
                .put("kind", word(key.kind()))
                .put("enabled", key.isEnabled())
                .put("createdAt", time(key.createdMillis()));
    }

    static JsonObject bucket(BucketRecord bucket, String ownerName, Usage usage) {
        return new JsonObject()
                .put("name", bucket.name().text())
                .put("owner", ownerName)
                .put("ownerId", bucket.ownerId())
                .put("region", bucket.region())
                .put("versioning", word(bucket.versioning()))
                .put("createdAt", time(bucket.createdMillis()))
                .put("usage", usage(usage));
    }

    static JsonObject usage(Usage usage) {
        return new JsonObject()
                .put("objects", usage.objects())
                .put("versions", usage.versions())
                .put("deleteMarkers", usage.deleteMarkers())
                .put("bytes", usage.bytes())
                .put("uploads", usage.uploads())
                .put("uploadBytes", usage.uploadBytes());
    }

    static JsonObject upload(UploadRecord upload) {
        return new JsonObject()
                .put("key", upload.key().text())
                .put("uploadId", upload.id().text())
                .put("initiatorId", upload.initiatorId())
                .put("initiatedAt", time(upload.initiatedMillis()));
    }

    static JsonObject job(Job.Status job) {
        JsonObject json = new JsonObject()
                .put("name", word(job.name()))
                .put("state", word(job.state()))
                .put("doneBlobs", job.doneBlobs())
                .put("doneBytes", job.doneBytes())
                .put("totalBlobs", job.totalBlobs())
                .put("findings", new JsonArray(job.findings()))
                .put("findingsCount", job.findingsCount());
        putTime(json, "startedAt", job.startedMillis());
        putTime(json, "finishedAt", job.finishedMillis());
        putTime(json, "nextAt", job.nextMillis());
        return json;
    }

    static JsonObject fsck(Fsck.Report report) {
        JsonObject json = new JsonObject()
                .put("state", word(report.state()))
                .put("deep", report.isDeep())
                .put("healthy", report.isHealthy())
                .put("namedBlobs", report.namedBlobs())
                .put("nodes", array(report.nodes(), Json::fsckNode));
        putTime(json, "startedAt", report.startedMillis());
        putTime(json, "finishedAt", report.finishedMillis());
        if (!report.failure().isEmpty()) {
            json.put("failure", report.failure());
        }
        return json;
    }

    private static JsonObject fsckNode(Fsck.NodeReport node) {
        return new JsonObject()
                .put("id", node.nodeId())
                .put("reachable", node.isReachable())
                .put("expectedBlobs", node.expectedBlobs())
                .put("missingBlobs", node.missingBlobs())
                .put("damagedBlobs", node.damagedBlobs())
                .put("surplusBlobs", node.surplusBlobs())
                .put("unnamedBlobs", node.unnamedBlobs())
                .put("soleBlobs", node.soleBlobs())
                .put("findings", new JsonArray(node.findings()));
    }

    static JsonObject node(Cluster.NodeState node) {
        return new JsonObject()
                .put("id", node.member().nodeId())
                .put("memberId", node.member().peerId())
                .put("address", node.member().peer().toString())
                .put("role", role(node))
                .put("reachable", node.isReachable())
                .put("keepsBytes", node.member().keepsBytes())
                .put("self", node.isSelf());
    }

    private static String role(Cluster.NodeState node) {
        if (!node.member().hasVoice()) {
            return "none";
        }
        return node.isLeader() ? "leader" : "follower";
    }

    static <E> JsonArray array(List<E> entries, Function<E, JsonObject> form) {
        JsonArray array = new JsonArray();
        entries.forEach(entry -> array.add(form.apply(entry)));
        return array;
    }

    /** A page of a list under {@code name}, with the token of the next page if there is one. */
    static JsonObject page(String name, JsonArray entries, Optional<String> next) {
        JsonObject page = new JsonObject().put(name, entries);
        next.ifPresent(token -> page.put("nextContinuationToken", token));
        return page;
    }

    static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static void putTime(JsonObject json, String name, long millis) {
        if (millis != 0) {
            json.put(name, time(millis));
        }
    }
}
