package dfs.management.operation;

import dfs.core.auth.Action;
import dfs.core.auth.Resource;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.core.name.UploadId;
import dfs.core.record.BucketRecord;
import dfs.core.record.UploadRecord;
import dfs.core.record.User;
import dfs.management.http.Call;
import dfs.management.http.Operation;
import dfs.management.http.Operations;
import dfs.management.http.PageRequest;
import dfs.management.http.Reply;
import dfs.protocol.Bus;
import dfs.protocol.Consistency;
import dfs.protocol.access.Authorize;
import dfs.protocol.access.VisibleBuckets;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Query;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Buckets with what they hold, and their open multipart uploads. Each caller is shown what S3 would show it. */
public final class BucketOperations implements Operations {

    private final Bus bus;
    private final Metadata metadata;
    private final VisibleBuckets visible;

    /** Asks over {@code bus}. */
    public BucketOperations(Bus bus) {
        this.bus = bus;
        this.metadata = new Metadata(bus);
        this.visible = new VisibleBuckets(bus);
    }

    @Override
    public Map<String, Operation> byId() {
        return Map.of(
                "listBuckets", this::list,
                "getBucket", this::show,
                "listUploads", this::listUploads,
                "abortUpload", this::abort,
                "cleanUploads", this::cleanUp);
    }

    private Reply list(Call call) {
        Optional<BucketRecord> none = authorize(call, Action.LIST_ALL_MY_BUCKETS, Resource.SERVICE);
        if (none.isPresent()) {
            throw new IllegalStateException("the service is no bucket");
        }
        PageRequest page = call.page();
        Query.Page<BucketRecord> buckets = visible.list(
                call.caller(),
                call.query("prefix").orElse(""),
                page.after(1).getFirst(),
                page.limit(),
                Consistency.STRONG);
        Optional<String> next = buckets.hasMore()
                ? Optional.of(
                        PageRequest.next(buckets.entries().getLast().name().text()))
                : Optional.empty();
        return Reply.ok(Json.page("buckets", Json.array(buckets.entries(), this::withUsage), next));
    }

    private Reply show(Call call) {
        BucketName name = bucketName(call);
        return Reply.ok(withUsage(onBucket(call, Action.HEAD_BUCKET, Resource.of(name))));
    }

    private Reply listUploads(Call call) {
        String prefix = call.query("prefix").orElse("");
        BucketName bucket = bucketName(call);
        PageRequest page = call.page();
        List<String> after = page.after(2);
        BucketRecord record = onBucket(call, Action.LIST_BUCKET_MULTIPART_UPLOADS, Resource.of(bucket, prefix));
        Query.Listing<UploadRecord> uploads = metadata.read(new Query.ListUploads(
                record.name(), prefix, "", after.getFirst(), UploadId.parse(after.getLast()), page.limit()));
        Optional<String> next = uploads.hasMore() ? Optional.of(next(uploads.entries())) : Optional.empty();
        return Reply.ok(Json.page("uploads", Json.array(uploads.entries(), Json::upload), next));
    }

    private Reply abort(Call call) {
        BucketName bucket = bucketName(call);
        String key = call.query("key").orElseThrow();
        UploadId upload =
                UploadId.parse(call.path("uploadId")).orElseThrow(() -> new S3Failure(ErrorCode.NO_SUCH_UPLOAD));
        BucketRecord record = onBucket(call, Action.ABORT_MULTIPART_UPLOAD, Resource.of(bucket, key));
        return switch (metadata.commit(new Mutation.AbortUpload(record.name(), objectKey(key), upload))) {
            case DONE -> Reply.done();
        };
    }

    private Reply cleanUp(Call call) {
        BucketName bucket = bucketName(call);
        JsonObject body = call.body();
        String prefix = body.getString("prefix", "");
        long youngestMillis = call.context().nowMillis() - body.getLong("olderThanSeconds") * 1000;
        BucketRecord record = onBucket(call, Action.ABORT_MULTIPART_UPLOAD, Resource.of(bucket, prefix));
        long aborted = 0;
        long kept = 0;
        String afterKey = "";
        Optional<UploadId> afterUpload = Optional.empty();
        boolean hasMore = true;
        while (hasMore) {
            Query.Listing<UploadRecord> page = metadata.read(
                    new Query.ListUploads(record.name(), prefix, "", afterKey, afterUpload, Query.PAGE_MAX));
            List<UploadRecord> old = page.entries().stream()
                    .filter(upload -> upload.initiatedMillis() <= youngestMillis)
                    .toList();
            kept += page.entries().size() - old.size();
            aborted += abortAll(record.name(), old);
            hasMore = page.hasMore() && !page.entries().isEmpty();
            if (hasMore) {
                afterKey = page.entries().getLast().key().text();
                afterUpload = Optional.of(page.entries().getLast().id());
            }
        }
        return Reply.ok(new JsonObject().put("aborted", aborted).put("kept", kept));
    }

    /** Aborts uploads, and answers how many; one that was completed or aborted meanwhile does not count. */
    private long abortAll(BucketName bucket, List<UploadRecord> uploads) {
        if (uploads.isEmpty()) {
            return 0;
        }
        List<Mutation<?>> aborts = new ArrayList<>();
        uploads.forEach(upload -> aborts.add(new Mutation.AbortUpload(bucket, upload.key(), upload.id())));
        return metadata.commitAll(aborts).stream()
                .filter(outcome -> outcome instanceof Outcome.Done<?>)
                .count();
    }

    private JsonObject withUsage(BucketRecord bucket) {
        String ownerName = metadata.read(new Query.FindUserById(bucket.ownerId()))
                .map(User::name)
                .orElse("");
        return Json.bucket(bucket, ownerName, metadata.read(new Query.FindUsage(bucket.name())));
    }

    private BucketRecord onBucket(Call call, Action action, Resource resource) {
        return authorize(call, action, resource).orElseThrow(() -> new S3Failure(ErrorCode.NO_SUCH_BUCKET));
    }

    private Optional<BucketRecord> authorize(Call call, Action action, Resource resource) {
        return bus.ask(new Authorize(call.caller(), action, resource, call.context()))
                .bucket();
    }

    private static BucketName bucketName(Call call) {
        String name = call.path("bucketName");
        if (!BucketName.isValid(name)) {
            throw new S3Failure(ErrorCode.INVALID_BUCKET_NAME);
        }
        return new BucketName(name);
    }

    private static ObjectKey objectKey(String text) {
        try {
            return new ObjectKey(text);
        } catch (IllegalArgumentException e) {
            throw new S3Failure(ErrorCode.KEY_TOO_LONG);
        }
    }

    private static String next(List<UploadRecord> uploads) {
        UploadRecord last = uploads.getLast();
        return PageRequest.next(last.key().text(), last.id().text());
    }
}
