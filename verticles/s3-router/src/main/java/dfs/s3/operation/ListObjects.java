package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.auth.Resource;
import dfs.protocol.metadata.Query;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.xml.XmlWriter;

/**
 * Lists current objects, in the first version of the operation: pages are continued after a key.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html">ListObjects</a>
 */
public final class ListObjects implements Operation {
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
        String delimiter = request.query().textOf("delimiter");
        int max = Listings.max(request, "max-keys");
        Query.Listing<Query.ListedObject> page = call.read(new Query.ListObjects(
                request.bucketName(),
                request.query().textOf("prefix"),
                delimiter,
                request.query().textOf("marker"),
                max));
        XmlWriter xml = XmlWriter.document("ListBucketResult")
                .text("Name", request.bucketName().text());
        writePrefix(xml, request.query().textOf("prefix"), isUrlEncoded);
        Listings.repeatKey(xml, "Marker", request, "marker");
        if (!delimiter.isEmpty()) {
            Listings.next(page).ifPresent(last -> xml.key("NextMarker", last, isUrlEncoded));
        }
        xml.number("MaxKeys", max);
        Listings.repeatForm(xml, request);
        xml.flag("IsTruncated", page.hasMore());
        Listings.writeObjects(xml, call, page.entries(), isUrlEncoded, true);
        Listings.writePrefixes(xml, page.prefixes(), isUrlEncoded);
        return S3Reply.xml(xml.finish())
                .header(S3Reply.BUCKET_REGION, call.services().regionOf(call.bucket()));
    }

    /**
     * Writes the prefix. Of the clients that ask for encoded keys some decode it and ask for the next page by what comes out, others
     * take it as it stands: it is encoded only where decoding would make another prefix of it.
     */
    private static void writePrefix(XmlWriter xml, String prefix, boolean isUrlEncoded) {
        boolean isChangedByDecoding = prefix.indexOf('+') >= 0 || prefix.indexOf('%') >= 0;
        xml.key("Prefix", prefix, isUrlEncoded && isChangedByDecoding);
    }
}
