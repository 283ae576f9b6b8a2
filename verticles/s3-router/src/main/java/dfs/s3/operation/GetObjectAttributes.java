package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.checksum.Checksum;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.record.Content;
import dfs.core.record.ObjectMetadata;
import dfs.core.record.ObjectRecord;
import dfs.core.record.PartRecord;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.headers.HttpDates;
import dfs.s3.headers.VersionHeaders;
import dfs.s3.xml.XmlWriter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads selected facts about an object and its parts.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html">GetObjectAttributes</a>
 */
public final class GetObjectAttributes implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.GET_OBJECT_ATTRIBUTES;
    }

    private static final Set<String> KNOWN = Set.of("ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize");
    private static final int PARTS_MAX = 1000;

    @Override
    public S3Reply answer(S3Call call) {
        S3Request request = call.request();
        Set<String> wanted = wanted(request);
        return switch (StoredObject.find(call)) {
            case StoredObject.Found.Version version -> attributes(call, version.object(), wanted);
            case StoredObject.Found.Absent absent -> absent.reply();
        };
    }

    private static S3Reply attributes(S3Call call, ObjectRecord object, Set<String> wanted) {
        S3Request request = call.request();
        XmlWriter xml = XmlWriter.document("GetObjectAttributesResponse");
        if (wanted.contains("ETag")) {
            xml.text("ETag", object.etag());
        }
        if (wanted.contains("Checksum")) {
            object.checksum().ifPresent(checksum -> writeChecksum(xml, checksum));
        }
        if (wanted.contains("ObjectParts") && object.content() instanceof Content.Parts) {
            writeParts(xml, request, StoredObject.parts(call, request.bucketName(), object));
        }
        if (wanted.contains("StorageClass")) {
            String named = object.metadata().storageClass();
            xml.text("StorageClass", named.isEmpty() ? ObjectMetadata.STANDARD : named);
        }
        if (wanted.contains("ObjectSize")) {
            xml.number("ObjectSize", object.sizeBytes());
        }
        S3Reply reply = S3Reply.xml(xml.finish()).header("Last-Modified", HttpDates.format(object.modifiedMillis()));
        VersionHeaders.writeVersion(reply, call.bucket(), object.versionId());
        return reply;
    }

    /** Writes the object's checksum; a composite one stands here, unlike in headers, without its number of parts. */
    private static void writeChecksum(XmlWriter xml, Checksum checksum) {
        xml.open("Checksum")
                .text(checksum.algorithm().element(), Checksums.withoutPartCount(checksum.value()))
                .text("ChecksumType", checksum.type().name())
                .close();
    }

    private static Set<String> wanted(S3Request request) {
        Set<String> wanted = new LinkedHashSet<>();
        for (String value : request.headerValues("x-amz-object-attributes")) {
            for (String each : value.split(",", -1)) {
                String name = each.strip();
                if (!KNOWN.contains(name)) {
                    throw S3Error.of(ErrorCode.INVALID_ARGUMENT, "Invalid attribute name specified.")
                            .with("ArgumentName", "x-amz-object-attributes")
                            .with("ArgumentValue", name)
                            .failure();
                }
                wanted.add(name);
            }
        }
        return wanted;
    }

    private static void writeParts(XmlWriter xml, S3Request request, List<PartRecord> parts) {
        int marker = number(request, "x-amz-part-number-marker", 0);
        int max = Math.min(number(request, "x-amz-max-parts", PARTS_MAX), PARTS_MAX);
        List<PartRecord> after =
                parts.stream().filter(part -> part.number() > marker).toList();
        List<PartRecord> page = after.subList(0, Math.min(max, after.size()));
        int last = page.isEmpty() ? marker : page.getLast().number();
        xml.open("ObjectParts")
                .number("PartsCount", parts.size())
                .number("PartNumberMarker", marker)
                .number("NextPartNumberMarker", last)
                .number("MaxParts", max)
                .flag("IsTruncated", page.size() < after.size());
        for (PartRecord part : page) {
            xml.open("Part").number("PartNumber", part.number()).number("Size", part.sizeBytes());
            Checksums.write(xml, part.checksum());
            xml.close();
        }
        xml.close();
    }

    private static int number(S3Request request, String header, int byDefault) {
        Optional<String> text = request.header(header);
        if (text.isPresent() && !text.get().matches("[0-9]{1,9}")) {
            throw S3Error.of(ErrorCode.INVALID_ARGUMENT)
                    .with("ArgumentName", header)
                    .with("ArgumentValue", text.get())
                    .failure();
        }
        return text.map(Integer::parseInt).orElse(byDefault);
    }
}
