package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.auth.Principal;
import dfs.core.record.BucketRecord;
import dfs.protocol.access.VisibleBuckets;
import dfs.protocol.metadata.Query;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.xml.XmlWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lists the buckets of the sender by name, in pages where it asks for them, and those of one region where it names one.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html">ListBuckets</a>
 */
public final class ListBuckets implements Operation {

    private static final int PAGE_MAX = 10_000;

    @Override
    public Action action(S3Request request) {
        return Action.LIST_ALL_MY_BUCKETS;
    }

    @Override
    public boolean isListing() {
        return true;
    }

    @Override
    public S3Reply answer(S3Call call) {
        return list(call);
    }

    static S3Reply list(S3Call call) {
        Principal.Known user = call.user();
        S3Request request = call.request();
        String prefix = request.query().textOf("prefix");
        String after =
                request.query().get("continuation-token").map(Tokens::decode).orElse("");
        int max = (int) Numbers.parameter(request, "max-buckets", PAGE_MAX, PAGE_MAX);
        Query.Page<BucketRecord> page = page(call, prefix, after, max);
        if (JsonListing.isPreferred(request)) {
            return JsonListing.of(user, page, prefix);
        }
        XmlWriter xml = XmlWriter.document("ListAllMyBucketsResult").open("Buckets");
        for (BucketRecord bucket : page.entries()) {
            xml.open("Bucket")
                    .text("Name", bucket.name().text())
                    .time("CreationDate", bucket.createdMillis())
                    .text("BucketRegion", call.services().regionOf(bucket))
                    .close();
        }
        xml.close();
        xml.open("Owner")
                .text("ID", user.id())
                .text("DisplayName", user.displayName())
                .close();
        nextToken(page).ifPresent(token -> xml.text("ContinuationToken", token));
        request.query().get("prefix").ifPresent(text -> xml.text("Prefix", text));
        return S3Reply.xml(xml.finish());
    }

    /** A page of the buckets that the sender sees; where the request names a region, of those that are in it. */
    private static Query.Page<BucketRecord> page(S3Call call, String prefix, String after, int max) {
        String region = call.request().query().textOf("bucket-region");
        if (region.isEmpty()) {
            return VisibleBuckets.list(call.user(), prefix, after, max, call::read);
        }
        List<BucketRecord> found = new ArrayList<>();
        String last = after;
        boolean hasMore = true;
        while (hasMore && found.size() <= max) {
            Query.Page<BucketRecord> all = VisibleBuckets.list(call.user(), prefix, last, Query.PAGE_MAX, call::read);
            all.entries().stream()
                    .filter(bucket -> call.services().regionOf(bucket).equals(region))
                    .forEach(found::add);
            hasMore = all.hasMore();
            last = all.entries().isEmpty()
                    ? last
                    : all.entries().getLast().name().text();
        }
        return new Query.Page<>(found.subList(0, Math.min(max, found.size())), found.size() > max);
    }

    static Optional<String> nextToken(Query.Page<BucketRecord> page) {
        return page.hasMore() && !page.entries().isEmpty()
                ? Optional.of(Tokens.encode(page.entries().getLast().name().text()))
                : Optional.empty();
    }
}
