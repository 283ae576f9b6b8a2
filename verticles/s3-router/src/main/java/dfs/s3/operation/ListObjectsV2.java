package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.auth.Resource;
import dfs.protocol.metadata.Query;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.xml.XmlWriter;
import java.util.Optional;

/**
 * Lists current objects; pages are continued by a token.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html">ListObjectsV2</a>
 */
public final class ListObjectsV2 implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.LIST_BUCKET;
    }

    @Override
    public Resource resource(S3Request request) {
        return Resource.of(request.bucketName(), request.query().textOf("prefix"));
    }

    @Override
    public boolean isListing() {
        return true;
    }

    @Override
    public S3Reply answer(S3Call call) {
        S3Request request = call.request();
        boolean isUrlEncoded = Listings.isUrlEncoded(request);
        Optional<String> token = request.query().get("continuation-token");
        String startAfter = request.query().textOf("start-after");
        int max = Listings.max(request, "max-keys");
        Query.Listing<Query.ListedObject> page = call.read(new Query.ListObjects(
                request.bucketName(),
                request.query().textOf("prefix"),
                request.query().textOf("delimiter"),
                token.filter(text -> !text.isEmpty()).map(Tokens::decode).orElse(startAfter),
                max));
        XmlWriter xml = XmlWriter.document("ListBucketResult")
                .text("Name", request.bucketName().text());
        Listings.repeatKey(xml, "Prefix", request, "prefix");
        token.ifPresent(text -> xml.text("ContinuationToken", text));
        Listings.next(page).ifPresent(last -> xml.text("NextContinuationToken", Tokens.encode(last)));
        if (!startAfter.isEmpty()) {
            Listings.repeatKey(xml, "StartAfter", request, "start-after");
        }
        xml.number("KeyCount", page.entries().size() + page.prefixes().size()).number("MaxKeys", max);
        Listings.repeatForm(xml, request);
        xml.flag("IsTruncated", page.hasMore());
        Listings.writeObjects(
                xml,
                call,
                page.entries(),
                isUrlEncoded,
                request.query().textOf("fetch-owner").equalsIgnoreCase("true"));
        Listings.writePrefixes(xml, page.prefixes(), isUrlEncoded);
        return S3Reply.xml(xml.finish())
                .header(S3Reply.BUCKET_REGION, call.services().regionOf(call.bucket()));
    }
}
