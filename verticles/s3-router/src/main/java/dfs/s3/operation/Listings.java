package dfs.s3.operation;

import dfs.core.name.ObjectKey;
import dfs.core.record.ObjectMetadata;
import dfs.protocol.metadata.Query;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Request;
import dfs.s3.xml.XmlWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What the listings of objects have in common. */
final class Listings {

    private Listings() {}

    /** How many entries a listing asks for, with S3's default and limit. */
    static int max(S3Request request, String name) {
        return (int) Numbers.parameter(request, name, Query.PAGE_MAX, Query.PAGE_MAX);
    }

    /** Whether keys are to be percent-encoded in the reply. */
    static boolean isUrlEncoded(S3Request request) {
        return request.query().textOf("encoding-type").equals("url");
    }

    /** Writes an element that repeats a parameter, empty where it was not sent. */
    static void repeatKey(XmlWriter xml, String element, S3Request request, String parameter) {
        xml.key(element, request.query().textOf(parameter), isUrlEncoded(request));
    }

    /** Writes the delimiter and encoding, where they were given. */
    static void repeatForm(XmlWriter xml, S3Request request) {
        if (!request.query().textOf("delimiter").isEmpty()) {
            repeatKey(xml, "Delimiter", request, "delimiter");
        }
        if (isUrlEncoded(request)) {
            xml.text("EncodingType", "url");
        }
    }

    /** Writes the objects of a page. */
    static void writeObjects(
            XmlWriter xml, S3Call call, List<Query.ListedObject> objects, boolean isUrlEncoded, boolean withOwner) {
        for (Query.ListedObject object : objects) {
            xml.open("Contents")
                    .key("Key", object.key().text(), isUrlEncoded)
                    .time("LastModified", object.modifiedMillis())
                    .etag("ETag", object.etag());
            object.checksumAlgorithm().ifPresent(algorithm -> xml.text("ChecksumAlgorithm", algorithm.name()));
            object.checksumType().ifPresent(type -> xml.text("ChecksumType", type.name()));
            xml.number("Size", object.sizeBytes());
            if (withOwner) {
                writeOwner(xml, call, object.ownerId());
            }
            xml.text("StorageClass", object.storageClass().isEmpty() ? ObjectMetadata.STANDARD : object.storageClass())
                    .close();
        }
    }

    /** Writes the common prefixes of a page. */
    static void writePrefixes(XmlWriter xml, List<String> prefixes, boolean isUrlEncoded) {
        for (String prefix : prefixes) {
            xml.open("CommonPrefixes").key("Prefix", prefix, isUrlEncoded).close();
        }
    }

    /** Writes an owner, named as people read it. */
    static void writeOwner(XmlWriter xml, S3Call call, String ownerId) {
        xml.open("Owner")
                .text("ID", ownerId)
                .text("DisplayName", call.displayNameOf(ownerId))
                .close();
    }

    /**
     * Writes after which key the next page begins, and after which of its entries, where it was an entry that ended this page
     * and not a common prefix.
     *
     * @param idElement the element that names the entry
     * @param key an entry's key
     * @param id what names an entry among those of its key
     */
    static <E> void writeNext(
            XmlWriter xml,
            Query.Listing<E> page,
            boolean isUrlEncoded,
            String idElement,
            Function<E, ObjectKey> key,
            Function<E, String> id) {
        next(page).ifPresent(last -> {
            xml.key("NextKeyMarker", last, isUrlEncoded);
            if (!page.entries().isEmpty()
                    && key.apply(page.entries().getLast()).text().equals(last)) {
                xml.text(idElement, id.apply(page.entries().getLast()));
            }
        });
    }

    /** The text after which the next page begins: where this one is cut. */
    static Optional<String> next(Query.Listing<?> page) {
        return page.hasMore() ? Optional.of(page.last()) : Optional.empty();
    }
}
